//! Values as people read them.

use doorstep::{Fen, PeriodSource, Post, Wage};

/// Yuan without needless decimals: `4500`, `0.35`.
pub(crate) fn yuan(amount: Fen) -> String {
    amount.to_string().trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A wage as a post shows it: `4000–7500 元/月`.
pub(crate) fn wage(wage: Option<Wage>) -> String {
    let Some(wage) = wage else { return "面议".to_owned() };
    let (min, max) = (yuan(wage.min()), yuan(wage.max()));
    let amount = if min == max { min } else { format!("{min}–{max}") };
    let inferred = if wage.source() == PeriodSource::Inferred { "（推断）" } else { "" };
    format!("{amount} {}{inferred}", wage.period().zh())
}

/// The employer's name, if stated.
pub(crate) fn employer(post: &Post) -> &str {
    post.employer.as_ref().map_or("", |employer| employer.name.as_str())
}

/// Millionths as points of a hundred with one decimal, `86.4`: rounded down, so that parts never show more than the
/// whole.
pub(crate) fn points(millionths: u32) -> String {
    format!("{}.{}", millionths / 10_000, millionths % 10_000 / 1_000)
}

#[cfg(test)]
mod tests {
    use doorstep::WagePeriod;

    use super::*;

    #[test]
    fn shows_values_short() {
        let fen = |text| Fen::from_yuan_text(text).unwrap();
        let of =
            |min, max, period, source| wage(Some(Wage::new(fen(min), fen(max), period, source).unwrap()));
        assert_eq!(of("4000", "7500", WagePeriod::Month, PeriodSource::Stated), "4000–7500 元/月");
        assert_eq!(of("0.35", "0.35", WagePeriod::Piece, PeriodSource::Inferred), "0.35 元/件（推断）");
        assert_eq!([yuan(fen("0.20")), yuan(fen("100")), yuan(fen("0"))], ["0.2", "100", "0"]);
        assert_eq!(wage(None), "面议");
        assert_eq!([points(864_999), points(1_000_000), points(999)], ["86.4", "100.0", "0.0"]);
    }
}
