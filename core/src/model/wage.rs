//! Wages (工资): what is paid, for what time, and how wages of different periods compare.

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::Fen;

/// The time or piece that a wage is stated for (计薪周期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WagePeriod {
    /// A month (月薪).
    Month,
    /// A working day (日薪).
    Day,
    /// An hour (时薪).
    Hour,
    /// A piece or an order (计件).
    Piece,
}

impl WagePeriod {
    /// Reads `month`, `月`, `月薪`, `元/月`, `hour`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().trim_start_matches("元/").to_lowercase().as_str() {
            "month" | "月" | "月薪" | "每月" => Ok(Self::Month),
            "day" | "日" | "天" | "日薪" | "每天" => Ok(Self::Day),
            "hour" | "时" | "小时" | "时薪" | "每小时" => Ok(Self::Hour),
            "piece" | "件" | "单" | "计件" => Ok(Self::Piece),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese unit after an amount: 元/月.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Month => "元/月",
            Self::Day => "元/天",
            Self::Hour => "元/小时",
            Self::Piece => "元/件",
        }
    }

    /// The English unit after an amount.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Month => "yuan a month",
            Self::Day => "yuan a day",
            Self::Hour => "yuan an hour",
            Self::Piece => "yuan a piece",
        }
    }
}

/// When wages are paid out (结算方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Settlement {
    /// Every day (日结).
    Daily,
    /// Every week (周结).
    Weekly,
    /// Every month (月结).
    Monthly,
    /// When the work is done (完工结).
    OnCompletion,
}

impl Settlement {
    /// Reads `daily`, `日结`, `周结`, `月结`, `完工结`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().to_lowercase().as_str() {
            "daily" | "日结" => Ok(Self::Daily),
            "weekly" | "周结" => Ok(Self::Weekly),
            "monthly" | "月结" => Ok(Self::Monthly),
            "on_completion" | "完工结" | "完工结算" => Ok(Self::OnCompletion),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Daily => "日结",
            Self::Weekly => "周结",
            Self::Monthly => "月结",
            Self::OnCompletion => "完工结",
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::OnCompletion => "on completion",
        }
    }
}

/// How a wage's period is known (计薪周期的来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PeriodSource {
    /// The post states it.
    Stated,
    /// It was inferred from the size of the amount; a comparison that fails by it is *unknown*, not *no*.
    Inferred,
}

/// A wage from `min` to `max` for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wage {
    min: Fen,
    max: Fen,
    period: WagePeriod,
    source: PeriodSource,
    open_end: bool,
}

impl Wage {
    /// A wage from `min` to `max` for each `period`.
    ///
    /// # Errors
    /// `wage.reversed` if `min` is above `max`.
    pub fn new(min: Fen, max: Fen, period: WagePeriod, source: PeriodSource) -> Result<Self, ValueError> {
        if min > max {
            return Err(ValueError::new(ValueCode::WageReversed, format_args!("{min} > {max}")));
        }
        Ok(Self { min, max, period, source, open_end: false })
    }

    /// The same wage with more to come than the highest amount: basic pay with commission, `3000以上`.
    #[must_use]
    pub const fn with_open_end(mut self) -> Self {
        self.open_end = true;
        self
    }

    /// Whether more than the highest amount may be paid; a floor above it is then *unknown*, not *no*.
    pub const fn has_open_end(self) -> bool {
        self.open_end
    }

    /// Whether two wages may be the same: their ranges overlap, or their periods differ and nothing can be said.
    pub fn meets(self, other: Self) -> bool {
        let reaches = |one: Self, other: Self| one.open_end || one.max >= other.min;
        self.period != other.period || reaches(self, other) && reaches(other, self)
    }

    /// The lowest amount.
    pub const fn min(self) -> Fen {
        self.min
    }

    /// The highest amount.
    pub const fn max(self) -> Fen {
        self.max
    }

    /// The period that the amounts are for.
    pub const fn period(self) -> WagePeriod {
        self.period
    }

    /// How the period is known.
    pub const fn source(self) -> PeriodSource {
        self.source
    }

    /// Lowest and highest amount of a month's work of `hours`; `None` for piece work, whose pace nobody stated.
    pub fn monthly(self, hours: WorkHours) -> Option<(Fen, Fen)> {
        let monthly = |amount: Fen| hours.monthly(amount, self.period);
        monthly(self.min).zip(monthly(self.max))
    }
}

/// The hours through which wages of different periods compare (折算工时).
///
/// The default is 21.75 paid days a month, (365 - 104) / 12, of 8 hours: 人社部发〔2025〕2号, in force from 2025-01-01 in place
/// of 劳社部发〔2008〕3号, which had the same figure.
///
/// ```
/// use doorstep::{Fen, WagePeriod, WorkHours};
/// let hourly = Fen::from_yuan_text("20")?;
/// let monthly = WorkHours::default().monthly(hourly, WagePeriod::Hour);
/// assert_eq!(monthly, Some(Fen::from_yuan_text("3480")?));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkHours {
    /// Paid days of a month, in hundredths of a day.
    pub days_per_month_hundredths: u16,
    /// Paid hours of a day.
    pub hours_per_day: u8,
}

impl Default for WorkHours {
    fn default() -> Self {
        Self { days_per_month_hundredths: 2175, hours_per_day: 8 }
    }
}

impl WorkHours {
    /// What `amount` for each `period` comes to in a month, rounded down to a fen; `None` for piece work or above the
    /// largest amount.
    pub fn monthly(self, amount: Fen, period: WagePeriod) -> Option<Fen> {
        let days_hundredths = i128::from(self.days_per_month_hundredths);
        let times_hundredths = match period {
            WagePeriod::Month => 100,
            WagePeriod::Day => days_hundredths,
            WagePeriod::Hour => days_hundredths * i128::from(self.hours_per_day),
            WagePeriod::Piece => return None,
        };
        let fen = i128::from(amount.get()) * times_hundredths / 100;
        i64::try_from(fen).ok().and_then(|fen| Fen::new(fen).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_over_periods() {
        let yuan = |text| Fen::from_yuan_text(text).unwrap();
        let hours = WorkHours::default();
        for (amount, period, monthly) in [
            ("5000", WagePeriod::Month, Some("5000")),
            ("200", WagePeriod::Day, Some("4350")),
            ("25.5", WagePeriod::Hour, Some("4437")),
            ("8", WagePeriod::Piece, None),
        ] {
            assert_eq!(hours.monthly(yuan(amount), period), monthly.map(yuan), "{amount} {period:?}");
        }
        let wage = |min, max, period| Wage::new(yuan(min), yuan(max), period, PeriodSource::Stated).unwrap();
        let month = wage("3000", "4000", WagePeriod::Month);
        assert!(month.meets(wage("4000", "5000", WagePeriod::Month)));
        assert!(!month.meets(wage("4001", "5000", WagePeriod::Month)));
        assert!(month.with_open_end().meets(wage("4001", "5000", WagePeriod::Month)));
        assert!(month.meets(wage("150", "200", WagePeriod::Day)));
        assert_eq!(hours.monthly(Fen::MAX, WagePeriod::Day), None);
        let reversed = Wage::new(yuan("2"), yuan("1"), WagePeriod::Day, PeriodSource::Stated);
        assert_eq!(reversed.unwrap_err().code(), ValueCode::WageReversed);
    }
}
