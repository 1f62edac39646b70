//! Goal: a saved matcher comes back as it was, and no bytes do harm. Method: random markets there and back; ten thousand
//! files of each kind of damage, those whose checksum was made to fit included.

use std::sync::Arc;

use doorstep::matching::{MatchOptions, Matcher, MatchingCode, Query};
use doorstep::text::{Lexicon, Words};
use doorstep::{Post, Seeker};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use twox_hash::xxhash3_64::Hasher;

use super::one;
use super::random::{posts, seeker};

/// Files of each kind of damage.
const FILES: usize = 10_000;
/// Bytes before the body.
const HEAD: usize = 32;

fn options() -> MatchOptions {
    MatchOptions { today: Some("2026-06-14".parse().unwrap()), ..MatchOptions::default() }
}

/// Texts from which every field is read that can be.
const TEXTS: &[(&str, &str)] = &[
    ("", ""),
    ("急招普工夫妻工包吃住月休四天", "18-45岁，6000-8000元/月，月结，五险一金，全职，招聘10人"),
    (
        "电工（长白班）",
        "高中以上学历，3年以上经验；须持低压电工证；8:00-17:00，单休；熟练使用Excel；年终奖、班车",
    ),
    ("ＣＡＤ制图　居家办公", "日结，底薪3000元以上，双休，学历不限\n不提供住宿；商业保险；兼职"),
];

fn with_texts(mut posts: Vec<Post>, texts: &[usize]) -> Vec<Post> {
    for (post, text) in posts.iter_mut().zip(texts) {
        let (title, description) = TEXTS[*text];
        post.title.push_str(title);
        post.description = (!description.is_empty()).then(|| description.repeat(1 + post.id.len() % 3));
        post.address = post.title.chars().nth(3).map(|letter| format!("{letter}路1号"));
    }
    posts
}

fn market(most: usize) -> impl Strategy<Value = Vec<Post>> {
    (posts(most), prop::collection::vec(0..TEXTS.len(), most))
        .prop_map(|(posts, texts)| with_texts(posts, &texts))
}

fn query(words: &str, seeker: &Seeker) -> Query {
    Query::with_filters(words, seeker.clone(), &Lexicon::embedded())
}

fn assert_same(left: &Matcher, right: &Matcher, seeker: &Seeker) {
    assert!(left.posts().eq(right.posts()));
    assert_eq!(left.options(), right.options());
    assert_eq!(left.recommend(seeker, 10), right.recommend(seeker, 10));
    assert_eq!(left.diagnose(seeker), right.diagnose(seeker));
    for post in left.posts() {
        let explanations = [left, right].map(|matcher| matcher.explain(seeker, &post.id).unwrap());
        assert_eq!(explanations[0], explanations[1]);
    }
    for words in ["电工", "包吃住 excel", "baoan"] {
        let query = query(words, seeker);
        assert_eq!(left.search(&query, 10), right.search(&query, 10));
        assert_eq!(left.suggest(words, 5), right.suggest(words, 5));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_matcher_comes_back(posts in market(25), seeker in seeker(), read_text: bool) {
        let options = MatchOptions { read_text, ..options() };
        let matcher = Matcher::new(posts, options).unwrap();
        let bytes = matcher.to_bytes();
        prop_assert_eq!(&matcher.clone().to_bytes(), &bytes);
        let loaded = Matcher::from_bytes(&bytes).unwrap();
        prop_assert!(loaded.to_bytes() == bytes);
        assert_same(&matcher, &loaded, &seeker);
    }
}

/// A post with a value in every field, and one with none.
fn rows() -> Vec<Post> {
    let full = json!({
        "id": "full", "title": "电工（长白班）", "employer": "济南某物业公司", "credit_code": "91350100M000100Y43",
        "skills": ["焊接", "Excel"], "certificates": ["电工/三级@..2027-05-01", "A1/A2"],
        "description": TEXTS[2].1.repeat(3), "benefits": ["班车", "年终奖"], "lon": 117.02, "lat": 36.66,
        "system": "gcj02", "region": "370102", "area": "济南·历下区", "address": "某路1号", "kind": "full_time",
        "multi_site": false, "remote": false, "lodging": true, "meals": true, "wage_min_yuan": 4000,
        "wage_max_yuan": 6000, "wage_period": "month", "pieces_per_day": 100, "settlement": "monthly",
        "education": "高中", "experience_years": 1, "age_min": 18, "age_max": 50, "team": "group 3",
        "rest": "4/month", "shift": "day", "insurance": "five", "schedule": "1-5 08:00-17:00", "openings": 3,
        "published": "2026-06-01", "opens": "2026-06-01", "closes": "2026-07-01", "key_groups": ["宝妈"],
        "vector": [0.5, -1.0, 0.0],
    });
    let mut full: Post = one(&full);
    // A part of a code may end with zeros, and an area may be cut where its text alone would not be.
    full.region = doorstep::RegionCode::parse("370100001").unwrap().at(doorstep::RegionTier::County);
    let mut other = full.clone();
    other.id = "other".into();
    other.area = doorstep::model::Area::parse("广东省广州市·");
    other.occupation = Some("4-07-05-01".parse().unwrap());
    vec![full, other, Post::new("none"), Post::new("")]
}

/// A small market of every kind of post.
fn small() -> Matcher {
    let mut runner = TestRunner::deterministic();
    let mut all = market(12).new_tree(&mut runner).unwrap().current();
    all.extend(rows());
    Matcher::new(all, options()).unwrap()
}

fn person() -> Seeker {
    one(&json!({
        "id": "s", "titles": ["电工"], "skills": ["焊接"], "certificates": ["电工证"], "lon": 117.02, "lat": 36.66,
        "wage_floor_yuan": 3000, "wage_period": "month", "distance_m_max": 9000, "available": "1-7 00:00-24:00",
        "born": "1990-01-01", "education": "大专", "area": "济南市历下区", "vector": [1, 0, 0], "rest": "single",
    }))
}

#[test]
fn every_field_comes_back() {
    let matcher = Matcher::new(rows(), options()).unwrap();
    let loaded = Matcher::from_bytes(&matcher.to_bytes()).unwrap();
    assert_same(&matcher, &loaded, &person());
    let none = Matcher::new(Vec::new(), options()).unwrap();
    assert!(Matcher::from_bytes(&none.to_bytes()).unwrap().is_empty());
}

/// The bytes of an empty matcher, by hand: whoever changes them raises the version.
#[test]
fn the_layout_is_as_documented() {
    let matcher = Matcher::new(Vec::new(), MatchOptions::default()).unwrap();
    let options = serde_json::to_string(&MatchOptions::default()).unwrap();
    let mut body = vec![0, 0x80 | (options.len() % 128) as u8, (options.len() / 128) as u8];
    body.extend(options.as_bytes());
    body.extend(Lexicon::embedded().fingerprint().to_le_bytes());
    // Generation, skills, posts.
    body.extend([0, 0, 0]);
    let mut file = b"doorstep\x01\0\0\0\x01\0\0\0".to_vec();
    file.extend((body.len() as u64).to_le_bytes());
    let seed = Hasher::oneshot(&file);
    file.extend(Hasher::oneshot_with_seed(seed, &body).to_le_bytes());
    file.extend(body);
    assert_eq!(matcher.to_bytes(), file);
}

#[test]
fn another_lexicon_is_refused() {
    let words = r#"{"skills": [{"id": "kimchi", "zh": "腌制泡菜", "words": ["做泡菜"]}]}"#;
    let own = Arc::new(Lexicon::with_words(&Words::from_json(words).unwrap()).unwrap());
    let matcher = Matcher::with_lexicon(rows(), options(), Arc::clone(&own)).unwrap();
    let bytes = matcher.to_bytes();
    assert_eq!(Matcher::from_bytes(&bytes).unwrap_err().code(), MatchingCode::SavedLexicon);
    assert_same(&matcher, &Matcher::from_bytes_with_lexicon(&bytes, own).unwrap(), &person());
    // No words of one's own are the default words.
    let none = Arc::new(Lexicon::with_words(&Words::default()).unwrap());
    assert!(Matcher::from_bytes_with_lexicon(&small().to_bytes(), none).is_ok());
}

/// Random numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}

/// Makes length and checksum fit what the bytes are.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = (bytes.len() - HEAD) as u64;
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    let sum = Hasher::oneshot_with_seed(Hasher::oneshot(&bytes[..24]), &bytes[HEAD..]);
    bytes[24..32].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// Loads what fits its checksum: an error with a code, or a matcher that answers. Returns whether there is one.
fn loads_or_tells(bytes: &[u8], seeker: &Seeker) -> bool {
    match Matcher::from_bytes(bytes) {
        Ok(matcher) => {
            let _ = matcher.recommend_explained(seeker, 3);
            let _ = matcher.diagnose(seeker);
            let _ = matcher.search(&query("电工", seeker), 3);
            let _ = matcher.suggest("dian", 3);
            let again = matcher.to_bytes();
            assert!(Matcher::from_bytes(&again).unwrap().to_bytes() == again);
            true
        }
        Err(error) => {
            assert!(error.code().code().starts_with("matching."));
            assert!(!error.message_zh().is_empty());
            false
        }
    }
}

fn code_of(bytes: &[u8]) -> &'static str {
    Matcher::from_bytes(bytes).unwrap_err().code().code()
}

#[test]
fn flipped_bits_are_found() {
    let whole = small().to_bytes();
    let mut numbers = Numbers(1);
    for _ in 0..FILES {
        let mut bytes = whole.clone();
        let place = numbers.below(bytes.len());
        bytes[place] ^= 1 << numbers.below(8);
        let version = (8..12).contains(&place);
        let expected = if version { "matching.saved_version" } else { "matching.saved_damaged" };
        assert_eq!(code_of(&bytes), expected, "byte {place}");
    }
}

#[test]
fn truncation_and_what_is_behind_the_end_are_found() {
    let whole = small().to_bytes();
    let mut numbers = Numbers(2);
    let seeker = person();
    for number in 0..FILES {
        let cut = if number < 64 { number } else { numbers.below(whole.len()) };
        assert_eq!(code_of(&whole[..cut]), "matching.saved_damaged", "cut at {cut}");
        if cut >= HEAD {
            // As if it had ended there.
            assert!(!loads_or_tells(&sealed(whole[..cut].to_vec()), &seeker), "cut at {cut}");
        }
    }
    for more in 1..100 {
        let mut bytes = whole.clone();
        bytes.extend((0..more).map(|_| numbers.byte()));
        assert_eq!(code_of(&bytes), "matching.saved_damaged");
        assert_eq!(code_of(&sealed(bytes)), "matching.saved_damaged");
    }
}

#[test]
fn other_versions_are_told() {
    let whole = small().to_bytes();
    let mut numbers = Numbers(3);
    for number in 0..FILES {
        let mut bytes = whole.clone();
        let version = if number < 256 { number as u32 } else { numbers.below(1 << 31) as u32 };
        if version == 1 {
            continue;
        }
        bytes[8..12].copy_from_slice(&version.to_le_bytes());
        let bytes = if number % 2 == 0 { sealed(bytes) } else { bytes };
        assert_eq!(code_of(&bytes), "matching.saved_version");
    }
}

/// A number of the body becomes a huge one. Every byte of the body is taken for one in turn, so that each count and each
/// length is among them.
#[test]
fn huge_lengths_are_refused_before_memory_is_reserved() {
    let whole = small().to_bytes();
    let mut numbers = Numbers(4);
    let seeker = person();
    let mut refused = 0;
    for number in 0..FILES {
        let place = HEAD + number % (whole.len() - HEAD);
        let huge = u64::MAX >> numbers.below(40);
        let mut varint: Vec<u8> = (0..10).map(|at| (huge >> (7 * at)) as u8 | 0x80).collect();
        varint.truncate((64 - huge.leading_zeros() as usize).div_ceil(7));
        *varint.last_mut().unwrap() &= 0x7f;
        let mut bytes = whole.clone();
        bytes.splice(place..=place, varint);
        refused += usize::from(!loads_or_tells(&sealed(bytes), &seeker));
    }
    assert!(refused > FILES * 9 / 10, "{refused}");
}

#[test]
fn content_that_somebody_made_up_does_no_harm() {
    let whole = small().to_bytes();
    let mut numbers = Numbers(5);
    let seeker = person();
    let mut loaded = 0;
    for _ in 0..FILES {
        let mut bytes = whole.clone();
        for _ in 0..=numbers.below(3) {
            let place = HEAD + numbers.below(bytes.len() - HEAD);
            match numbers.below(4) {
                0 => bytes[place] = numbers.byte(),
                1 => bytes[place] ^= 1 << numbers.below(8),
                2 => drop(bytes.remove(place)),
                _ => bytes.insert(place, numbers.byte()),
            }
        }
        loaded += usize::from(loads_or_tells(&sealed(bytes), &seeker));
    }
    // Both kinds are there, or nothing was tested.
    assert!((100..FILES - 100).contains(&loaded), "{loaded} were loaded");
}

#[test]
fn content_that_no_matcher_has_is_refused() {
    // The options stand at the beginning of the body as text.
    let whole = small().to_bytes();
    for (from, to, code) in [
        (&br#""occupation":300"#[..], &br#""occupation":3e0"#[..], "matching.saved_damaged"),
        (
            br#""days_per_month_hundredths":2175"#,
            br#""days_per_month_hundredths":9175"#,
            "matching.work_hours",
        ),
        (br#""read_text":true"#, br#""read_test":true"#, "matching.saved_damaged"),
    ] {
        let place = whole.windows(from.len()).position(|window| window == from).unwrap();
        let mut bytes = whole.clone();
        bytes[place..place + from.len()].copy_from_slice(to);
        assert_eq!(code_of(&sealed(bytes)), code);
    }
    let mut bytes = whole;
    bytes[12] = 2;
    assert_eq!(code_of(&sealed(bytes)), "matching.saved_damaged");
}
