//! Job seekers (求职者).

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::model::{
    AnyCoordinate, Area, Education, Fen, GroupMembership, PostKind, RegionCode, Settlement, Skill,
    TravelMode, WagePeriod, WeekHours,
};

/// A job seeker (求职者): who the person is and what the person wants. Only the id is required; `None` and empty lists
/// mean 'not stated', but for certificates and key groups: registers keep them complete, and what is not listed is not
/// held.
///
/// Sex, ethnicity and religion have no field here: they cannot reach a score. `Debug` shows the id only.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Seeker {
    /// The caller's key.
    pub id: String,
    /// Titles of wanted work (求职意向), in any order.
    pub titles: Vec<String>,
    /// Code of the wanted occupation (职业代码).
    pub occupation: Option<String>,
    /// Skills (技能).
    pub skills: Vec<Skill>,
    /// Certificates held (证书).
    pub certificates: Vec<String>,
    /// Home (常住地坐标).
    pub place: Option<AnyCoordinate>,
    /// Area in which to look (期望地区).
    pub area: Option<Area>,
    /// Division in which to look (期望行政区划).
    pub region: Option<RegionCode>,
    /// Farthest post, in metres from home (最远距离).
    pub distance_m_max: Option<u32>,
    /// Longest way to work, in minutes (最长通勤).
    pub travel_min_max: Option<u32>,
    /// How the person travels (出行方式).
    pub travel_mode: Option<TravelMode>,
    /// Lowest acceptable wage (最低期望工资) and its period.
    pub wage_floor: Option<(Fen, WagePeriod)>,
    /// Acceptable kinds of engagement (用工形式).
    pub kinds: Vec<PostKind>,
    /// Acceptable settlements (结算方式).
    pub settlements: Vec<Settlement>,
    /// Lodging is needed (需要住宿).
    pub needs_lodging: Option<bool>,
    /// Highest level of education (学历).
    pub education: Option<Education>,
    /// Years of experience (工作年限).
    pub experience_years: Option<u8>,
    /// Date of birth (出生日期).
    pub born: Option<NaiveDate>,
    /// Hours in which the person can work (可工作时间).
    pub available: Option<WeekHours>,
    /// Key groups (重点群体).
    pub groups: Vec<GroupMembership>,
}

impl Seeker {
    /// A seeker of whom nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            titles: Vec::new(),
            occupation: None,
            skills: Vec::new(),
            certificates: Vec::new(),
            place: None,
            area: None,
            region: None,
            distance_m_max: None,
            travel_min_max: None,
            travel_mode: None,
            wage_floor: None,
            kinds: Vec::new(),
            settlements: Vec::new(),
            needs_lodging: None,
            education: None,
            experience_years: None,
            born: None,
            available: None,
            groups: Vec::new(),
        }
    }

    /// Full years of age on `day` (周岁); `None` if the birth date is not known or lies after the day.
    pub fn age_on(&self, day: NaiveDate) -> Option<u8> {
        let born = self.born?;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        u8::try_from(day.year() - born.year() - i32::from(!had_birthday)).ok()
    }
}

impl fmt::Debug for Seeker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seeker").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_full_years() {
        let mut seeker = Seeker::new("s");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(seeker.age_on(day("2026-11-22")), None);
        seeker.born = Some(day("2008-02-29"));
        assert_eq!(seeker.age_on(day("2026-02-28")), Some(17));
        assert_eq!(seeker.age_on(day("2026-03-01")), Some(18));
        assert_eq!(seeker.age_on(day("2007-03-01")), None);
        assert_eq!(format!("{seeker:?}"), "Seeker { id: \"s\", .. }");
    }
}
