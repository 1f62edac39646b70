//! The normal form in which texts are compared (规范化).

/// The normal form of a text: full-width letters and digits made half-width, lower case, without spaces, zero-width
/// and control characters. It is idempotent.
///
/// ```
/// assert_eq!(doorstep::text::normal_form(" Ｃ1 驾照\u{200b}"), "c1驾照");
/// ```
pub fn normal_form(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|letter| !letter.is_whitespace() && !letter.is_control() && !is_zero_width(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The runs of letters and digits of a text, in normal form: `急招！保安（包吃住）` has three.
pub fn segments(text: &str) -> Vec<String> {
    let spaced: String = text
        .chars()
        .filter(|letter| !is_zero_width(*letter))
        .map(half_width)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    spaced.split_whitespace().map(normal_form).filter(|segment| !segment.is_empty()).collect()
}

/// The ASCII form of a full-width character (Unicode block Halfwidth and Fullwidth Forms, U+FF01..U+FF5E).
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}

const fn is_zero_width(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_at_punctuation() {
        assert_eq!(segments("急招！保安（包吃住）+ＩＴ"), ["急招", "保安", "包吃住", "it"]);
        assert!(segments("——").is_empty());
    }

    proptest! {
        #[test]
        fn normal_form_is_idempotent(text in "\\PC{0,30}") {
            let once = normal_form(&text);
            prop_assert_eq!(normal_form(&once), once);
        }
    }
}
