use super::*;
use crate::matching::MatchOptions;
use crate::model::{Area, Post, Skill};

fn matcher() -> Matcher {
    let rows = [
        ("急招 电工（双休）", "济南·历下区", vec!["焊接"]),
        ("维修电工", "济南·历城区", vec!["焊接", "PLC"]),
        ("电焊工", "济南·历下区", vec!["电焊"]),
        ("会计", "重庆市", vec!["Excel"]),
        ("Java 开发工程师", "长沙市", vec!["java"]),
        ("长白班普工", "长沙市", vec![]),
        ("收银员/理货员", "重庆市", vec![]),
    ];
    let posts = rows.into_iter().zip('a'..).map(|((title, area, skills), id)| {
        let mut post = Post::new(id);
        post.title = title.to_owned();
        post.area = Area::parse(area);
        post.skills = skills.into_iter().filter_map(|skill| Skill::parse(skill).ok()).collect();
        post
    });
    Matcher::new(posts.collect(), MatchOptions::default()).unwrap()
}

/// Text, kind, posts and way of the first suggestions, but for words of occupations, which are the lexicon's to choose.
#[track_caller]
fn check(input: &str, expected: &[(&str, SuggestionKind, u32, TypedAs)]) {
    let found = matcher().suggest(input, 100);
    let found: Vec<_> = found
        .iter()
        .filter(|one| one.kind != SuggestionKind::Occupation)
        .map(|one| (one.text.as_str(), one.kind, one.posts, one.why))
        .collect();
    assert_eq!(found, expected, "{input}");
}

#[test]
fn what_is_typed_becomes_what_there_is() {
    use SuggestionKind::{Place, Skill, Title};
    use TypedAs::{Initials, Pinyin, Prefix, Typo};
    check("重", &[("重庆市", Place, 2, Prefix)]);
    check("chongq", &[("重庆市", Place, 2, Pinyin)]);
    check("cq", &[("重庆市", Place, 2, Initials)]);
    check("kuai", &[("会计", Title, 1, Pinyin)]);
    check("changsha", &[("长沙市", Place, 2, Pinyin)]);
    check("changbaib", &[("长白班普工", Title, 1, Pinyin)]);
    check("ja", &[("Java", Title, 1, Prefix)]);
    // 电焊 is the same skill in other words.
    check("焊", &[("焊接", Skill, 3, Prefix)]);
    check("收因员", &[("收银员", Title, 1, Typo)]);
    check("lixia", &[("历下区", Place, 2, Pinyin)]);
    check("电子琴", &[]);
    check("", &[]);
    check("（", &[]);
}

#[test]
fn many_posts_come_first_and_slips_last() {
    let found = matcher().suggest("dian", 100);
    assert!(found.is_sorted_by_key(|one| std::cmp::Reverse(one.posts)), "{found:?}");
    // 电工 stands in two titles.
    let electrician = found.iter().find(|one| one.text == "电工").unwrap();
    assert!(electrician.posts >= 2);
    let slips = matcher().suggest("diang", 100);
    assert!(slips.iter().any(|one| one.why == TypedAs::Typo));
    assert!(slips.is_sorted_by_key(|one| one.why == TypedAs::Typo));
}

#[test]
fn words_of_occupations_are_suggested_in_every_language() {
    let found = matcher().suggest("용접", 5);
    assert!(found.iter().any(|one| one.kind == SuggestionKind::Occupation && one.posts == 1), "{found:?}");
}

#[test]
fn of_the_words_for_one_occupation_the_commonest_is_suggested() {
    let posts = [("a", "物业保安"), ("b", "保安"), ("c", "保全")].map(|(id, title)| {
        let mut post = Post::new(id);
        post.title = title.to_owned();
        post
    });
    let matcher = Matcher::new(posts.to_vec(), MatchOptions::default()).unwrap();
    let found = matcher.suggest("保", 9);
    let words: Vec<&str> = found
        .iter()
        .filter(|one| one.kind == SuggestionKind::Occupation)
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(words, ["保安"], "{found:?}");
}

#[test]
fn counts_are_those_of_a_plain_count() {
    let matcher = matcher();
    for one in matcher.suggest("电", 100).into_iter().filter(|one| one.kind == SuggestionKind::Title) {
        let with = matcher.posts().filter(|post| post.title.contains(&one.text)).count();
        assert_eq!(usize::try_from(one.posts).unwrap(), with, "{}", one.text);
    }
}
