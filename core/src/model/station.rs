//! Service stations and the residents they serve (就业服务站, 居民).

use std::fmt;

use crate::model::{AnyCoordinate, AreaClass, OpeningHours, RegionCode};

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
    /// When it is open.
    pub hours: Option<OpeningHours>,
}

impl Station {
    /// A station of which nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            kind: None,
            place: None,
            region: None,
            area_class: None,
            hours: None,
        }
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
