//! Posts (岗位).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::{
    AnyCoordinate, Area, EducationDemand, Employer, KeyGroup, RegionCode, Settlement, Skill, Wage, WeekHours,
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
    /// Code of the occupation (职业代码) in the 2022 classification, as the caller gives it.
    pub occupation: Option<String>,
    /// Skills asked for (技能).
    pub skills: Vec<Skill>,
    /// Certificates that must be held (证书).
    pub certificates: Vec<String>,
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
    /// Work from anywhere (远程).
    pub remote: Option<bool>,
    /// Lodging is given (包住).
    pub lodging: Option<bool>,
    /// Meals are given (包吃).
    pub meals: Option<bool>,
    /// Wage (工资).
    pub wage: Option<Wage>,
    /// When the wage is paid out (结算方式).
    pub settlement: Option<Settlement>,
    /// Education asked for (学历要求).
    pub education: Option<EducationDemand>,
    /// Years of experience asked for (经验).
    pub experience_years: Option<u8>,
    /// Ages declared (年龄要求).
    pub ages: Option<AgeRange>,
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
            place: None,
            region: None,
            area: None,
            address: None,
            kind: None,
            remote: None,
            lodging: None,
            meals: None,
            wage: None,
            settlement: None,
            education: None,
            experience_years: None,
            ages: None,
            schedule: None,
            openings: None,
            published: None,
            opens: None,
            closes: None,
            key_groups: Vec::new(),
        }
    }
}
