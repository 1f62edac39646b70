//! Tags to streets: which ways are streets, who may use them in each direction, how fast cars go (通行权).
//!
//! Sources: OpenStreetMap wiki, "Key:access" (the hierarchy of keys and the meaning of values), "Key:oneway",
//! "Key:barrier" (what each kind of barrier lets pass), "Key:maxspeed", "Tag:route=ferry". The access that a class has by
//! itself is that of [`RoadClass::access`]. Decided here, where the wiki leaves it open:
//! - `access=yes` takes nothing away and gives nothing: people write it on footways, where no car goes. A key of one way of
//!   travelling (`motor_vehicle=yes`) does open a street to it.
//! - `destination` and `customers` are open, for people who go to a station; `private`, `permit`, `delivery`,
//!   `agricultural`, `use_sidepath` and `dismount` are closed.
//! - What holds only at times (`reversible`, `access:conditional`) is never relied on: a reversible street is closed to
//!   vehicles, conditions are not read.
//! - An area (`area=yes`) is a street along its outline. `sidewalk` and `surface` change nothing.

use super::tags::{Key, Tags};
use crate::place::{Access, RoadClass};

/// What a way is as a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) class: RoadClass,
    pub(super) forward: Access,
    pub(super) backward: Access,
    /// Speed of cars in metres per hour, 0 where none is said.
    pub(super) drive_m_per_h: u32,
}

/// What a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Street(Use),
    /// A street that nobody may use.
    Closed,
    /// A `highway` of a class that carries no one, such as one under construction.
    OtherHighway,
    NoStreet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// A way of travelling, and the keys that speak of it, from the most special to the most general. Keys for a direction are
/// named after those for both.
struct Mode {
    access: Access,
    keys: &'static [(Key, Option<(Key, Key)>)],
    one_way: &'static [Key],
}

const VEHICLE: (Key, Option<(Key, Key)>) = (Key::Vehicle, Some((Key::VehicleForward, Key::VehicleBackward)));

const MODES: [Mode; 3] = [
    Mode {
        access: Access::WALK,
        keys: &[(Key::Foot, Some((Key::FootForward, Key::FootBackward))), (Key::Access, None)],
        one_way: &[Key::OneWayFoot, Key::Conveying],
    },
    Mode {
        access: Access::CYCLE,
        keys: &[
            (Key::Bicycle, Some((Key::BicycleForward, Key::BicycleBackward))),
            VEHICLE,
            (Key::Access, None),
        ],
        one_way: &[Key::OneWayBicycle, Key::Cycleway, Key::OneWay],
    },
    Mode {
        access: Access::DRIVE,
        keys: &[
            (Key::MotorCar, Some((Key::MotorCarForward, Key::MotorCarBackward))),
            (Key::MotorVehicle, Some((Key::MotorVehicleForward, Key::MotorVehicleBackward))),
            VEHICLE,
            (Key::Access, None),
        ],
        one_way: &[Key::OneWayMotorCar, Key::OneWayMotorVehicle, Key::OneWay],
    },
];

/// Reads a way.
pub(super) fn of_way(tags: &Tags<'_>) -> Kind {
    let class = match (tags.get(Key::Highway), tags.get(Key::Route)) {
        (Some(highway), _) => match class(highway) {
            Some(class) => class,
            None => return Kind::OtherHighway,
        },
        (None, Some(b"ferry")) => RoadClass::Ferry,
        _ => return Kind::NoStreet,
    };
    let mut access = class.access();
    if tags.get(Key::MotorRoad) == Some(b"yes") {
        access = access.without(Access::WALK).without(Access::CYCLE);
    }
    if tags.get(Key::Service) == Some(b"emergency_access") {
        access = access.without(Access::DRIVE);
    }
    let [forward, backward] = [Direction::Forward, Direction::Backward].map(|direction| {
        let may = |mode: &&Mode| match explicit(tags, mode, Some(direction)) {
            Some((allowed, Said::Direction)) => allowed,
            Some((false, _)) => false,
            said => (said.is_some() || access.has(mode.access)) && flow(tags, class, mode).lets(direction),
        };
        MODES.iter().filter(may).fold(Access::NONE, |all, mode| all.with(mode.access))
    });
    if forward == Access::NONE && backward == Access::NONE {
        return Kind::Closed;
    }
    let drive_m_per_h = tags.get(Key::MaxSpeed).and_then(speed_m_per_h).unwrap_or(0);
    Kind::Street(Use { class, forward, backward, drive_m_per_h })
}

fn class(highway: &[u8]) -> Option<RoadClass> {
    match highway {
        // Ways within buildings, and where people wait for trains and buses.
        b"corridor" | b"elevator" | b"platform" => Some(RoadClass::Footway),
        b"ferry" => None,
        _ => RoadClass::ALL.iter().copied().find(|class| class.name().as_bytes() == highway),
    }
}

/// Whether a value lets people pass; none for what says nothing.
fn allows(value: &[u8]) -> Option<bool> {
    match value {
        b"yes" | b"permissive" | b"designated" | b"official" | b"public" | b"destination" | b"customers"
        | b"discouraged" => Some(true),
        b"no" | b"private" | b"permit" | b"residents" | b"employees" | b"delivery" | b"agricultural"
        | b"forestry" | b"military" | b"emergency" | b"restricted" | b"use_sidepath" | b"dismount" => {
            Some(false)
        }
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Both,
    Direction,
}

/// What the keys of a way of travelling say, the most special first.
fn explicit(tags: &Tags<'_>, mode: &Mode, direction: Option<Direction>) -> Option<(bool, Said)> {
    let value = |key: Key| tags.get(key).and_then(allows);
    mode.keys.iter().find_map(|&(key, directed)| {
        let directed = directed.zip(direction).map(|((forward, backward), direction)| match direction {
            Direction::Forward => forward,
            Direction::Backward => backward,
        });
        if let Some(allowed) = directed.and_then(value) {
            return Some((allowed, Said::Direction));
        }
        value(key).filter(|&allowed| !(allowed && key == Key::Access)).map(|allowed| (allowed, Said::Both))
    })
}

/// Which way traffic goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Both,
    Forward,
    Backward,
    Neither,
}

impl Flow {
    fn lets(self, direction: Direction) -> bool {
        match self {
            Self::Both => true,
            Self::Forward => direction == Direction::Forward,
            Self::Backward => direction == Direction::Backward,
            Self::Neither => false,
        }
    }

    fn parse(key: Key, value: &[u8]) -> Option<Self> {
        match (key, value) {
            // Escalators that turn round when nobody stands on them may be taken both ways.
            (Key::Conveying, b"forward") => Some(Self::Forward),
            (Key::Conveying, b"backward") => Some(Self::Backward),
            (Key::Conveying, _) => None,
            (Key::Cycleway, b"opposite" | b"opposite_lane" | b"opposite_track") => Some(Self::Both),
            (Key::Cycleway, _) => None,
            (_, b"yes" | b"true" | b"1") => Some(Self::Forward),
            (_, b"-1" | b"reverse") => Some(Self::Backward),
            (_, b"no" | b"false" | b"0" | b"alternating") => Some(Self::Both),
            (_, b"reversible") => Some(Self::Neither),
            _ => None,
        }
    }
}

fn flow(tags: &Tags<'_>, class: RoadClass, mode: &Mode) -> Flow {
    let said = |key: &Key| Flow::parse(*key, tags.get(*key)?);
    mode.one_way.iter().find_map(said).unwrap_or_else(|| {
        let round = matches!(tags.get(Key::Junction), Some(b"roundabout" | b"circular"));
        let implied = round || class == RoadClass::Motorway;
        if implied && mode.access != Access::WALK { Flow::Forward } else { Flow::Both }
    })
}

/// A speed in metres per hour: a number of km/h or of mph. Words such as `CN:urban` or `signals` say none.
pub(super) fn speed_m_per_h(value: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let (number, unit_m) = match text.strip_suffix("mph") {
        Some(number) => (number.trim_end(), 1_609.344),
        None => (text.strip_suffix("km/h").unwrap_or(text).trim_end(), 1_000.0),
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let speed = f64::from(number.parse::<u16>().ok()?) * unit_m;
    (500.0..=200_000.0).contains(&speed).then_some(speed as u32)
}

/// Who may not pass a node with a barrier.
pub(super) fn closed_at(tags: &Tags<'_>) -> Access {
    let Some(barrier) = tags.get(Key::Barrier) else { return Access::NONE };
    let passes = match barrier {
        b"no" | b"gate" | b"lift_gate" | b"swing_gate" | b"sliding_gate" | b"hampshire_gate"
        | b"bump_gate" | b"toll_booth" | b"border_control" | b"entrance" | b"cattle_grid" | b"sally_port"
        | b"kerb" | b"height_restrictor" => Access::ALL,
        b"kissing_gate" | b"stile" | b"turnstile" | b"full-height_turnstile" | b"horse_stile" => Access::WALK,
        b"wall" | b"city_wall" | b"retaining_wall" | b"fence" | b"hedge" | b"ditch" | b"guard_rail" => {
            Access::NONE
        }
        // Bollards, blocks, planters, barriers for bicycles, and what has no known name.
        _ => Access::WALK.with(Access::CYCLE),
    };
    let shut = |mode: &&Mode| match explicit(tags, mode, None) {
        Some((allowed, _)) => !allowed,
        None => !passes.has(mode.access),
    };
    MODES.iter().filter(shut).fold(Access::NONE, |all, mode| all.with(mode.access))
}
