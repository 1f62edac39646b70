//! Key groups (重点群体) of public employment service.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// A group that policy gives first place to (重点群体). A person can be in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KeyGroup {
    /// 高校毕业生.
    Graduate,
    /// 青年.
    Youth,
    /// 登记失业人员.
    RegisteredUnemployed,
    /// 就业困难人员.
    EmploymentDifficulty,
    /// 零就业家庭成员.
    ZeroEmploymentHousehold,
    /// 残疾人.
    Disabled,
    /// 长期失业人员.
    LongTermUnemployed,
    /// 退役军人.
    Veteran,
    /// 农民工.
    MigrantWorker,
    /// 脱贫人口.
    LiftedOutOfPoverty,
    /// 家政从业人员.
    DomesticWorker,
    /// 宝妈.
    MotherAtHome,
    /// 失地农民.
    LandlessFarmer,
}

/// Names in tables: our own, the Chinese one, and other Chinese words for the same.
const NAMES: &[(KeyGroup, &str, &str, &[&str])] = &[
    (KeyGroup::Graduate, "graduate", "高校毕业生", &["离校未就业高校毕业生", "应届毕业生"]),
    (KeyGroup::Youth, "youth", "青年", &["失业青年"]),
    (KeyGroup::RegisteredUnemployed, "registered_unemployed", "登记失业人员", &["失业人员"]),
    (KeyGroup::EmploymentDifficulty, "employment_difficulty", "就业困难人员", &["就业困难"]),
    (KeyGroup::ZeroEmploymentHousehold, "zero_employment_household", "零就业家庭", &["零就业家庭成员"]),
    (KeyGroup::Disabled, "disabled", "残疾人", &["残疾人员"]),
    (KeyGroup::LongTermUnemployed, "long_term_unemployed", "长期失业人员", &["长期失业"]),
    (KeyGroup::Veteran, "veteran", "退役军人", &["退伍军人"]),
    (KeyGroup::MigrantWorker, "migrant_worker", "农民工", &["进城务工人员", "返乡农民工"]),
    (KeyGroup::LiftedOutOfPoverty, "lifted_out_of_poverty", "脱贫人口", &["脱贫劳动力"]),
    (KeyGroup::DomesticWorker, "domestic_worker", "家政从业人员", &["家政服务人员"]),
    (KeyGroup::MotherAtHome, "mother_at_home", "宝妈", &["全职妈妈"]),
    (KeyGroup::LandlessFarmer, "landless_farmer", "失地农民", &["被征地农民"]),
];

impl KeyGroup {
    /// Every group.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(group, ..)| *group)
    }

    /// Reads our own name or a Chinese one.
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim();
        NAMES
            .iter()
            .find(|(_, name, zh, others)| *name == word || *zh == word || others.contains(&word))
            .map(|(group, ..)| *group)
            .ok_or_else(|| ValueError::new(ValueCode::UnknownWord, text))
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        NAMES.iter().find(|(group, ..)| *group == self).map_or("", |(_, _, zh, _)| zh)
    }

    /// The name used in tables and in the three languages.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(group, ..)| *group == self).map_or("", |(_, name, ..)| name)
    }

    /// Whether public-welfare posts are open to the group: persons certified as having difficulty (就业促进法 art. 52,
    /// 53: 就业困难人员; art. 56: 零就业家庭).
    pub const fn may_take_public_welfare_post(self) -> bool {
        matches!(self, Self::EmploymentDifficulty | Self::ZeroEmploymentHousehold)
    }
}

/// That a person is in a group, from a day on and up to a day (until is exclusive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupMembership {
    group: KeyGroup,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl GroupMembership {
    /// Membership in the half-open span `from..until`; `None` is open-ended.
    ///
    /// # Errors
    /// `value.dates_reversed` if the span is empty or reversed.
    pub fn new(
        group: KeyGroup,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Result<Self, ValueError> {
        if let (Some(from), Some(until)) = (from, until)
            && from >= until
        {
            return Err(ValueError::new(ValueCode::DatesReversed, format_args!("{from}..{until}")));
        }
        Ok(Self { group, from, until })
    }

    /// Reads `登记失业人员`, or with dates `登记失业人员@2026-01-01..2026-07-01`, either of which may be left out.
    ///
    /// # Errors
    /// `value.unknown_word`, `value.not_a_date`, `value.dates_reversed`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let (name, span) = text.split_once('@').unwrap_or((text, ".."));
        let (from, until) =
            span.split_once("..").ok_or_else(|| ValueError::new(ValueCode::NotADate, span))?;
        let date = |text: &str| match text.trim() {
            "" => Ok(None),
            text => {
                text.parse::<NaiveDate>().map(Some).map_err(|_| ValueError::new(ValueCode::NotADate, text))
            }
        };
        Self::new(KeyGroup::parse(name)?, date(from)?, date(until)?)
    }

    /// The group.
    pub const fn group(self) -> KeyGroup {
        self.group
    }

    /// Whether the person is in the group on `day`; `None` if it has dates and no day is given.
    pub fn holds_on(self, day: Option<NaiveDate>) -> Option<bool> {
        if self.from.is_none() && self.until.is_none() {
            return Some(true);
        }
        let day = day?;
        Some(self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn membership_is_half_open() {
        let member = GroupMembership::parse("登记失业人员@2026-01-01..2026-07-01").unwrap();
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert_eq!(member.group(), KeyGroup::RegisteredUnemployed);
        assert_eq!(member.holds_on(day("2025-12-31")), Some(false));
        assert_eq!(member.holds_on(day("2026-01-01")), Some(true));
        assert_eq!(member.holds_on(day("2026-07-01")), Some(false));
        assert_eq!(member.holds_on(None), None);
        assert_eq!(GroupMembership::parse("宝妈").unwrap().holds_on(None), Some(true));
        let reversed = GroupMembership::parse("宝妈@2026-01-01..2026-01-01").unwrap_err();
        assert_eq!(reversed.code(), ValueCode::DatesReversed);
        assert_eq!(GroupMembership::parse("土豪").unwrap_err().code(), ValueCode::UnknownWord);
    }

    #[test]
    fn every_group_has_its_names() {
        for (group, name, zh, _) in NAMES {
            assert_eq!(KeyGroup::parse(name), Ok(*group));
            assert_eq!(KeyGroup::parse(zh), Ok(*group));
            assert_eq!(serde_json::to_value(group).unwrap(), *name);
        }
    }
}
