//! Administrative divisions (行政区划): codes after GB/T 2260 and area names as registers write them.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::error::{ValueCode, ValueError};

/// The tier of a division (层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RegionTier {
    /// 省, 2 digits.
    Province,
    /// 市, 4 digits.
    City,
    /// 县(区), 6 digits.
    County,
    /// 乡镇(街道), 9 digits.
    Street,
    /// 社区(村), 12 digits.
    Community,
}

impl RegionTier {
    const ALL: [(Self, usize); 5] =
        [(Self::Province, 2), (Self::City, 4), (Self::County, 6), (Self::Street, 9), (Self::Community, 12)];

    /// Reads `community`, `社区`, `本街道`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim();
        match word.strip_prefix('本').unwrap_or(word) {
            "province" | "省" => Ok(Self::Province),
            "city" | "市" => Ok(Self::City),
            "county" | "县" | "区" | "县区" | "县(区)" => Ok(Self::County),
            "street" | "街道" | "乡镇" | "镇" | "乡" | "乡镇(街道)" => Ok(Self::Street),
            "community" | "社区" | "村" | "社区(村)" => Ok(Self::Community),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Street => "street",
            Self::Community => "community",
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县(区)",
            Self::Street => "乡镇(街道)",
            Self::Community => "社区(村)",
        }
    }
}

/// A division code: the six digits of GB/T 2260, shortened to what they say, or the 9 or 12 digits of the statistics
/// bureau's extension (统计用区划代码).
///
/// ```
/// use doorstep::{RegionCode, RegionTier};
/// let jinan = RegionCode::parse("370100")?;
/// assert_eq!((jinan.as_str(), jinan.tier()), ("3701", RegionTier::City));
/// assert!(jinan.contains(&RegionCode::parse("370102005")?));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(SmolStr);

/// First two digits of the divisions of GB/T 2260-2007, table 1.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];

impl RegionCode {
    /// Reads 2, 4, 6, 9 or 12 digits; zeros that stand for 'the whole of it' are dropped (`370100` is the city
    /// `3701`).
    ///
    /// # Errors
    /// `region_code.format` for another length, other characters or an unknown province.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let mut kept = Self::checked(text.trim())?;
        for (_, length) in RegionTier::ALL.iter().rev().skip(1) {
            match kept.split_at_checked(*length) {
                Some((head, tail)) if !tail.is_empty() && tail.bytes().all(|byte| byte == b'0') => {
                    kept = head
                }
                _ => {}
            }
        }
        Ok(Self(kept.into()))
    }

    /// A code of digits that count, all of them: a part of a longer code ([`RegionCode::at`]) may end with zeros.
    pub(crate) fn from_digits(digits: &str) -> Result<Self, ValueError> {
        Self::checked(digits).map(|digits| Self(digits.into()))
    }

    fn checked(digits: &str) -> Result<&str, ValueError> {
        let known_length = RegionTier::ALL.iter().any(|(_, length)| *length == digits.len());
        let known_province = PROVINCES.iter().any(|province| digits.starts_with(province));
        if known_length && known_province && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(digits)
        } else {
            Err(ValueError::new(ValueCode::RegionCodeFormat, digits))
        }
    }

    /// The digits that count: 2, 4, 6, 9 or 12.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tier that the code names.
    pub fn tier(&self) -> RegionTier {
        RegionTier::ALL
            .iter()
            .find(|(_, length)| *length == self.0.len())
            .map_or(RegionTier::Community, |(tier, _)| *tier)
    }

    /// The division of `tier` that this one is or lies in; `None` if `tier` is below it.
    pub fn at(&self, tier: RegionTier) -> Option<Self> {
        let (_, length) = RegionTier::ALL.iter().find(|(known, _)| *known == tier)?;
        self.0.get(..*length).map(|digits| Self(digits.into()))
    }

    /// Whether `other` is this division or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(self.0.as_str())
    }

    /// The lowest tier that both lie in together; `None` if not even the province is the same.
    pub fn shared_tier(&self, other: &Self) -> Option<RegionTier> {
        RegionTier::ALL.iter().rev().map(|(tier, _)| *tier).find(|tier| {
            self.at(*tier).is_some_and(|own| other.at(*tier).is_some_and(|theirs| own == theirs))
        })
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for RegionCode {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RegionCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RegionCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"
        })
    }
}

impl TryFrom<String> for RegionCode {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::parse(&text)
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.0.into()
    }
}

/// An area as a register or platform writes it (地区), cut into its parts from large to small.
///
/// Three forms are read: parts between dots (`济南·历下区·浆水泉`, with empty parts as in `济南··`), full
/// names run together (`广东省广州市荔湾区东沙街道`), and a bare name (`济南`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Area {
    parts: Vec<String>,
}

/// Endings of division names, longest first where one ends another.
const AREA_ENDINGS: &[&str] = &["自治区", "自治州", "街道", "省", "市", "区", "县", "旗", "镇", "乡"];

impl Area {
    /// Cuts `text` into parts; `None` if it names nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<String> = if text.contains('·') {
            text.split('·').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        } else {
            Self::cut_at_endings(text.trim())
        };
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// An area of parts that were cut before; `None` if there is none, or one that no cut gives.
    pub(crate) fn from_parts(parts: Vec<String>) -> Option<Self> {
        let cut = |part: &String| !part.is_empty() && !part.contains('·');
        (!parts.is_empty() && parts.iter().all(cut)).then_some(Self { parts })
    }

    fn cut_at_endings(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let mut part = String::new();
        for letter in text.chars() {
            part.push(letter);
            // A name has at least two letters before its ending: 市中区 is one name, as is 城区 of a bare 区.
            let ends = AREA_ENDINGS
                .iter()
                .any(|ending| part.ends_with(ending) && part.chars().count() >= ending.chars().count() + 2);
            if ends {
                parts.push(std::mem::take(&mut part));
            }
        }
        if !part.is_empty() {
            parts.push(part);
        }
        parts
    }

    /// The parts from large to small.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Whether this area lies in `wanted`: `None` if it is named too coarsely to tell.
    pub fn lies_in(&self, wanted: &Self) -> Option<bool> {
        let last_wanted = wanted.parts.last().map(|part| stem(part))?;
        if self.parts.iter().any(|part| stem(part) == last_wanted) {
            return Some(true);
        }
        let coarser = self
            .parts
            .last()
            .is_some_and(|smallest| wanted.parts.iter().any(|part| stem(part) == stem(smallest)));
        if coarser { None } else { Some(false) }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join("·"))
    }
}

/// A name without 省 or 市, as half of the registers write it.
fn stem(part: &str) -> &str {
    part.strip_suffix(['省', '市']).filter(|stem| stem.chars().count() >= 2).unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_codes_to_what_they_say() {
        for (text, kept, tier) in [
            ("37", "37", RegionTier::Province),
            ("370000", "37", RegionTier::Province),
            ("370100", "3701", RegionTier::City),
            ("370102", "370102", RegionTier::County),
            ("370102000", "370102", RegionTier::County),
            ("370102005", "370102005", RegionTier::Street),
            ("370102005001", "370102005001", RegionTier::Community),
            ("370102005000", "370102005", RegionTier::Street),
            ("370000000000", "37", RegionTier::Province),
        ] {
            let code = RegionCode::parse(text).unwrap();
            assert_eq!((code.as_str(), code.tier()), (kept, tier), "{text}");
        }
        for text in ["", "3", "370", "99", "99010", "37010a", "990101", "３７"] {
            assert_eq!(RegionCode::parse(text).unwrap_err().code(), ValueCode::RegionCodeFormat, "{text}");
        }
    }

    #[test]
    fn finds_the_tier_in_common() {
        let code = |text| RegionCode::parse(text).unwrap();
        assert_eq!(code("370102005").shared_tier(&code("370102006")), Some(RegionTier::County));
        assert_eq!(code("370102").shared_tier(&code("370103")), Some(RegionTier::City));
        assert_eq!(code("3701").shared_tier(&code("1101")), None);
    }

    #[test]
    fn cuts_the_three_forms_of_area_names() {
        for (text, parts) in [
            ("济南·历下区·浆水泉", vec!["济南", "历下区", "浆水泉"]),
            ("济南··", vec!["济南"]),
            ("济南", vec!["济南"]),
            ("广东省广州市荔湾区东沙街道", vec!["广东省", "广州市", "荔湾区", "东沙街道"]),
            ("济南市市中区", vec!["济南市", "市中区"]),
        ] {
            assert_eq!(Area::parse(text).unwrap().parts(), parts, "{text}");
        }
        assert_eq!(Area::parse(" · "), None);
        let lies =
            |area: &str, wanted: &str| Area::parse(area).unwrap().lies_in(&Area::parse(wanted).unwrap());
        assert_eq!(lies("济南·历下区·浆水泉", "济南市历下区"), Some(true));
        assert_eq!(lies("济南··", "济南市历下区"), None);
        assert_eq!(lies("广东省广州市荔湾区", "济南市历下区"), Some(false));
    }
}
