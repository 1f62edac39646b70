//! How fast one travels on which street (出行方式与速度).

use super::streets::{Node, Street};
use super::{Access, NetworkCode, NetworkError, RoadClass};
use crate::model::TravelMode;
use crate::place::TravelModel;

/// A way of travelling and its speeds.
///
/// On foot and by bicycle one speed holds on all streets, that of [`TravelModel`] where nothing else is said; cars take
/// the speed of the street or of its class. Off the streets one walks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    mode: TravelMode,
    access: Access,
    walk_m_per_h: u32,
    cycle_m_per_h: u32,
    slope: bool,
}

impl Profile {
    /// The speeds of [`TravelModel::default`]: 5 km/h on foot, 12 km/h by bicycle; no slope.
    ///
    /// # Errors
    /// `network.no_mode` for buses and metros.
    pub fn new(mode: TravelMode) -> Result<Self, NetworkError> {
        let travel = TravelModel::default();
        Ok(Self {
            mode,
            access: Access::of_mode(mode)?,
            walk_m_per_h: travel.walk.speed_m_per_h(),
            cycle_m_per_h: travel.cycle.speed_m_per_h(),
            slope: false,
        })
    }

    /// Another speed on foot, in km/h from 0.5 to 200; also that of the way to and from the street.
    ///
    /// # Errors
    /// `network.bad_speed`.
    pub fn walk_kmh(self, speed: f64) -> Result<Self, NetworkError> {
        Ok(Self { walk_m_per_h: metres_per_hour(speed)?, ..self })
    }

    /// Another speed by bicycle, in km/h from 0.5 to 200.
    ///
    /// # Errors
    /// `network.bad_speed`.
    pub fn cycle_kmh(self, speed: f64) -> Result<Self, NetworkError> {
        Ok(Self { cycle_m_per_h: metres_per_hour(speed)?, ..self })
    }

    /// Walks slower uphill and steep downhill, where heights of both ends are known.
    ///
    /// By the hiking function of Tobler (Three presentations on geographical analysis and modeling, NCGIA Technical Report
    /// 93-1, 1993): speed goes as exp(-3.5 |slope + 0.05|), here in relation to the level.
    pub fn slope(self, counts: bool) -> Self {
        Self { slope: counts, ..self }
    }

    /// The way of travelling.
    pub fn mode(&self) -> TravelMode {
        self.mode
    }

    /// Metres an hour off the streets.
    pub(super) fn off_street_m_per_h(&self) -> u32 {
        self.walk_m_per_h
    }

    /// Tenths of a second along a street and back; none where that way is closed.
    pub(super) fn times_ds(&self, street: &Street, from: &Node, to: &Node) -> (Option<u32>, Option<u32>) {
        let speed = match self.mode {
            _ if street.class == RoadClass::Ferry => RoadClass::Ferry.drive_kmh() * 1_000,
            TravelMode::Drive if street.drive_m_per_h > 0 => street.drive_m_per_h,
            TravelMode::Drive => street.class.drive_kmh() * 1_000,
            TravelMode::Cycle => self.cycle_m_per_h,
            _ => self.walk_m_per_h,
        };
        let level = u64::from(street.length_dm) * 3_600;
        let time = |open: Access, rise_dm: f64| {
            if !open.has(self.access) {
                return None;
            }
            let mut time = (level + u64::from(speed) / 2) / u64::from(speed);
            if rise_dm != 0.0 && street.length_dm > 0 {
                let slope = (rise_dm / f64::from(street.length_dm)).clamp(-SLOPE_MAX, SLOPE_MAX);
                let slower = libm::exp(3.5 * ((slope + 0.05).abs() - 0.05));
                time = (level as f64 / f64::from(speed) * slower).round() as u64;
            }
            // Nothing but a street without length takes no time; at the slowest 1000 km take 7.2e7 tenths of a second,
            // 33 times as many at the steepest, which fits.
            Some((time as u32).max(u32::from(street.length_dm > 0)))
        };
        let rise_dm = match (from.height_dm, to.height_dm) {
            (Some(from), Some(to)) if self.slope && self.mode == TravelMode::Walk => f64::from(to - from),
            _ => 0.0,
        };
        (time(street.forward, rise_dm), time(street.backward, -rise_dm))
    }

    /// Whether one may pass a node.
    pub(super) fn passes(&self, node: &Node) -> bool {
        !node.closed.has(self.access)
    }
}

/// The steepest slope that counts, 100 %.
const SLOPE_MAX: f64 = 1.0;

fn metres_per_hour(speed_kmh: f64) -> Result<u32, NetworkError> {
    if !(0.5..=200.0).contains(&speed_kmh) {
        return Err(NetworkError::new(NetworkCode::BadSpeed, speed_kmh));
    }
    Ok((speed_kmh * 1_000.0).round() as u32)
}
