use proptest::prelude::*;

use super::*;
use crate::text::normal_form;

/// What each form answers, looked at alone.
fn plain(forms: &[String], typed: &Typed) -> Vec<(u32, TypedAs)> {
    (0..).zip(forms).filter_map(|(number, form)| Some((number, typed.like(form)?))).collect()
}

fn found(forms: &[String], typed: &Typed) -> Vec<(u32, TypedAs)> {
    let mut all = Vec::new();
    Forms::new(forms.iter().map(String::as_str)).like(typed, |number, why| all.push((number, why)));
    all.sort_unstable();
    all
}

proptest! {
    /// Over few letters with several readings, Latin ones and signs, so that much is in common and every way is met.
    #[test]
    fn all_at_once_is_one_by_one(
        forms in prop::collection::vec("[会计电工용dgk1 +]{0,4}", 0..30),
        typed in prop_oneof![
            "[会计电工용dgk1]{0,4}",
            // Readings that fit, cut anywhere: a slip at one beginning may be none further on.
            ("(d|g|k|dian|gong|hui|kuai|ji|gogn|diian){1,3}", 1..12_usize)
                .prop_map(|(typed, cut)| typed.chars().take(cut).collect::<String>()),
        ],
    ) {
        let forms: Vec<String> = forms.iter().map(|form| normal_form(form)).collect();
        let typed = Typed::of(&typed);
        prop_assert_eq!(found(&forms, &typed), plain(&forms, &typed));
    }

    #[test]
    fn nothing_breaks(forms in prop::collection::vec("\\PC{0,20}", 0..5), typed in "\\PC{0,80}") {
        let forms: Vec<String> = forms.iter().map(|form| normal_form(form)).collect();
        let typed = Typed::of(&typed);
        prop_assert_eq!(found(&forms, &typed), plain(&forms, &typed));
    }
}

#[test]
fn a_slip_at_a_beginning_may_be_none_further_on() {
    // 电 with a letter too many is 电工 as far as it is typed; 电会 remains a slip.
    let forms = ["电".to_owned(), "电工".to_owned(), "电会".to_owned()];
    let expected = [(0, TypedAs::Typo), (1, TypedAs::Pinyin), (2, TypedAs::Typo)];
    assert_eq!(found(&forms, &Typed::of("diang")), expected);
}

#[test]
fn equal_letters_are_two_texts() {
    let forms = ["c++".to_owned(), "c".to_owned(), "++".to_owned()];
    assert_eq!(found(&forms, &Typed::of("c")), [(0, TypedAs::Prefix), (1, TypedAs::Prefix)]);
    assert_eq!(found(&[], &Typed::of("c")), []);
    assert_eq!(found(&forms, &Typed::of("")), []);
}
