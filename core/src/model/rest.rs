//! Days of rest (休息) and shifts (班次).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// How often a post rests (休息制度).
///
/// ```
/// use doorstep::model::Rest;
/// assert_eq!(Rest::parse("双休")?, Rest::Double);
/// assert_eq!(Rest::parse("月休4天")?, Rest::PerMonth(4));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Rest {
    /// Two days a week (双休).
    Double,
    /// One day a week (单休).
    Single,
    /// One and two days in turn (大小周).
    BigSmall,
    /// By rota (轮休, 排休).
    Rota,
    /// So many days a month (月休几天).
    PerMonth(u8),
}

impl Rest {
    /// Reads `double`, `双休`, `大小周`, `月休4天`, `4/month`, …
    ///
    /// # Errors
    /// `value.unknown_word`; `value.out_of_range` for more than 31 days of a month.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim().to_lowercase();
        let days = match word.as_str() {
            "double" | "双休" | "周末双休" | "做五休二" => return Ok(Self::Double),
            "single" | "单休" | "做六休一" => return Ok(Self::Single),
            "big_small" | "大小周" | "单双休" => return Ok(Self::BigSmall),
            "rota" | "轮休" | "排休" => return Ok(Self::Rota),
            other => other
                .strip_suffix("/month")
                .or_else(|| other.strip_prefix("月休").map(|days| days.trim_end_matches('天'))),
        };
        let unknown = || ValueError::new(ValueCode::UnknownWord, text);
        let days: u8 = days.ok_or_else(unknown)?.trim().parse().map_err(|_| unknown())?;
        if days > 31 { Err(ValueError::new(ValueCode::OutOfRange, text)) } else { Ok(Self::PerMonth(days)) }
    }

    /// Days of rest in a month of four weeks; `None` where a rota does not tell.
    pub const fn days_per_month(self) -> Option<u8> {
        match self {
            Self::Double => Some(8),
            Self::BigSmall => Some(6),
            Self::Single => Some(4),
            Self::PerMonth(days) => Some(days),
            Self::Rota => None,
        }
    }

    /// The Chinese words.
    pub fn zh(self) -> String {
        match self {
            Self::Double => "双休".to_owned(),
            Self::Single => "单休".to_owned(),
            Self::BigSmall => "大小周".to_owned(),
            Self::Rota => "轮休".to_owned(),
            Self::PerMonth(days) => format!("月休{days}天"),
        }
    }

    /// The English words.
    pub fn en(self) -> String {
        match self {
            Self::Double => "two days off a week".to_owned(),
            Self::Single => "one day off a week".to_owned(),
            Self::BigSmall => "one and two days off a week in turn".to_owned(),
            Self::Rota => "days off by rota".to_owned(),
            Self::PerMonth(1) => "1 day off a month".to_owned(),
            Self::PerMonth(days) => format!("{days} days off a month"),
        }
    }
}

/// When of the day a post is worked (班次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Shift {
    /// By day (白班).
    Day,
    /// By night (夜班).
    Night,
    /// Now by day, now by night (倒班).
    Rotating,
}

impl Shift {
    /// Reads `day`, `白班`, `夜班`, `倒班`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().to_lowercase().as_str() {
            "day" | "白班" | "长白班" => Ok(Self::Day),
            "night" | "夜班" | "晚班" => Ok(Self::Night),
            "rotating" | "倒班" | "两班倒" | "三班倒" | "轮班" => Ok(Self::Rotating),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Day => "白班",
            Self::Night => "夜班",
            Self::Rotating => "倒班",
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Day => "day shift",
            Self::Night => "night shift",
            Self::Rotating => "rotating shifts",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_words() {
        for rest in [Rest::Double, Rest::Single, Rest::BigSmall, Rest::Rota, Rest::PerMonth(6)] {
            assert_eq!(Rest::parse(&rest.zh()), Ok(rest));
        }
        assert_eq!(Rest::parse("4/month"), Ok(Rest::PerMonth(4)));
        assert_eq!(Rest::parse("月休40天").unwrap_err().code(), ValueCode::OutOfRange);
        assert_eq!(Rest::parse("月休").unwrap_err().code(), ValueCode::UnknownWord);
        for shift in [Shift::Day, Shift::Night, Shift::Rotating] {
            assert_eq!(Shift::parse(shift.zh()), Ok(shift));
        }
        assert_eq!(Shift::parse("坐班").unwrap_err().code(), ValueCode::UnknownWord);
    }
}
