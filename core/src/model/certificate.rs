//! Certificates (证书): what a person holds, what a post asks for.

use std::fmt;

use chrono::NaiveDate;

use crate::error::{ValueCode, ValueError};

/// A level of vocational skill (职业技能等级), from low to high: the eight levels of the new system (新八级工,
/// 人社部发〔2022〕14号), of which 初级工 to 高级技师 are levels five to one of the national standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkillLevel {
    /// 学徒工.
    Apprentice,
    /// 初级工, 五级.
    Junior,
    /// 中级工, 四级.
    Intermediate,
    /// 高级工, 三级.
    Senior,
    /// 技师, 二级.
    Technician,
    /// 高级技师, 一级.
    SeniorTechnician,
    /// 特级技师.
    SpecialTechnician,
    /// 首席技师.
    ChiefTechnician,
}

/// Words for each level; those that end with another come first.
const LEVELS: &[(&str, SkillLevel)] = &[
    ("首席技师", SkillLevel::ChiefTechnician),
    ("特级技师", SkillLevel::SpecialTechnician),
    ("高级技师", SkillLevel::SeniorTechnician),
    ("技师", SkillLevel::Technician),
    ("高级工", SkillLevel::Senior),
    ("中级工", SkillLevel::Intermediate),
    ("初级工", SkillLevel::Junior),
    ("学徒工", SkillLevel::Apprentice),
    ("一级", SkillLevel::SeniorTechnician),
    ("二级", SkillLevel::Technician),
    ("三级", SkillLevel::Senior),
    ("四级", SkillLevel::Intermediate),
    ("五级", SkillLevel::Junior),
    ("高级", SkillLevel::Senior),
    ("中级", SkillLevel::Intermediate),
    ("初级", SkillLevel::Junior),
];

impl SkillLevel {
    /// Reads a word (`高级工`, `三级`) or the number of the national standard, 5 (lowest) to 1.
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim();
        let by_number = match word {
            "1" => Some(Self::SeniorTechnician),
            "2" => Some(Self::Technician),
            "3" => Some(Self::Senior),
            "4" => Some(Self::Intermediate),
            "5" => Some(Self::Junior),
            _ => LEVELS.iter().find(|(known, _)| *known == word).map(|(_, level)| *level),
        };
        by_number.ok_or_else(|| ValueError::new(ValueCode::UnknownWord, text))
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Apprentice => "学徒工",
            Self::Junior => "初级工",
            Self::Intermediate => "中级工",
            Self::Senior => "高级工",
            Self::Technician => "技师",
            Self::SeniorTechnician => "高级技师",
            Self::SpecialTechnician => "特级技师",
            Self::ChiefTechnician => "首席技师",
        }
    }

    /// The level that stands anywhere in a certificate's name: `高级育婴师证`, `电工（三级）证书`.
    pub fn within(name: &str) -> Option<Self> {
        LEVELS.iter().find(|(word, _)| name.contains(word)).map(|(_, level)| *level)
    }

    /// The level at the end of `name` and the name without it: `电工三级`, `电工高级工`, `电工高级技师证`.
    pub fn split(name: &str) -> Option<(&str, Self)> {
        let bare = name.trim_end_matches("证书").trim_end_matches('证');
        let bare = bare.trim_end_matches(['(', '（', ')', '）', ' ']);
        LEVELS.iter().find_map(|(word, level)| {
            let rest = bare.strip_suffix(word)?.trim_end_matches(['(', '（', ' ', '/', '-', '·']);
            (!rest.is_empty()).then_some((rest, *level))
        })
    }
}

/// A certificate by its name, with its level and the day on which it runs out, where they are known.
///
/// In tables: `健康证`, `电工/三级` with a level, `健康证@..2027-05-01` with the first day on which it is not valid any
/// more. Two certificates are compared in the matcher, by what the lexicon knows of their names.
///
/// ```
/// use doorstep::Certificate;
/// let held = Certificate::parse("电工/高级工@..2027-05-01")?;
/// assert_eq!((held.name(), held.level().map(|level| level.zh())), ("电工", Some("高级工")));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Certificate {
    name: String,
    level: Option<SkillLevel>,
    until: Option<NaiveDate>,
}

impl Certificate {
    /// Longest name, in characters.
    pub const CHARS_MAX: usize = 100;

    /// Reads a name, with `/level` and `@..date` where they are known.
    ///
    /// # Errors
    /// `value.missing`, `value.too_long`, `value.unknown_word` for the level, `value.not_a_date`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let (named, until) = match text.split_once("@..") {
            None => (text, None),
            Some((named, date)) => {
                let not_a_date = |_| ValueError::new(ValueCode::NotADate, date);
                (named, Some(date.trim().parse::<NaiveDate>().map_err(not_a_date)?))
            }
        };
        // 中专/中技 and the like carry a slash of their own: only a known level after it is one.
        let (name, level) = match named.rsplit_once('/') {
            Some((name, word)) => match SkillLevel::parse(word) {
                Ok(level) => (name, Some(level)),
                Err(_) => (named, None),
            },
            None => (named, None),
        };
        Self::new(name, level, until)
    }

    /// A certificate of its parts. A slash and a level in the name stay in the name.
    pub(crate) fn new(
        name: &str,
        level: Option<SkillLevel>,
        until: Option<NaiveDate>,
    ) -> Result<Self, ValueError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ValueError::new(ValueCode::Missing, ""));
        }
        if name.chars().nth(Self::CHARS_MAX).is_some() {
            return Err(ValueError::new(ValueCode::TooLong, name));
        }
        Ok(Self { name: name.to_owned(), level, until })
    }

    /// The name as written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The level, where it stands apart from the name.
    pub const fn level(&self) -> Option<SkillLevel> {
        self.level
    }

    /// The first day on which it is not valid any more, if it runs out.
    pub(crate) const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Whether it is valid on `day`; `None` if it runs out some day and no day is given.
    pub fn valid_on(&self, day: Option<NaiveDate>) -> Option<bool> {
        match (self.until, day) {
            (None, _) => Some(true),
            (Some(_), None) => None,
            (Some(until), Some(day)) => Some(day < until),
        }
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.level {
            Some(level) => write!(f, "/{}", level.zh()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_levels_and_dates() {
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        let held = Certificate::parse(" 电工/3@..2027-05-01").unwrap();
        assert_eq!((held.to_string().as_str(), held.level()), ("电工/高级工", Some(SkillLevel::Senior)));
        assert_eq!(held.valid_on(day("2027-04-30")), Some(true));
        assert_eq!(held.valid_on(day("2027-05-01")), Some(false));
        assert_eq!(held.valid_on(None), None);
        assert_eq!(Certificate::parse("A1/A2").unwrap().name(), "A1/A2");
        for (text, code) in [
            ("", ValueCode::Missing),
            ("/三级", ValueCode::Missing),
            ("健康证@..明天", ValueCode::NotADate),
            (&"证".repeat(101), ValueCode::TooLong),
        ] {
            assert_eq!(Certificate::parse(text).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn finds_the_level_at_the_end_of_a_name() {
        for (name, split) in [
            ("电工高级技师证", Some(("电工", SkillLevel::SeniorTechnician))),
            ("育婴员（三级）", Some(("育婴员", SkillLevel::Senior))),
            ("中式烹调师 初级工", Some(("中式烹调师", SkillLevel::Junior))),
            ("健康证", None),
            ("技师", None),
        ] {
            assert_eq!(SkillLevel::split(name), split, "{name}");
        }
        assert_eq!(SkillLevel::within("高级育婴师证"), Some(SkillLevel::Senior));
        assert_eq!(SkillLevel::within("健康证"), None);
        assert!(SkillLevel::Apprentice < SkillLevel::Junior && SkillLevel::Senior < SkillLevel::Technician);
    }
}
