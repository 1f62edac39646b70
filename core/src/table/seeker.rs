//! Rows of job seekers (求职者表).

use super::{Field, FieldKind, Record, RowReader};
use crate::error::{ValueCode, ValueError};
use crate::model::{
    Area, Certificate, Education, GroupMembership, Insurance, OccupationCode, PostKind, RegionCode,
    RegionTier, Rest, Seeker, Settlement, Shift, Skill, Team, TravelMode, WagePeriod, WeekHours,
};
use crate::privacy::{Personal, ResidentId};

impl Record for Seeker {
    const NAME: &'static str = "seeker";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the caller's key; the row's number if absent", "主键")
            .personal(Personal::Other),
        Field::new("titles", FieldKind::List, "titles of wanted work", "求职意向"),
        Field::new(
            "refused_work",
            FieldKind::List,
            "work that is not taken: titles or words",
            "不接受的工作",
        ),
        Field::new(
            "wish",
            FieldKind::Text,
            "the wish in the person's own words; facts are read from it",
            "求职愿望",
        )
        .personal(Personal::Other),
        Field::new("occupation", FieldKind::Text, "code of the wanted occupation", "职业代码"),
        Field::new("skills", FieldKind::List, "skills", "技能"),
        Field::new(
            "certificates",
            FieldKind::List,
            "certificates held, with level and last day if known: `电工/三级@..2027-05-01`; 无 or an empty list if none",
            "证书",
        ),
        Field::new("lon", FieldKind::Decimal, "longitude of the home, degrees", "经度")
            .personal(Personal::Coordinate),
        Field::new("lat", FieldKind::Decimal, "latitude of the home, degrees", "纬度")
            .personal(Personal::Coordinate),
        Field::new("system", FieldKind::Word, "wgs84 (if absent), cgcs2000, gcj02, bd09", "坐标系"),
        Field::new("area", FieldKind::Text, "area in which to look", "期望地区"),
        Field::new("region", FieldKind::Text, "division code in which to look", "期望行政区划"),
        Field::new("home_region", FieldKind::Text, "division code of the home", "常住地行政区划")
            .personal(Personal::Other),
        Field::new(
            "scope",
            FieldKind::Word,
            "the post lies in the own community, street, county, city or province",
            "期望范围",
        ),
        Field::new("near_home", FieldKind::Boolean, "the way to work counts twice", "离家近"),
        Field::new("distance_m_max", FieldKind::Integer, "farthest post, metres from home", "最远距离（米）"),
        Field::new("travel_min_max", FieldKind::Integer, "longest way to work, minutes", "最长通勤（分钟）"),
        Field::new("travel_mode", FieldKind::Word, "walk (if absent), cycle, transit, drive", "出行方式"),
        Field::new("wage_floor_yuan", FieldKind::Yuan, "lowest acceptable wage", "最低期望工资"),
        Field::new("wage_period", FieldKind::Word, "month (if absent), day, hour", "计薪周期"),
        Field::new("kinds", FieldKind::List, "acceptable kinds of engagement", "用工形式"),
        Field::new("settlements", FieldKind::List, "acceptable settlements", "结算方式"),
        Field::new("needs_lodging", FieldKind::Boolean, "lodging is needed", "需要住宿"),
        Field::new("needs_meals", FieldKind::Boolean, "meals are needed", "需要包餐"),
        Field::new("needs_remote", FieldKind::Boolean, "only work from home will do", "只做居家"),
        Field::new("team", FieldKind::Word, "with whom to be hired together: couple, group 3", "组队求职"),
        Field::new(
            "rest",
            FieldKind::Word,
            "days of rest wanted at least: double, single, 4/month",
            "休息要求",
        ),
        Field::new("shifts", FieldKind::List, "acceptable shifts: day, night, rotating", "班次"),
        Field::new(
            "insurance",
            FieldKind::Word,
            "insurance wanted at least: commercial, five, five_and_fund",
            "保险要求",
        ),
        Field::new("education", FieldKind::Word, "highest education, any word of the registers", "学历"),
        Field::new("experience_years", FieldKind::Integer, "years of experience", "工作年限"),
        Field::new("born", FieldKind::Date, "date of birth", "出生日期").personal(Personal::Other),
        Field::new(
            "resident_id",
            FieldKind::Text,
            "resident identity number, GB 11643; read for the birth date, not kept",
            "身份证号",
        )
        .personal(Personal::ResidentId),
        Field::new("available", FieldKind::Text, "hours in which to work: `1-5 08:00-17:00`", "可工作时间"),
        Field::new("unavailable", FieldKind::Text, "hours in which not to work", "不可工作时间"),
        Field::new("inconvenient", FieldKind::Text, "hours in which rather not to work", "不便时间"),
        Field::new(
            "groups",
            FieldKind::List,
            "key groups, each with dates if it has any: `宝妈@2026-01-01..2027-01-01`",
            "重点群体",
        ),
        Field::new("vector", FieldKind::List, "the caller's own vector, as long as the posts'", "向量"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut seeker = Self::new(row.id());
        seeker.titles = row.list("titles");
        seeker.refused_work = row.list("refused_work");
        seeker.wish = row.text("wish");
        seeker.occupation = row.parse("occupation", OccupationCode::parse);
        seeker.skills = row.parse_list("skills", Skill::parse);
        if row.is_stated("certificates") {
            seeker.certificates = Some(row.parse_list("certificates", Certificate::parse));
        }
        seeker.place = row.place();
        seeker.area = row.text("area").and_then(|text| Area::parse(&text));
        seeker.region = row.parse("region", RegionCode::parse);
        seeker.home_region = row.parse("home_region", RegionCode::parse);
        seeker.scope = row.parse("scope", RegionTier::parse);
        seeker.near_home = row.boolean("near_home");
        seeker.distance_m_max = row.integer("distance_m_max", 0, 50_000_000);
        seeker.travel_min_max = row.integer("travel_min_max", 0, 10_000);
        seeker.travel_mode = row.parse("travel_mode", TravelMode::parse);
        let floor = row.wage_yuan("wage_floor_yuan");
        let period = row.parse("wage_period", WagePeriod::parse).unwrap_or(WagePeriod::Month);
        seeker.wage_floor = floor.map(|amount| (amount, period));
        seeker.kinds = row.parse_list("kinds", PostKind::parse);
        seeker.settlements = row.parse_list("settlements", Settlement::parse);
        seeker.needs_lodging = row.boolean("needs_lodging");
        seeker.needs_meals = row.boolean("needs_meals");
        seeker.needs_remote = row.boolean("needs_remote");
        seeker.team = row.parse("team", Team::parse);
        seeker.rest = row.parse("rest", Rest::parse);
        seeker.shifts = row.parse_list("shifts", Shift::parse);
        seeker.insurance = row.parse("insurance", Insurance::parse);
        seeker.education = row.parse("education", Education::parse);
        seeker.experience_years = row.small("experience_years", 80);
        seeker.born = row.date("born");
        read_resident_id(row, &mut seeker);
        seeker.available = row.parse("available", WeekHours::parse);
        seeker.unavailable = row.parse("unavailable", WeekHours::parse);
        seeker.inconvenient = row.parse("inconvenient", WeekHours::parse);
        seeker.groups = row.parse_list("groups", GroupMembership::parse);
        seeker.vector = row.vector("vector");
        seeker
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// Takes the birth date from the resident id and lets the number go.
fn read_resident_id(row: &mut RowReader<'_>, seeker: &mut Seeker) {
    let Some(resident_id) = row.parse("resident_id", ResidentId::parse) else { return };
    let born = resident_id.birth_date();
    if seeker.born.is_some_and(|stated| stated != born) {
        row.refuse("born", ValueError::new(ValueCode::Contradiction, "…"));
    }
    seeker.born = Some(born);
}
