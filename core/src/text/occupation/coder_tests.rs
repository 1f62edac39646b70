use proptest::prelude::*;

use super::*;
use crate::text::normal_form;

/// Titles of our own wording and the code each must get first.
const GOLDEN: &[(&str, &str)] = &[
    ("急招：小区保安（包吃住）", "4-07-05-01"),
    ("写字楼保洁员", "4-09-08-01"),
    ("送餐骑手 日结", "4-10-08-01"),
    ("维修电工（持证）", "6-31-01-03"),
    ("二保焊焊工", "6-18-02-04"),
    ("收银员/早晚班", "4-01-02-04"),
    ("高级Java开发工程师", "2-02-10-03"),
    ("住家月嫂", "4-10-01-06"),
    ("会计", "2-06-03-00"),
    ("中餐厨师长", "4-03-02-01"),
];

#[test]
fn codes_plain_titles() {
    let coder = OccupationCoder::embedded().unwrap();
    let classification = Classification::embedded().unwrap();
    let mut missed = Vec::new();
    for (title, code) in GOLDEN {
        let found = coder.code(title, 3);
        let wanted = classification.get(code.parse().unwrap()).map(|class| class.code);
        if found.first().map(|best| best.code) != wanted {
            missed.push((title, found));
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}

/// Known misses, kept in sight: the right code is only the second answer. 阿姨 draws towards housework, 低压 towards
/// engineering.
const MISSES: &[(&str, &str)] = &[("某物业公司招聘保洁阿姨", "保洁员"), ("低压电工（持证）", "电工")];

#[test]
fn has_the_right_code_among_two() {
    let coder = OccupationCoder::embedded().unwrap();
    for (title, name) in MISSES {
        let found = coder.code(title, 2);
        assert!(found.iter().any(|one| one.name == *name), "{title}: {found:?}");
    }
}

#[test]
fn knows_every_class() {
    let coder = OccupationCoder::embedded().unwrap();
    let classification = Classification::embedded().unwrap();
    let codes: Vec<OccupationCode> = classification.iter().map(|class| class.code).collect();
    assert_eq!(coder.weights.codes, codes, "train the weights again: the classification has changed");
    assert!(coder.names.iter().all(|name| !name.is_empty()));
}

#[test]
fn answers_nothing_to_nothing() {
    let coder = OccupationCoder::embedded().unwrap();
    for title in ["", " ", "！！", "\u{200b}", "𒀀𒀁"] {
        assert_eq!(coder.code(title, 5), [], "{title}");
    }
    assert_eq!(coder.code("保安", 0), []);
}

#[test]
fn reads_full_width_and_spaces_alike() {
    let coder = OccupationCoder::embedded().unwrap();
    assert_eq!(coder.code("ＣＮＣ 操作工", 3), coder.code("cnc 操作工", 3));
}

fn check(coder: &OccupationCoder, title: &str, k: usize) -> Result<(), TestCaseError> {
    let found = coder.code(title, k);
    prop_assert!(found.len() <= k);
    prop_assert!(found.is_sorted_by(|left, right| (right.score, left.code) < (left.score, right.code)));
    prop_assert!(found.iter().map(|one| u64::from(one.score)).sum::<u64>() <= 1_000_000);
    let text = normal_form(title);
    for word in found.iter().flat_map(|one| &one.why) {
        prop_assert!(text.contains(&word.text) && word.weight > 0, "{} in {text}", word.text);
    }
    for one in &found {
        prop_assert!(one.why.len() <= EVIDENCE_MAX);
    }
    prop_assert_eq!(&coder.code(title, usize::MAX)[..found.len()], &found[..]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn keeps_its_promises(
        words in prop::collection::vec("招聘|急招|保安|电工|会计|司机|（包吃住）|【|】|/| |[0-9]{1,4}|[a-zA-Z]{1,3}|\\PC{0,3}", 0..12),
        k in 0_usize..8,
    ) {
        let coder = OccupationCoder::embedded().unwrap();
        check(&coder, &words.concat(), k)?;
    }
}

#[test]
fn copes_with_a_very_long_title() {
    let coder = OccupationCoder::embedded().unwrap();
    check(&coder, &"电工焊工（".repeat(5_000), 5).unwrap();
}
