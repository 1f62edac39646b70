//! Service stations and the residents they serve (就业服务站, 居民).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::{AnyCoordinate, RegionCode};

/// Urban or rural (城乡划分). It is stated, never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AreaClass {
    /// 城镇.
    Urban,
    /// 乡村.
    Rural,
}

impl AreaClass {
    /// Reads a word (`urban`, `城镇`, `rural`, `乡村`) or the statistics bureau's code (城乡分类代码): 111, 112, 121, 122
    /// and 123 are urban, 210 and 220 rural (统计用城乡划分代码编制规则).
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim() {
            "urban" | "城镇" | "城市" | "111" | "112" | "121" | "122" | "123" => Ok(Self::Urban),
            "rural" | "乡村" | "农村" | "210" | "220" => Ok(Self::Rural),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }
}

/// A service station (就业服务站, 零工驿站, 就业超市).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Station {
    /// The caller's key.
    pub id: String,
    /// Name as published.
    pub name: Option<String>,
    /// Kind as published (零工驿站, 就业超市 …).
    pub kind: Option<String>,
    /// Where it stands.
    pub place: Option<AnyCoordinate>,
    /// Division in which it stands.
    pub region: Option<RegionCode>,
    /// Urban or rural.
    pub area_class: Option<AreaClass>,
}

impl Station {
    /// A station of which nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, kind: None, place: None, region: None, area_class: None }
    }
}

/// A resident, or several at one place (居民). `Debug` shows the id only.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Resident {
    /// The caller's key.
    pub id: String,
    /// Where the home is.
    pub place: Option<AnyCoordinate>,
    /// Division of the home.
    pub region: Option<RegionCode>,
    /// Urban or rural.
    pub area_class: Option<AreaClass>,
    /// How many people stand for by this row.
    pub weight: u32,
}

impl Resident {
    /// One resident of whom nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), place: None, region: None, area_class: None, weight: 1 }
    }
}

impl fmt::Debug for Resident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resident").field("id", &self.id).finish_non_exhaustive()
    }
}
