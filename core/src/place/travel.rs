//! Travel time from straight-line distance (出行时间估算).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::TravelMode;

/// The speed of a mode on its way, and how much longer its way is than the straight line.
///
/// Integers, so that times are exact and the same on every machine: a distance is reached within a number of minutes
/// if and only if it is at most [`Pace::reach_m`] of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PaceFields", into = "PaceFields")]
pub struct Pace {
    speed_m_per_h: u32,
    detour_permille: u32,
}

/// What a [`Pace`] is written as.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", rename = "Pace")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PaceFields {
    /// Speed along the way, in metres per hour: 500 to 200 000.
    speed_m_per_h: u32,
    /// Length of the way in thousandths of the straight line: 1000 to 10 000.
    detour_permille: u32,
}

impl Pace {
    /// A speed in metres per hour (500 to 200 000) and a detour factor (绕行系数) in thousandths (1000 to 10 000).
    ///
    /// # Errors
    /// `value.out_of_range`.
    pub fn new(speed_m_per_h: u32, detour_permille: u32) -> Result<Self, ValueError> {
        if !(500..=200_000).contains(&speed_m_per_h) {
            return Err(ValueError::new(ValueCode::OutOfRange, speed_m_per_h));
        }
        if !(1_000..=10_000).contains(&detour_permille) {
            return Err(ValueError::new(ValueCode::OutOfRange, detour_permille));
        }
        Ok(Self { speed_m_per_h, detour_permille })
    }

    /// Speed along the way, in metres per hour.
    pub const fn speed_m_per_h(self) -> u32 {
        self.speed_m_per_h
    }

    /// Length of the way in thousandths of the straight line.
    pub const fn detour_permille(self) -> u32 {
        self.detour_permille
    }

    /// Seconds for a straight-line distance, rounded up; `u32::MAX` where they would be more.
    pub fn travel_s(self, distance_m: u32) -> u32 {
        // At most 2^32 × 10^4 × 3600 < 2^58.
        let way = u64::from(distance_m) * u64::from(self.detour_permille) * 3_600;
        u32::try_from(way.div_ceil(u64::from(self.speed_m_per_h) * 1_000)).unwrap_or(u32::MAX)
    }

    /// Minutes for a straight-line distance, rounded up to whole ones: nobody arrives early because of rounding.
    pub fn travel_min(self, distance_m: u32) -> u32 {
        self.travel_s(distance_m).div_ceil(60)
    }

    /// The straight-line distance reached in a time, in metres rounded down; `u32::MAX` where it would be more.
    pub fn reach_m(self, minutes: u32) -> u32 {
        // minutes / 60 hours × speed ÷ (detour / 1000); at most 2^32 × 2 × 10^5 × 1000 < 2^60.
        let way = u64::from(minutes) * u64::from(self.speed_m_per_h) * 1_000;
        u32::try_from(way / (60 * u64::from(self.detour_permille))).unwrap_or(u32::MAX)
    }
}

impl TryFrom<PaceFields> for Pace {
    type Error = ValueError;

    fn try_from(fields: PaceFields) -> Result<Self, ValueError> {
        Self::new(fields.speed_m_per_h, fields.detour_permille)
    }
}

impl From<Pace> for PaceFields {
    fn from(pace: Pace) -> Self {
        Self { speed_m_per_h: pace.speed_m_per_h, detour_permille: pace.detour_permille }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Pace {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        PaceFields::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        PaceFields::json_schema(generator)
    }
}

/// The pace of each mode: travel time = straight line × detour ÷ speed (直线距离 × 绕行系数 ÷ 速度).
///
/// An estimate that knows no rivers, hills or timetables. The defaults are assumptions to be replaced by a place's own
/// figures: walking 5 km/h, cycling 12 km/h, bus and metro 15 km/h from door to door with all waiting, driving 30 km/h
/// in town; every way 1.3 times the straight line. For walking they give 961 m in 15 minutes, which is what planners
/// mean by it: the Shanghai guideline for the 15-minute community circle (上海市15分钟社区生活圈规划导则) takes a radius
/// of about 1 km. That straight lines order places much as travel does is shown by Boscoe, Henry and Zdeb (The
/// Professional Geographer 64, 2012, over 66 000 ways to hospitals: r² above 0.9), with exceptions at shores and other
/// barriers.
///
/// ```
/// use doorstep::{TravelMode, place::TravelModel};
/// let model = TravelModel::default();
/// assert_eq!(model.reach_m(TravelMode::Walk, 15), 961);
/// assert_eq!(model.travel_min(TravelMode::Walk, 961), 15);
/// assert_eq!(model.travel_min(TravelMode::Walk, 962), 16);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TravelModel {
    /// On foot.
    pub walk: Pace,
    /// By bicycle.
    pub cycle: Pace,
    /// By bus or metro.
    pub transit: Pace,
    /// By car.
    pub drive: Pace,
}

impl Default for TravelModel {
    fn default() -> Self {
        let at = |speed_m_per_h| Pace { speed_m_per_h, detour_permille: 1_300 };
        Self { walk: at(5_000), cycle: at(12_000), transit: at(15_000), drive: at(30_000) }
    }
}

impl TravelModel {
    /// The pace of a mode.
    pub const fn pace(&self, mode: TravelMode) -> Pace {
        match mode {
            TravelMode::Walk => self.walk,
            TravelMode::Cycle => self.cycle,
            TravelMode::Transit => self.transit,
            TravelMode::Drive => self.drive,
        }
    }

    /// Seconds for a straight-line distance in metres, rounded up.
    pub fn travel_time_s(&self, mode: TravelMode, distance_m: u32) -> u32 {
        self.pace(mode).travel_s(distance_m)
    }

    /// Whole minutes for a straight-line distance in metres, rounded up.
    pub fn travel_min(&self, mode: TravelMode, distance_m: u32) -> u32 {
        self.pace(mode).travel_min(distance_m)
    }

    /// The straight-line distance in metres, rounded down, that is reached in a time.
    pub fn reach_m(&self, mode: TravelMode, minutes: u32) -> u32 {
        self.pace(mode).reach_m(minutes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_hold_on_every_way_in() {
        for (speed, detour) in [(0, 1_300), (499, 1_300), (200_001, 1_300), (5_000, 999), (5_000, 10_001)] {
            assert_eq!(Pace::new(speed, detour).unwrap_err().code(), ValueCode::OutOfRange);
            let json = format!(r#"{{"walk":{{"speed_m_per_h":{speed},"detour_permille":{detour}}}}}"#);
            assert!(serde_json::from_str::<TravelModel>(&json).is_err());
        }
        let slower: TravelModel =
            serde_json::from_str(r#"{"walk":{"speed_m_per_h":4000,"detour_permille":1500}}"#).unwrap();
        assert_eq!(slower, TravelModel { walk: Pace::new(4_000, 1_500).unwrap(), ..TravelModel::default() });
        assert!(serde_json::from_str::<TravelModel>(r#"{"fly":null}"#).is_err());
    }

    #[test]
    fn ends_of_the_ranges_do_not_overflow() {
        let slow = Pace::new(500, 10_000).unwrap();
        assert_eq!((slow.travel_s(u32::MAX), slow.reach_m(u32::MAX)), (u32::MAX, 3_579_139_412));
        let fast = Pace::new(200_000, 1_000).unwrap();
        assert_eq!((fast.travel_s(0), fast.reach_m(u32::MAX)), (0, u32::MAX));
    }

    proptest! {
        #[test]
        fn time_is_distance_times_detour_over_speed(
            speed in 500_u32..=200_000, detour in 1_000_u32..=10_000, distance in 0_u32..20_100_000,
        ) {
            let pace = Pace::new(speed, detour).unwrap();
            let exact_s = f64::from(distance) * f64::from(detour) / 1_000.0 / (f64::from(speed) / 3_600.0);
            let seconds = f64::from(pace.travel_s(distance));
            prop_assert!(seconds >= exact_s - 1e-3 && seconds < exact_s + 1.001);
        }

        #[test]
        fn reached_in_time_means_within_reach(
            speed in 500_u32..=200_000, detour in 1_000_u32..=10_000, minutes in 0_u32..600, offset in -2_i64..=2,
        ) {
            let pace = Pace::new(speed, detour).unwrap();
            let reach = pace.reach_m(minutes);
            let Ok(distance) = u32::try_from(i64::from(reach) + offset) else { return Ok(()) };
            prop_assert_eq!(pace.travel_min(distance) <= minutes, distance <= reach);
        }
    }
}
