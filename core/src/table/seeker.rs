//! Rows of job seekers (求职者表).

use super::{Field, FieldKind, Record, RowReader};
use crate::error::{ValueCode, ValueError};
use crate::model::{
    Area, Education, GroupMembership, PostKind, RegionCode, Seeker, Settlement, Skill, TravelMode,
    WagePeriod, WeekHours,
};
use crate::privacy::{Personal, ResidentId};

impl Record for Seeker {
    const NAME: &'static str = "seeker";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the caller's key; the row's number if absent", "主键")
            .personal(Personal::Other),
        Field::new("titles", FieldKind::List, "titles of wanted work", "求职意向"),
        Field::new("occupation", FieldKind::Text, "code of the wanted occupation", "职业代码"),
        Field::new("skills", FieldKind::List, "skills", "技能"),
        Field::new("certificates", FieldKind::List, "certificates held", "证书"),
        Field::new("lon", FieldKind::Decimal, "longitude of the home, degrees", "经度")
            .personal(Personal::Coordinate),
        Field::new("lat", FieldKind::Decimal, "latitude of the home, degrees", "纬度")
            .personal(Personal::Coordinate),
        Field::new("system", FieldKind::Word, "wgs84 (if absent), cgcs2000, gcj02, bd09", "坐标系"),
        Field::new("area", FieldKind::Text, "area in which to look", "期望地区"),
        Field::new("region", FieldKind::Text, "division code in which to look", "期望行政区划"),
        Field::new("distance_m_max", FieldKind::Integer, "farthest post, metres from home", "最远距离（米）"),
        Field::new("travel_min_max", FieldKind::Integer, "longest way to work, minutes", "最长通勤（分钟）"),
        Field::new("travel_mode", FieldKind::Word, "walk (if absent), cycle, transit, drive", "出行方式"),
        Field::new("wage_floor_yuan", FieldKind::Yuan, "lowest acceptable wage", "最低期望工资"),
        Field::new("wage_period", FieldKind::Word, "month (if absent), day, hour", "计薪周期"),
        Field::new("kinds", FieldKind::List, "acceptable kinds of engagement", "用工形式"),
        Field::new("settlements", FieldKind::List, "acceptable settlements", "结算方式"),
        Field::new("needs_lodging", FieldKind::Boolean, "lodging is needed", "需要住宿"),
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
        Field::new(
            "groups",
            FieldKind::List,
            "key groups, each with dates if it has any: `宝妈@2026-01-01..2027-01-01`",
            "重点群体",
        ),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut seeker = Self::new(row.id());
        seeker.titles = row.list("titles");
        seeker.occupation = row.text("occupation");
        seeker.skills = row.parse_list("skills", Skill::parse);
        seeker.certificates = row.list("certificates");
        seeker.place = row.place();
        seeker.area = row.text("area").and_then(|text| Area::parse(&text));
        seeker.region = row.parse("region", RegionCode::parse);
        seeker.distance_m_max = row.integer("distance_m_max", 0, 50_000_000);
        seeker.travel_min_max = row.integer("travel_min_max", 0, 10_000);
        seeker.travel_mode = row.parse("travel_mode", TravelMode::parse);
        let floor = row.wage_yuan("wage_floor_yuan");
        let period = row.parse("wage_period", WagePeriod::parse).unwrap_or(WagePeriod::Month);
        seeker.wage_floor = floor.map(|amount| (amount, period));
        seeker.kinds = row.parse_list("kinds", PostKind::parse);
        seeker.settlements = row.parse_list("settlements", Settlement::parse);
        seeker.needs_lodging = row.boolean("needs_lodging");
        seeker.education = row.parse("education", Education::parse);
        seeker.experience_years = row.small("experience_years", 80);
        seeker.born = row.date("born");
        read_resident_id(row, &mut seeker);
        seeker.available = row.parse("available", WeekHours::parse);
        seeker.groups = row.parse_list("groups", GroupMembership::parse);
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
