//! What the story is told about: four tables, and a map to draw them on.

use std::collections::BTreeMap;

use doorstep::{Post, Resident, Seeker, Station};

use crate::input::Table;

/// A text in Chinese and English.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both at once.
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A county or city with its posts, people, stations and residents.
pub(crate) struct World {
    /// Its name.
    pub name: Text,
    /// Its division code, as short as it can be.
    pub region: &'static str,
    /// What the reader must know: what is made up, and where data come from.
    pub notes: Vec<Text>,
    /// Posts.
    pub posts: Table<Post>,
    /// Job seekers.
    pub seekers: Table<Seeker>,
    /// Stations.
    pub stations: Table<Station>,
    /// Residents.
    pub residents: Table<Resident>,
    /// What a resident's weight counts.
    pub weight_unit: Text,
    /// Names of divisions by code.
    pub region_names: BTreeMap<String, String>,
    /// Lines and names to draw behind everything.
    pub background: Background,
    /// West, south, east and north of what the map shows at first, in degrees.
    pub view: [f64; 4],
}

/// Lines and names of a map.
#[derive(Default)]
pub(crate) struct Background {
    /// Lines, each with its points as longitude and latitude.
    pub lines: Vec<BackgroundLine>,
    /// Names of places.
    pub labels: Vec<BackgroundLabel>,
}

/// A line of the map.
pub(crate) struct BackgroundLine {
    /// `county`, `river`, `stream`, `road`, `lane` or `street`.
    pub kind: String,
    /// Longitude and latitude of its points.
    pub points: Vec<(f64, f64)>,
}

/// A name on the map.
pub(crate) struct BackgroundLabel {
    /// `town`, `street_office`, `zone`, `village` or `river`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// Where it stands.
    pub place: (f64, f64),
}
