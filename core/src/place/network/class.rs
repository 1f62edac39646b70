//! Classes of road and who may use them (道路类别与通行权).

use super::{NetworkCode, NetworkError};
use crate::model::TravelMode;

/// Who may use a street: any of walking, cycling and driving.
///
/// ```
/// use doorstep::place::Access;
/// let path = Access::WALK.with(Access::CYCLE);
/// assert!(path.has(Access::WALK) && !path.has(Access::DRIVE));
/// assert_eq!(path.without(Access::CYCLE), Access::WALK);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Access(u8);

impl Access {
    /// Nobody.
    pub const NONE: Self = Self(0);
    /// People on foot.
    pub const WALK: Self = Self(1);
    /// People on bicycles.
    pub const CYCLE: Self = Self(2);
    /// People in cars.
    pub const DRIVE: Self = Self(4);
    /// All of them.
    pub const ALL: Self = Self(7);

    /// These and those.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These but not those.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of those are among these.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What a way of travelling needs.
    ///
    /// # Errors
    /// `network.no_mode` for buses and metros, which need a timetable.
    pub fn of_mode(mode: TravelMode) -> Result<Self, NetworkError> {
        match mode {
            TravelMode::Walk => Ok(Self::WALK),
            TravelMode::Cycle => Ok(Self::CYCLE),
            TravelMode::Drive => Ok(Self::DRIVE),
            TravelMode::Transit => Err(NetworkError::new(NetworkCode::NoMode, "transit")),
        }
    }
}

macro_rules! classes {
    ($($class:ident = $name:literal, $zh:literal, $access:expr, $drive_kmh:literal;)+) => {
        /// The class of a road (道路类别), in the words of OpenStreetMap's key `highway`.
        ///
        /// Each has the access that holds where nothing else is said, after the defaults that OpenStreetMap's community
        /// keeps ("OSM tags for routing/Access restrictions", worldwide table), and a speed for cars where the table
        /// has none: the middle design speed of CJJ 37-2012 (城市道路工程设计规范, 3.2.1: 快速路 60 to 100 km/h, 主干路
        /// 40 to 60, 次干路 30 to 50, 支路 20 to 40) and JTG B01-2014 (高速公路 80 to 120); half of it on links, less where
        /// people walk. No congestion is in them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum RoadClass {
            $(#[doc = concat!("`", $name, "` (", $zh, ").")] $class,)+
        }

        impl RoadClass {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$class),+];

            /// The name used in tables.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$class => $name,)+ }
            }

            /// Who may use it where nothing else is said.
            pub const fn access(self) -> Access {
                match self { $(Self::$class => $access,)+ }
            }

            /// Speed of cars in km/h where nothing else is said.
            pub const fn drive_kmh(self) -> u32 {
                match self { $(Self::$class => $drive_kmh,)+ }
            }
        }
    };
}

const PATH: Access = Access::WALK.with(Access::CYCLE);

classes! {
    Motorway = "motorway", "高速公路", Access::DRIVE, 100;
    MotorwayLink = "motorway_link", "高速公路匝道", Access::DRIVE, 50;
    Trunk = "trunk", "快速路、国道", Access::ALL, 80;
    TrunkLink = "trunk_link", "快速路匝道", Access::ALL, 40;
    Primary = "primary", "主干路", Access::ALL, 50;
    PrimaryLink = "primary_link", "主干路匝道", Access::ALL, 25;
    Secondary = "secondary", "次干路", Access::ALL, 40;
    SecondaryLink = "secondary_link", "次干路匝道", Access::ALL, 20;
    Tertiary = "tertiary", "支路", Access::ALL, 30;
    TertiaryLink = "tertiary_link", "支路匝道", Access::ALL, 20;
    Unclassified = "unclassified", "乡村道路", Access::ALL, 30;
    Residential = "residential", "居住区道路", Access::ALL, 20;
    LivingStreet = "living_street", "生活街道", Access::ALL, 10;
    Service = "service", "内部道路", Access::ALL, 15;
    Road = "road", "未分类道路", Access::ALL, 20;
    Track = "track", "机耕路", Access::ALL, 15;
    Pedestrian = "pedestrian", "步行街", Access::WALK, 5;
    Footway = "footway", "人行道", Access::WALK, 5;
    Steps = "steps", "台阶", Access::WALK, 5;
    Path = "path", "小路", PATH, 5;
    Cycleway = "cycleway", "自行车道", PATH, 5;
    Bridleway = "bridleway", "骑马道", Access::WALK, 5;
    Ferry = "ferry", "轮渡", Access::ALL, 8;
}

impl RoadClass {
    /// Reads a name as OpenStreetMap writes it.
    ///
    /// # Errors
    /// `network.unknown_class`.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        let class = Self::ALL.iter().copied().find(|class| class.name() == text);
        class.ok_or_else(|| {
            NetworkError::new(NetworkCode::UnknownClass, text.chars().take(40).collect::<String>())
        })
    }
}
