//! Job seekers (求职者).

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::model::{
    AnyCoordinate, Area, Certificate, Education, Fen, GroupMembership, Insurance, OccupationCode, PostKind,
    RegionCode, RegionTier, Rest, Settlement, Shift, Skill, Team, TravelMode, WagePeriod, WeekHours,
};

/// A job seeker (求职者): who the person is and what the person wants. Only the id is required; `None` and empty lists
/// mean 'not stated', but for key groups: registers keep them complete, and who is not listed is not in them.
///
/// Sex, ethnicity and religion have no field here: they cannot reach a score. `Debug` shows the id only.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Seeker {
    /// The caller's key.
    pub id: String,
    /// Titles of wanted work (求职意向), in any order.
    pub titles: Vec<String>,
    /// Work that the person does not take (不接受的工作): titles, or words of them.
    pub refused_work: Vec<String>,
    /// A wish in the person's own words (求职愿望): what no field states is read from it.
    pub wish: Option<String>,
    /// Code of the wanted occupation (职业代码).
    pub occupation: Option<OccupationCode>,
    /// Skills (技能).
    pub skills: Vec<Skill>,
    /// Certificates held (证书); `None` if nobody asked, empty if there are none.
    pub certificates: Option<Vec<Certificate>>,
    /// Home (常住地坐标).
    pub place: Option<AnyCoordinate>,
    /// Division of the home (常住地行政区划).
    pub home_region: Option<RegionCode>,
    /// The post must lie in the person's own division of this tier (本社区, 本街道, 本县): needs the division of the home.
    pub scope: Option<RegionTier>,
    /// Work near home matters more than usual (离家近): the way to work counts twice.
    pub near_home: Option<bool>,
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
    /// Meals are needed (需要包餐).
    pub needs_meals: Option<bool>,
    /// Only work from home will do (只做居家、远程).
    pub needs_remote: Option<bool>,
    /// With whom the person wants to be hired together (组队求职).
    pub team: Option<Team>,
    /// Days of rest that are wanted at least (休息要求).
    pub rest: Option<Rest>,
    /// Acceptable shifts (班次).
    pub shifts: Vec<Shift>,
    /// Insurance that is wanted at least (保险要求).
    pub insurance: Option<Insurance>,
    /// Highest level of education (学历).
    pub education: Option<Education>,
    /// Years of experience (工作年限).
    pub experience_years: Option<u8>,
    /// Date of birth (出生日期).
    pub born: Option<NaiveDate>,
    /// Hours in which the person can work (可工作时间).
    pub available: Option<WeekHours>,
    /// Hours in which the person cannot work (不可工作时间): children to be fetched, a lunch at home.
    pub unavailable: Option<WeekHours>,
    /// Hours in which the person would rather not work (不便时间): they lower the score, and exclude nothing.
    pub inconvenient: Option<WeekHours>,
    /// Key groups (重点群体).
    pub groups: Vec<GroupMembership>,
    /// The caller's own vector (向量), of the same length as the posts'; empty if there is none.
    pub vector: Vec<f32>,
}

impl Seeker {
    /// A seeker of whom nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            titles: Vec::new(),
            refused_work: Vec::new(),
            wish: None,
            occupation: None,
            skills: Vec::new(),
            certificates: None,
            place: None,
            home_region: None,
            scope: None,
            near_home: None,
            area: None,
            region: None,
            distance_m_max: None,
            travel_min_max: None,
            travel_mode: None,
            wage_floor: None,
            kinds: Vec::new(),
            settlements: Vec::new(),
            needs_lodging: None,
            needs_meals: None,
            needs_remote: None,
            team: None,
            rest: None,
            shifts: Vec::new(),
            insurance: None,
            education: None,
            experience_years: None,
            born: None,
            available: None,
            unavailable: None,
            inconvenient: None,
            groups: Vec::new(),
            vector: Vec::new(),
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
