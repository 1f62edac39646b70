//! How people travel (出行方式).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// A way of travelling (出行方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TravelMode {
    /// 步行.
    #[default]
    Walk,
    /// 骑行, bicycle or electric bicycle.
    Cycle,
    /// 公交.
    Transit,
    /// 驾车.
    Drive,
}

impl TravelMode {
    /// Reads our own name or a Chinese word.
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim() {
            "walk" | "步行" => Ok(Self::Walk),
            "cycle" | "骑行" | "电动车" | "自行车" => Ok(Self::Cycle),
            "transit" | "公交" | "公共交通" => Ok(Self::Transit),
            "drive" | "驾车" | "开车" => Ok(Self::Drive),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The name used in tables and in the three languages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Cycle => "cycle",
            Self::Transit => "transit",
            Self::Drive => "drive",
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Walk => "步行",
            Self::Cycle => "骑行",
            Self::Transit => "公交",
            Self::Drive => "驾车",
        }
    }

    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Walk => "on foot",
            Self::Cycle => "by bicycle",
            Self::Transit => "by public transport",
            Self::Drive => "by car",
        }
    }
}
