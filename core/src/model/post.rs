//! Posts (岗位).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::{
    AnyCoordinate, Area, Certificate, EducationDemand, Employer, Insurance, KeyGroup, OccupationCode,
    RegionCode, Rest, Settlement, Shift, Skill, Team, Wage, WeekHours,
};

/// The kind of engagement (用工形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PostKind {
    /// 全职.
    FullTime,
    /// 兼职 (非全日制).
    PartTime,
    /// 零工.
    Gig,
    /// 计件, at home or in a workshop.
    PieceWork,
    /// 见习, 实习.
    Internship,
    /// 公益性岗位.
    PublicWelfare,
}

impl PostKind {
    /// Reads `full_time`, `全职`, `兼职`, `零工`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim() {
            "full_time" | "全职" => Ok(Self::FullTime),
            "part_time" | "兼职" | "非全日制" => Ok(Self::PartTime),
            "gig" | "零工" | "临时工" => Ok(Self::Gig),
            "piece_work" | "计件" | "手工" => Ok(Self::PieceWork),
            "internship" | "实习" | "见习" => Ok(Self::Internship),
            "public_welfare" | "公益性岗位" | "公益岗" => Ok(Self::PublicWelfare),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::FullTime => "全职",
            Self::PartTime => "兼职",
            Self::Gig => "零工",
            Self::PieceWork => "计件",
            Self::Internship => "见习",
            Self::PublicWelfare => "公益性岗位",
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::FullTime => "full-time",
            Self::PartTime => "part-time",
            Self::Gig => "gig",
            Self::PieceWork => "piece-work",
            Self::Internship => "internship",
            Self::PublicWelfare => "public-welfare post",
        }
    }
}

/// Ages that a post declares (年龄要求), both ends included. Carried to be flagged in review: an age limit needs a
/// ground in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeRange {
    min: u8,
    max: u8,
}

impl AgeRange {
    /// Ages from `min` to `max`; an open end is 0 or 255.
    ///
    /// # Errors
    /// `value.out_of_range` if `min` is above `max`.
    pub fn new(min: Option<u8>, max: Option<u8>) -> Result<Self, ValueError> {
        let (min, max) = (min.unwrap_or(0), max.unwrap_or(u8::MAX));
        if min > max {
            return Err(ValueError::new(ValueCode::OutOfRange, format_args!("{min} > {max}")));
        }
        Ok(Self { min, max })
    }

    /// Whether `age` is in the range.
    pub const fn contains(self, age: u8) -> bool {
        self.min <= age && age <= self.max
    }

    /// The lowest age, 0 if none is stated.
    pub const fn min(self) -> u8 {
        self.min
    }

    /// The highest age, 255 if none is stated.
    pub const fn max(self) -> u8 {
        self.max
    }
}

/// A post (岗位). Only the id is required; `None` and empty lists mean 'not stated'.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Post {
    /// The caller's key.
    pub id: String,
    /// Title (职位名称) as published.
    pub title: String,
    /// Who hires (用人单位).
    pub employer: Option<Employer>,
    /// Code of the occupation (职业代码) of the 2022 classification.
    pub occupation: Option<OccupationCode>,
    /// Skills asked for (技能).
    pub skills: Vec<Skill>,
    /// Certificates that must be held (证书).
    pub certificates: Vec<Certificate>,
    /// Description as published (职位描述); facts that no field states are read from it and from the title.
    pub description: Option<String>,
    /// Benefits as published (福利待遇).
    pub benefits: Vec<String>,
    /// Where the work is done (坐标).
    pub place: Option<AnyCoordinate>,
    /// Division where the work is done (行政区划).
    pub region: Option<RegionCode>,
    /// Area as written (地区).
    pub area: Option<Area>,
    /// Address as published (地址).
    pub address: Option<String>,
    /// Kind of engagement (用工形式).
    pub kind: Option<PostKind>,
    /// Work at several places, or wherever an order is (多地点): no one way to work can be told.
    pub multi_site: Option<bool>,
    /// Work from anywhere (远程).
    pub remote: Option<bool>,
    /// Lodging is given (包住).
    pub lodging: Option<bool>,
    /// Meals are given (包吃).
    pub meals: Option<bool>,
    /// Wage (工资).
    pub wage: Option<Wage>,
    /// Pieces that are made on a day (日产件数), by which a wage by the piece compares with others.
    pub pieces_per_day: Option<u32>,
    /// When the wage is paid out (结算方式).
    pub settlement: Option<Settlement>,
    /// Education asked for (学历要求).
    pub education: Option<EducationDemand>,
    /// Years of experience asked for (经验).
    pub experience_years: Option<u8>,
    /// Ages declared (年龄要求).
    pub ages: Option<AgeRange>,
    /// Who is hired together (组队): a couple, a group.
    pub team: Option<Team>,
    /// Days of rest (休息).
    pub rest: Option<Rest>,
    /// When of the day it is worked (班次).
    pub shift: Option<Shift>,
    /// Insurance that it brings (保险).
    pub insurance: Option<Insurance>,
    /// Hours worked (工作时间).
    pub schedule: Option<WeekHours>,
    /// Places left (招聘人数).
    pub openings: Option<u32>,
    /// First published (发布日期).
    pub published: Option<NaiveDate>,
    /// First day of application (生效日期).
    pub opens: Option<NaiveDate>,
    /// First day on which it is closed (截止日期, exclusive).
    pub closes: Option<NaiveDate>,
    /// Groups that the employer prefers (优先群体).
    pub key_groups: Vec<KeyGroup>,
    /// The caller's own vector (向量), of the same length as all others; empty if there is none.
    pub vector: Vec<f32>,
}

impl Post {
    /// A post of which nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: String::new(),
            employer: None,
            occupation: None,
            skills: Vec::new(),
            certificates: Vec::new(),
            description: None,
            benefits: Vec::new(),
            place: None,
            region: None,
            area: None,
            address: None,
            kind: None,
            multi_site: None,
            remote: None,
            lodging: None,
            meals: None,
            wage: None,
            pieces_per_day: None,
            settlement: None,
            education: None,
            experience_years: None,
            ages: None,
            team: None,
            rest: None,
            shift: None,
            insurance: None,
            schedule: None,
            openings: None,
            published: None,
            opens: None,
            closes: None,
            key_groups: Vec::new(),
            vector: Vec::new(),
        }
    }
}
