//! The tags that say who may use a street (标签), and nothing of the others.

use super::OsmCode;
use super::block::Strings;
use super::message::{Bytes, Fault};

macro_rules! keys {
    ($($key:ident = $name:literal;)+) => {
        /// The key of a tag that matters here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key { $($key,)+ }

        /// How many keys there are.
        const KEYS: usize = [$(Key::$key),+].len();

        impl Key {
            pub(super) fn parse(text: &[u8]) -> Option<Self> {
                match text { $($name => Some(Self::$key),)+ _ => None }
            }
        }
    };
}

keys! {
    Highway = b"highway";
    Route = b"route";
    Barrier = b"barrier";
    Junction = b"junction";
    Service = b"service";
    MaxSpeed = b"maxspeed";
    MotorRoad = b"motorroad";
    Conveying = b"conveying";
    Cycleway = b"cycleway";
    Access = b"access";
    Foot = b"foot";
    FootForward = b"foot:forward";
    FootBackward = b"foot:backward";
    Vehicle = b"vehicle";
    VehicleForward = b"vehicle:forward";
    VehicleBackward = b"vehicle:backward";
    Bicycle = b"bicycle";
    BicycleForward = b"bicycle:forward";
    BicycleBackward = b"bicycle:backward";
    MotorVehicle = b"motor_vehicle";
    MotorVehicleForward = b"motor_vehicle:forward";
    MotorVehicleBackward = b"motor_vehicle:backward";
    MotorCar = b"motorcar";
    MotorCarForward = b"motorcar:forward";
    MotorCarBackward = b"motorcar:backward";
    OneWay = b"oneway";
    OneWayFoot = b"oneway:foot";
    OneWayBicycle = b"oneway:bicycle";
    OneWayMotorVehicle = b"oneway:motor_vehicle";
    OneWayMotorCar = b"oneway:motorcar";
}

/// The tags of a node or of a way whose keys matter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tags<'a> {
    values: [Option<&'a [u8]>; KEYS],
}

impl<'a> Tags<'a> {
    /// The value of a key.
    pub(super) fn get(&self, key: Key) -> Option<&'a [u8]> {
        self.values.get(key as usize).copied().flatten()
    }

    /// Adds a tag; the first one of a key stays, which OpenStreetMap keeps to be the only one.
    pub(super) fn add(&mut self, key: Key, value: &'a [u8]) {
        if let Some(slot) = self.values.get_mut(key as usize) {
            slot.get_or_insert(value);
        }
    }

    /// Reads a column of keys and one of values, both numbers of strings.
    pub(super) fn read(
        strings: &Strings<'a>,
        mut keys: Bytes<'_>,
        mut values: Bytes<'_>,
    ) -> Result<Self, Fault> {
        let mut tags = Self::default();
        while !keys.is_empty() && !values.is_empty() {
            let (key_at, value_at) = (keys.at(), values.at());
            tags.add_numbered(strings, (keys.varint()?, key_at), (values.varint()?, value_at))?;
        }
        if keys.is_empty() && values.is_empty() {
            return Ok(tags);
        }
        Err(Fault::new(OsmCode::UnevenColumns, keys.at(), "keys and vals"))
    }

    /// Adds a tag by the numbers of its strings and where these stand; both have to be in the table.
    fn add_numbered(
        &mut self,
        strings: &Strings<'a>,
        (key, key_at): (u64, usize),
        (value, value_at): (u64, usize),
    ) -> Result<(), Fault> {
        match strings.key(key, key_at)? {
            Some(key) => self.add(key, strings.text(value, value_at)?),
            None => strings.key(value, value_at).map(|_| ())?,
        }
        Ok(())
    }

    /// Reads the tags of one node from a column that holds those of many, each list ended by a 0; none if there are none.
    pub(super) fn read_listed(strings: &Strings<'a>, column: &mut Bytes<'_>) -> Result<Option<Self>, Fault> {
        let mut tags = None;
        loop {
            let key_at = column.at();
            let key = column.varint()?;
            if key == 0 {
                return Ok(tags);
            }
            let value_at = column.at();
            let value = column.varint()?;
            tags.get_or_insert_with(Self::default).add_numbered(strings, (key, key_at), (value, value_at))?;
        }
    }
}
