use proptest::prelude::*;

use super::*;
use crate::text::syllables;

#[track_caller]
fn check(typed: &str, text: &str, expected: Option<TypedAs>) {
    assert_eq!(Typed::of(typed).like(text), expected, "{typed} for {text}");
}

#[test]
fn ways_to_type_a_text() {
    use TypedAs::{Initials, Pinyin, Prefix, Typo};
    for (typed, text, expected) in [
        ("电", "电工", Some(Prefix)),
        ("電工", "电工", Some(Prefix)),
        ("ＪＡＶＡ", "Java开发", Some(Prefix)),
        ("java", "Java 开发", Some(Prefix)),
        ("javakaif", "Java开发", Some(Pinyin)),
        ("jkf", "J开发", Some(Initials)),
        ("d", "电工", Some(Pinyin)),
        ("diangong", "电工", Some(Pinyin)),
        ("dian gong", "电工", Some(Pinyin)),
        ("kuaiji", "会计", Some(Pinyin)),
        ("huiji", "会计", Some(Pinyin)),
        ("chongqing", "重庆", Some(Pinyin)),
        ("lvhua", "绿化工", Some(Pinyin)),
        ("xi'an", "西安", Some(Pinyin)),
        ("dg", "电工", Some(Initials)),
        ("cq", "重庆", Some(Initials)),
        ("dgx", "电工", None),
        // One slip: changed, left out, put in, exchanged.
        ("diamgong", "电工", Some(Typo)),
        ("diagong", "电工", Some(Typo)),
        ("diiangong", "电工", Some(Typo)),
        ("daingong", "电工", Some(Typo)),
        ("dainggong", "电工", None),
        ("收很员", "收银员", Some(Typo)),
        ("收员", "收银员", None),
        ("收员银", "收银员", Some(Typo)),
        ("仓库员", "仓库管理员", Some(Typo)),
        ("工程软", "软件工程师", None),
        ("용접", "용접공", Some(Prefix)),
        ("", "电工", None),
        ("，。", "电工", None),
        ("电工", "", None),
    ] {
        check(typed, text, expected);
    }
}

/// Whether some beginning of the text is one slip or none away, letter by letter.
fn within_one(typed: &[char], text: &[char]) -> (bool, bool) {
    let exact = text.starts_with(typed);
    let near = |end: usize| {
        let (typed, text): (String, String) = (typed.iter().collect(), text[..end].iter().collect());
        strsim::osa_distance(&typed, &text) <= 1
    };
    (exact, (0..=text.len()).any(near))
}

proptest! {
    /// Over few letters, so that slips are common.
    #[test]
    fn slips_are_those_of_strsim(typed in "[甲乙丙]{1,6}", text in "[甲乙丙]{0,7}") {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        let (exact, near) = within_one(&letters(&typed), &letters(&text));
        let expected = match (exact, near && typed.chars().count() >= 3) {
            (true, _) => Some(TypedAs::Prefix),
            (false, true) => Some(TypedAs::Typo),
            (false, false) => None,
        };
        prop_assert_eq!(Typed::of(&typed).like(&text), expected);
    }

    /// A reading is any one of the readings of each character.
    #[test]
    fn readings_are_typed_from_the_beginning(text in "[会计重庆长行银电工]{1,5}", choice in any::<u64>(), cut in 1..12_usize) {
        let mut reading = String::new();
        for (letter, place) in text.chars().zip(0_u32..) {
            let all: Vec<_> = syllables(letter).collect();
            reading.push_str(all[usize::try_from(choice >> (4 * place)).unwrap() % all.len()]);
        }
        let typed: String = reading.chars().take(cut).collect();
        prop_assert_eq!(Typed::of(&typed).like(&text), Some(TypedAs::Pinyin));
    }

    #[test]
    fn nothing_breaks(typed in "\\PC{0,80}", text in "\\PC{0,80}") {
        let _ = Typed::of(&typed).like(&text);
    }
}
