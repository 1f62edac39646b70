//! What is paid for the months of a window (补贴金额).

use serde::{Deserialize, Serialize};

use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::rule::{Share, Split, WindowRule};
use super::state::Window;
use super::timeline::WindowMonth;
use crate::model::{Fen, YearMonth};

/// What a person paid for a month, such as a contribution to social insurance (实际缴费).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowPaidMonth"))]
pub struct PaidMonth {
    /// The calendar month in which the month of the window begins.
    pub month: YearMonth,
    /// What was paid.
    #[serde(rename = "paid_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub paid: Fen,
    /// What is asked for; as much as allowed if absent.
    #[serde(default, rename = "claimed_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub claimed: Option<Fen>,
}

/// What a month brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowPayableMonth"))]
pub struct PayableMonth {
    /// The calendar month in which the month of the window begins.
    pub month: YearMonth,
    /// Days of the whole month.
    pub days: u32,
    /// Days of it that are payable.
    pub payable_days: u32,
    /// What was paid.
    #[serde(rename = "paid_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub paid: Fen,
    /// What is given back.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

/// What the months bring.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowPayable"))]
pub struct Payable {
    /// By month.
    pub months: Vec<PayableMonth>,
    /// Their sum.
    #[serde(rename = "total_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub total: Fen,
}

/// What a window gives for months that were paid, in whatever order they come.
///
/// For a whole month that is the rule's share of what was paid, at most its `month_amount_max`. Of a month of which some
/// days are not payable nothing is given where whole months count, else by days: × payable days / days of the month.
/// There is one division, and it is rounded down to the fen: the amount is never above the share.
///
/// # Errors
/// The first that applies of `window.rule_invalid`, `rule_other`, `month_outside`, `month_repeated`, `above_share`,
/// `amount_overflow`; the field names the month.
pub fn payable(window: &Window, rule: &WindowRule, paid: &[PaidMonth]) -> Result<Payable, WindowRefusal> {
    use WindowRefusalCode as Code;
    super::change::of_rule(window.parts(), rule)?;
    let refuse = |code, month: YearMonth| Err(WindowRefusal::in_field(code, format!("paid.{month}")));
    let known = window.months();
    let mut asked: Vec<PaidMonth> = paid.to_vec();
    asked.sort_by_key(|one| one.month);
    let mut months = Vec::with_capacity(asked.len());
    for one in &asked {
        // Months of a window begin in calendar months that follow each other, so they are found by number.
        let first = known.first().and_then(|month| month.month);
        let index = first.and_then(|first| usize::try_from(one.month.months_since(first)).ok());
        let Some(month) = index.and_then(|index| known.get(index)) else {
            return refuse(Code::MonthOutside, one.month);
        };
        let payable_days = if month.counts(rule.split) { month.payable_days } else { 0 };
        months.push(PayableMonth {
            month: one.month,
            days: month.days,
            payable_days,
            paid: one.paid,
            amount: amount(rule, month, payable_days, one.paid),
        });
    }
    let twice = asked.iter().zip(asked.iter().skip(1)).find(|(one, next)| one.month == next.month);
    if let Some((one, _)) = twice {
        return refuse(Code::MonthRepeated, one.month);
    }
    for (one, given) in asked.iter().zip(&mut months) {
        let Some(claimed) = one.claimed else { continue };
        if claimed > given.amount {
            return refuse(Code::AboveShare, one.month);
        }
        given.amount = claimed;
    }
    let total = Fen::checked_sum(months.iter().map(|month| month.amount))
        .map_err(|_| WindowRefusal::from(Code::AmountOverflow))?;
    Ok(Payable { months, total })
}

/// The most that is given for a month.
fn amount(rule: &WindowRule, month: &WindowMonth, payable_days: u32, paid: Fen) -> Fen {
    let share = rule.share.unwrap_or(Share { numerator: 1, denominator: 1 });
    // Below 2^53 × 10^4 × 31 < 2^72.
    let mut above = i128::from(paid.get()) * i128::from(share.numerator);
    let mut below = i128::from(share.denominator);
    if let Some(max) = rule.month_amount_max.filter(|max| above > i128::from(max.get()) * below) {
        (above, below) = (i128::from(max.get()), 1);
    }
    if rule.split == Split::Days || payable_days == 0 {
        above *= i128::from(payable_days);
        below *= i128::from(month.days.max(1));
    }
    // At most what was paid, which is an amount.
    i64::try_from(above / below).ok().and_then(|fen| Fen::new(fen).ok()).unwrap_or(paid)
}
