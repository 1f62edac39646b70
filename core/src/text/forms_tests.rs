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
        forms in prop::collection::vec("[会计重庆电工용dgk1 +]{0,6}", 0..30),
        typed in prop_oneof!["[会计重庆电工용dgk1]{0,5}", "(d|g|k|j|c|q|z|i|dian|gong|kuai|hui|ji|chong|zhong|qing|gogn){0,4}"],
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
fn equal_letters_are_two_texts() {
    let forms = ["c++".to_owned(), "c".to_owned(), "++".to_owned()];
    assert_eq!(found(&forms, &Typed::of("c")), [(0, TypedAs::Prefix), (1, TypedAs::Prefix)]);
    assert_eq!(found(&[], &Typed::of("c")), []);
    assert_eq!(found(&forms, &Typed::of("")), []);
}
