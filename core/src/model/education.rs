//! Level of education (学历), after GB/T 4658-2006.

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// A level of education, from low to high (学历由低到高).
///
/// The order is the ladder that a demand climbs: whoever has a higher level satisfies a lower demand. General and
/// vocational upper secondary school stand on one rung, as posts ask for them together (高中/中专).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Education {
    /// 小学, code 80 and below.
    Primary,
    /// 初中, code 70.
    JuniorMiddle,
    /// 高中, code 60, and 中等职业教育 (中专, 职业高中, 技工学校), code 40.
    SeniorMiddle,
    /// 大学专科, code 30.
    JuniorCollege,
    /// 大学本科, code 20.
    Bachelor,
    /// 硕士研究生, code 14.
    Master,
    /// 博士研究生, code 11.
    Doctor,
}

/// What a post asks for (学历要求).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum EducationDemand {
    /// The post says that any level will do (学历不限).
    Any,
    /// This level or a higher one.
    AtLeast(Education),
}

/// Words found in registers and on platforms, codes of GB/T 4658, and our own names.
const WORDS: &[(&str, Education)] = &[
    ("小学", Education::Primary),
    ("primary", Education::Primary),
    ("80", Education::Primary),
    ("初中", Education::JuniorMiddle),
    ("初级中学", Education::JuniorMiddle),
    ("初中及以下", Education::JuniorMiddle),
    ("junior_middle", Education::JuniorMiddle),
    ("70", Education::JuniorMiddle),
    ("高中", Education::SeniorMiddle),
    ("普通高中", Education::SeniorMiddle),
    ("普通高级中学", Education::SeniorMiddle),
    ("职业高中", Education::SeniorMiddle),
    ("职高", Education::SeniorMiddle),
    ("中专", Education::SeniorMiddle),
    ("中技", Education::SeniorMiddle),
    ("中等专科", Education::SeniorMiddle),
    ("中等职业教育", Education::SeniorMiddle),
    ("中专/中技", Education::SeniorMiddle),
    ("中技/中专", Education::SeniorMiddle),
    ("高中/中专", Education::SeniorMiddle),
    ("技工学校", Education::SeniorMiddle),
    ("技校", Education::SeniorMiddle),
    ("senior_middle", Education::SeniorMiddle),
    ("60", Education::SeniorMiddle),
    ("40", Education::SeniorMiddle),
    ("大专", Education::JuniorCollege),
    ("专科", Education::JuniorCollege),
    ("大学专科", Education::JuniorCollege),
    ("高职", Education::JuniorCollege),
    ("junior_college", Education::JuniorCollege),
    ("30", Education::JuniorCollege),
    ("本科", Education::Bachelor),
    ("大学本科", Education::Bachelor),
    ("bachelor", Education::Bachelor),
    ("20", Education::Bachelor),
    ("硕士", Education::Master),
    ("硕士研究生", Education::Master),
    ("研究生", Education::Master),
    ("master", Education::Master),
    ("14", Education::Master),
    ("博士", Education::Doctor),
    ("博士研究生", Education::Doctor),
    ("doctor", Education::Doctor),
    ("11", Education::Doctor),
];

/// Words for 'any level will do'.
const ANY: &[&str] = &["不限", "学历不限", "不限制", "无", "无要求", "不要求", "any"];

impl Education {
    /// Every level, from low to high.
    pub const ALL: [Self; 7] = [
        Self::Primary,
        Self::JuniorMiddle,
        Self::SeniorMiddle,
        Self::JuniorCollege,
        Self::Bachelor,
        Self::Master,
        Self::Doctor,
    ];

    /// Reads a word of a register (`大学专科`), a code of GB/T 4658 (`30`) or our own name (`junior_college`).
    ///
    /// # Errors
    /// `education.unknown`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim().trim_end_matches("及以上").trim_end_matches("以上");
        let word = if word == "初中及以下" { word } else { word.trim_end_matches("学历") };
        let folded = word.to_lowercase();
        WORDS
            .iter()
            .find(|(known, _)| *known == folded)
            .map(|(_, level)| *level)
            .ok_or_else(|| ValueError::new(ValueCode::UnknownEducation, text))
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Primary => "小学",
            Self::JuniorMiddle => "初中",
            Self::SeniorMiddle => "高中/中职",
            Self::JuniorCollege => "大专",
            Self::Bachelor => "本科",
            Self::Master => "硕士",
            Self::Doctor => "博士",
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Primary => "primary school",
            Self::JuniorMiddle => "junior middle school",
            Self::SeniorMiddle => "senior middle or vocational school",
            Self::JuniorCollege => "junior college",
            Self::Bachelor => "bachelor",
            Self::Master => "master",
            Self::Doctor => "doctor",
        }
    }

    /// How many rungs this level is above `demanded`; `None` if it is below.
    pub fn rungs_above(self, demanded: Self) -> Option<u8> {
        (self as u8).checked_sub(demanded as u8)
    }
}

impl EducationDemand {
    /// Reads a demand: the words of [`Education::parse`], or a word for 'any' (`学历不限`). 'Junior middle school or
    /// lower' (初中及以下) asks for nothing.
    ///
    /// # Errors
    /// `education.unknown`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim();
        if ANY.contains(&word) || word == "初中及以下" {
            return Ok(Self::Any);
        }
        Education::parse(word).map(Self::AtLeast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_word_of_the_registers() {
        use Education::{Bachelor, Doctor, JuniorCollege, JuniorMiddle, Master, Primary, SeniorMiddle};
        for (words, level) in [
            ("小学", Primary),
            ("初中", JuniorMiddle),
            ("高中 普通高中 职业高中 中专/中技 中技/中专 中等专科 技工学校", SeniorMiddle),
            ("大专 大学专科 大专及以上", JuniorCollege),
            ("本科 大学本科", Bachelor),
            ("硕士 硕士研究生", Master),
            ("博士 博士研究生", Doctor),
        ] {
            for word in words.split(' ') {
                assert_eq!(EducationDemand::parse(word), Ok(EducationDemand::AtLeast(level)), "{word}");
            }
        }
        for word in ["不限", "学历不限", "不限制", "初中及以下"] {
            assert_eq!(EducationDemand::parse(word), Ok(EducationDemand::Any), "{word}");
        }
        assert_eq!(Education::parse("初中及以下"), Ok(JuniorMiddle));
        assert_eq!(Education::parse("其他").unwrap_err().code(), ValueCode::UnknownEducation);
        assert_eq!(Education::parse("").unwrap_err().code(), ValueCode::UnknownEducation);
    }

    #[test]
    fn a_higher_level_satisfies_a_lower_demand() {
        assert_eq!(Education::Doctor.rungs_above(Education::Master), Some(1));
        assert_eq!(Education::Primary.rungs_above(Education::Master), None);
    }
}
