//! Rows of posts (岗位表).

use super::{Field, FieldKind, Record, RowReader};
use crate::error::{ValueCode, ValueError};
use crate::model::{
    AgeRange, Area, Certificate, EducationDemand, Employer, Fen, Insurance, KeyGroup, OccupationCode,
    PeriodSource, Post, PostKind, RegionCode, Rest, Settlement, Shift, Skill, Team, Wage, WagePeriod,
    WeekHours,
};
use crate::privacy::CreditCode;

impl Record for Post {
    const NAME: &'static str = "post";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the caller's key; the row's number if absent", "主键"),
        Field::new("title", FieldKind::Text, "title as published", "职位名称"),
        Field::new("employer", FieldKind::Text, "name of the employer", "用人单位"),
        Field::new(
            "credit_code",
            FieldKind::Text,
            "unified social credit code, GB 32100",
            "统一社会信用代码",
        ),
        Field::new("occupation", FieldKind::Text, "code of the 2022 occupational classification", "职业代码"),
        Field::new("skills", FieldKind::List, "skills asked for", "技能"),
        Field::new(
            "certificates",
            FieldKind::List,
            "certificates that must be held, with `/level` where one is asked for: `电工/三级`",
            "证书",
        ),
        Field::new(
            "description",
            FieldKind::Text,
            "description as published; facts are read from it",
            "职位描述",
        ),
        Field::new("benefits", FieldKind::List, "benefits as published", "福利待遇"),
        Field::new("lon", FieldKind::Decimal, "longitude, degrees", "经度"),
        Field::new("lat", FieldKind::Decimal, "latitude, degrees", "纬度"),
        Field::new("system", FieldKind::Word, "wgs84 (if absent), cgcs2000, gcj02, bd09", "坐标系"),
        Field::new("region", FieldKind::Text, "division code of 2, 4, 6, 9 or 12 digits", "行政区划代码"),
        Field::new("area", FieldKind::Text, "area as written", "地区"),
        Field::new("address", FieldKind::Text, "address as published", "工作地址"),
        Field::new(
            "kind",
            FieldKind::Word,
            "full_time, part_time, gig, piece_work, internship, public_welfare",
            "用工形式",
        ),
        Field::new(
            "multi_site",
            FieldKind::Boolean,
            "work at several places, or where an order is",
            "多地点",
        ),
        Field::new("remote", FieldKind::Boolean, "work from anywhere", "远程"),
        Field::new("lodging", FieldKind::Boolean, "lodging is given", "包住"),
        Field::new("meals", FieldKind::Boolean, "meals are given", "包吃"),
        Field::new("wage_min_yuan", FieldKind::Yuan, "lowest wage", "最低工资"),
        Field::new("wage_max_yuan", FieldKind::Yuan, "highest wage", "最高工资"),
        Field::new("wage_period", FieldKind::Word, "month (if absent), day, hour, piece", "计薪周期"),
        Field::new(
            "pieces_per_day",
            FieldKind::Integer,
            "pieces made on a day, by which piece wages compare",
            "日产件数",
        ),
        Field::new("settlement", FieldKind::Word, "daily, weekly, monthly, on_completion", "结算方式"),
        Field::new(
            "education",
            FieldKind::Word,
            "lowest education asked for, any word of the registers",
            "学历要求",
        ),
        Field::new("experience_years", FieldKind::Integer, "years of experience asked for", "经验要求"),
        Field::new("age_min", FieldKind::Integer, "lowest age declared", "最低年龄"),
        Field::new("age_max", FieldKind::Integer, "highest age declared", "最高年龄"),
        Field::new("team", FieldKind::Word, "who is hired together: couple, group 3", "组队"),
        Field::new(
            "rest",
            FieldKind::Word,
            "double, single, big_small, rota, or days of a month: 4/month",
            "休息",
        ),
        Field::new("shift", FieldKind::Word, "day, night, rotating", "班次"),
        Field::new("insurance", FieldKind::Word, "none, commercial, five, five_and_fund", "保险"),
        Field::new("schedule", FieldKind::Text, "hours worked: `1-5 08:00-17:00; 6 09:00-12:00`", "工作时间"),
        Field::new("openings", FieldKind::Integer, "places left", "招聘人数"),
        Field::new("published", FieldKind::Date, "first published", "发布日期"),
        Field::new("opens", FieldKind::Date, "first day of application", "生效日期"),
        Field::new("closes", FieldKind::Date, "first day on which it is closed", "截止日期"),
        Field::new("key_groups", FieldKind::List, "key groups that the employer prefers", "优先群体"),
        Field::new("vector", FieldKind::List, "the caller's own vector, all of one length", "向量"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut post = Self::new(row.id());
        post.title = row.text("title").unwrap_or_default();
        post.employer = read_employer(row);
        post.occupation = row.parse("occupation", OccupationCode::parse);
        post.skills = row.parse_list("skills", Skill::parse);
        post.certificates = row.parse_list("certificates", Certificate::parse);
        post.description = row.text("description");
        post.benefits = row.list("benefits");
        post.place = row.place();
        post.region = row.parse("region", RegionCode::parse);
        post.area = row.text("area").and_then(|text| Area::parse(&text));
        post.address = row.text("address");
        post.kind = row.parse("kind", PostKind::parse);
        post.multi_site = row.boolean("multi_site");
        post.remote = row.boolean("remote");
        post.lodging = row.boolean("lodging");
        post.meals = row.boolean("meals");
        post.wage = read_wage(row);
        post.pieces_per_day = row.integer("pieces_per_day", 1, 1_000_000);
        post.settlement = row.parse("settlement", Settlement::parse);
        post.education = row.parse("education", EducationDemand::parse);
        post.experience_years = row.small("experience_years", 80);
        post.ages = read_ages(row);
        post.team = row.parse("team", Team::parse);
        post.rest = row.parse("rest", Rest::parse);
        post.shift = row.parse("shift", Shift::parse);
        post.insurance = row.parse("insurance", Insurance::parse);
        post.schedule = row.parse("schedule", WeekHours::parse);
        post.openings = row.integer("openings", 0, 1_000_000);
        post.published = row.date("published");
        post.opens = row.date("opens");
        post.closes = row.date("closes");
        if let (Some(opens), Some(closes)) = (post.opens, post.closes)
            && opens >= closes
        {
            row.refuse(
                "closes",
                ValueError::new(ValueCode::DatesReversed, format_args!("{opens}..{closes}")),
            );
        }
        post.key_groups = row.parse_list("key_groups", KeyGroup::parse);
        post.vector = row.vector("vector");
        post
    }

    fn id(&self) -> &str {
        &self.id
    }
}

fn read_employer(row: &mut RowReader<'_>) -> Option<Employer> {
    let name = row.text("employer");
    let credit_code = row.parse("credit_code", CreditCode::parse);
    if name.is_none() && credit_code.is_none() {
        return None;
    }
    let mut employer = Employer::new(name.unwrap_or_default());
    employer.credit_code = credit_code;
    Some(employer)
}

fn read_wage(row: &mut RowReader<'_>) -> Option<Wage> {
    let (min, max) = (row.wage_yuan("wage_min_yuan"), row.wage_yuan("wage_max_yuan"));
    let period = row.parse("wage_period", WagePeriod::parse);
    let (min, max) = (min.or(max)?, max.or(min)?);
    let (period, source) = match period {
        Some(period) => (period, PeriodSource::Stated),
        None => infer_period(row, max),
    };
    Wage::new(min, max, period, source).map_err(|error| row.refuse("wage_min_yuan", error)).ok()
}

/// Without a stated period a wage is monthly, unless the mapping knows better for this source.
fn infer_period(row: &RowReader<'_>, max: Fen) -> (WagePeriod, PeriodSource) {
    let bands = &row.mapping().wage_period_by_amount;
    bands
        .iter()
        .find(|band| band.below_yuan.is_none_or(|yuan| max.get() < i64::from(yuan) * 100))
        .map_or((WagePeriod::Month, PeriodSource::Stated), |band| (band.period, PeriodSource::Inferred))
}

fn read_ages(row: &mut RowReader<'_>) -> Option<AgeRange> {
    let (min, max) = (row.small("age_min", 120), row.small("age_max", 120));
    if min.is_none() && max.is_none() {
        return None;
    }
    AgeRange::new(min, max).map_err(|error| row.refuse("age_min", error)).ok()
}
