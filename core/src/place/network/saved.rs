//! A street network as one file (保存与加载): versioned, checked, and read as what a stranger may have written.
//!
//! The head is that of every file ([`crate::envelope`]); numbers are little-endian. The body:
//!
//! | what | bytes |
//! |---|---|
//! | system, way of travelling, metres an hour off the streets, and how many nodes, streets and points there are | 6 × 4 |
//! | keys of the nodes | 8 each |
//! | longitude and latitude of the nodes, in 1e-7 degrees | 8 each |
//! | streets: from, to, time forth, time back, length, first point | 24 each |
//! | longitude and latitude of the points of their lines | 8 each |
//!
//! Arcs, components and the grid follow from these and are made again: from a file they could contradict them.

use twox_hash::xxhash3_64::Hasher;

use super::build::{CLOSED, Parts, RoadNetwork, Stretch};
use super::streets::Spot;
use super::{NetworkCode, NetworkError};
use crate::envelope::{Content, Unopened};
use crate::model::{System, TravelMode};

const CONTENT: Content = Content { kind: 2, version: 1 };

const SYSTEMS: [System; 4] = [System::Wgs84, System::Cgcs2000, System::Gcj02, System::Bd09];
const MODES: [TravelMode; 3] = [TravelMode::Walk, TravelMode::Cycle, TravelMode::Drive];

impl RoadNetwork {
    /// The network as bytes for [`RoadNetwork::from_bytes`] (保存). The same network gives the same bytes.
    ///
    /// ```
    /// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Streets};
    /// use doorstep::{System, TravelMode};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
    /// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let bytes = network.to_bytes();
    /// assert_eq!(RoadNetwork::from_bytes(&bytes)?.to_bytes(), bytes);
    /// assert_eq!(RoadNetwork::from_bytes(&bytes[1..]).unwrap_err().code().code(), "network.bad_file");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = 6 + self.nodes.len() * 4 + self.streets.len() * 6 + self.lines.len() * 2;
        let place = |found: Option<usize>| found.unwrap_or_default() as u32;
        let facts = [
            place(SYSTEMS.iter().position(|system| *system == self.system)),
            place(MODES.iter().position(|mode| *mode == self.mode)),
            self.off_street_m_per_h,
            self.nodes.len() as u32,
            self.streets.len() as u32,
            self.lines.len() as u32,
        ];
        CONTENT.seal(numbers * 4, |file| {
            file.extend(facts.iter().flat_map(|number| number.to_le_bytes()));
            file.extend(self.keys.iter().flat_map(|key| key.to_le_bytes()));
            file.extend(self.nodes.iter().flatten().flat_map(|unit| unit.to_le_bytes()));
            for &Stretch { from, to, forward_ds, backward_ds, length_dm, line } in &self.streets {
                let numbers = [from, to, forward_ds, backward_ds, length_dm, line];
                file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            }
            file.extend(self.lines.iter().flatten().flat_map(|unit| unit.to_le_bytes()));
        })
    }

    /// A number that tells networks apart (路网指纹): XXH3 (64 bits) of [`RoadNetwork::to_bytes`].
    pub fn fingerprint(&self) -> u64 {
        Hasher::oneshot(&self.to_bytes())
    }

    /// The network that was saved (加载). Nothing in the bytes is trusted, and memory stays in proportion to their length.
    ///
    /// # Errors
    /// `network.bad_file` for bytes that are no saved network or not as they were written, `network.other_version`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NetworkError> {
        let body = checked_body(bytes)?;
        let parts = parts(body).ok_or_else(|| refuse("lengths that do not fit"))?;
        check(&parts).map_err(refuse)?;
        Ok(Self::assemble(parts))
    }
}

fn refuse(why: &str) -> NetworkError {
    NetworkError::new(NetworkCode::BadFile, why)
}

fn number(input: &mut &[u8]) -> Option<u32> {
    let (first, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(u32::from_le_bytes(*first))
}

fn checked_body(bytes: &[u8]) -> Result<&[u8], NetworkError> {
    CONTENT.open(bytes).map_err(|unopened| match unopened {
        Unopened::Damaged(why) => refuse(why),
        Unopened::Version(version) => {
            let shown = format_args!("{version}, read here: {}", CONTENT.version);
            NetworkError::new(NetworkCode::OtherVersion, shown)
        }
    })
}

/// Splits the body into columns; nothing if their lengths do not add up to its own.
fn parts(mut body: &[u8]) -> Option<Parts> {
    let input = &mut body;
    let system = *SYSTEMS.get(number(input)? as usize)?;
    let mode = *MODES.get(number(input)? as usize)?;
    let off_street_m_per_h = number(input)?;
    let [nodes, streets, points] = [number(input)?, number(input)?, number(input)?].map(u64::from);
    // At most 2^32 × 48, which fits.
    if nodes * 16 + streets * 24 + points * 8 != input.len() as u64 {
        return None;
    }
    let (keys, rest) = body.split_at_checked(nodes as usize * 8)?;
    let (places, rest) = rest.split_at_checked(nodes as usize * 8)?;
    let (streets, lines) = rest.split_at_checked(streets as usize * 24)?;
    let spots = |bytes: &[u8]| -> Vec<Spot> {
        let spot = |bytes: &[u8; 8]| {
            let [a, b, c, d, e, f, g, h] = *bytes;
            [i32::from_le_bytes([a, b, c, d]), i32::from_le_bytes([e, f, g, h])]
        };
        bytes.as_chunks().0.iter().map(spot).collect()
    };
    let street = |bytes: &[u8; 24]| {
        let mut bytes = bytes.as_slice();
        let mut next = || number(&mut bytes).unwrap_or_default();
        let [from, to, forward_ds, backward_ds, length_dm, line] = [(); 6].map(|()| next());
        Stretch { from, to, forward_ds, backward_ds, length_dm, line }
    };
    Some(Parts {
        system,
        mode,
        off_street_m_per_h,
        nodes: spots(places),
        keys: keys.as_chunks().0.iter().map(|key| i64::from_le_bytes(*key)).collect(),
        streets: streets.as_chunks().0.iter().map(street).collect(),
        lines: spots(lines),
    })
}

/// The longest street and the longest time that streets can be given, in decimetres and tenths of a second.
const LENGTH_MAX_DM: u32 = 10_000_000;
const TIME_MAX_DS: u32 = u32::MAX - (1 << 24);

/// Decimetres that nobody covers in a tenth of a second: 200 km/h, and a half for the rounding of short times.
const STEP_MAX_DM: u64 = 84;

/// Refuses what no network that was built holds.
fn check(parts: &Parts) -> Result<(), &'static str> {
    let Parts { off_street_m_per_h, nodes, streets, lines, .. } = parts;
    if !(500..=200_000).contains(off_street_m_per_h) {
        return Err("a speed out of range");
    }
    let is_place =
        |&[lon, lat]: &Spot| lon.unsigned_abs() <= 1_800_000_000 && lat.unsigned_abs() <= 900_000_000;
    if !nodes.iter().chain(lines).all(is_place) {
        return Err("a place out of range");
    }
    if streets.first().map_or(lines.len(), |street| street.line as usize) != 0 {
        return Err("points of no street");
    }
    let ends = streets.iter().skip(1).map(|next| next.line as usize).chain([lines.len()]);
    for (street, end) in streets.iter().zip(ends) {
        let line = lines.get(street.line as usize..end).unwrap_or_default();
        let [first, .., last] = line else { return Err("a street without a line") };
        if nodes.get(street.from as usize) != Some(first) || nodes.get(street.to as usize) != Some(last) {
            return Err("a street that does not join its nodes");
        }
        let is_time = |time_ds: u32| {
            let is_slow = u64::from(street.length_dm) <= STEP_MAX_DM * u64::from(time_ds);
            time_ds == CLOSED || (is_slow && time_ds <= TIME_MAX_DS)
        };
        let is_open = street.forward_ds != CLOSED || street.backward_ds != CLOSED;
        let fits = is_time(street.forward_ds) && is_time(street.backward_ds) && is_open;
        if street.length_dm > LENGTH_MAX_DM || !fits {
            return Err("a time or length out of range");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::random::{on, snaps, streets};
    use super::super::{Profile, Snapping};
    use super::*;
    use crate::model::AnyCoordinate;
    use crate::threads::Threads;
    use proptest::prelude::*;

    const HEAD: usize = 32;

    fn network(streets: &super::super::Streets) -> RoadNetwork {
        RoadNetwork::new(streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap()
    }

    /// A checksum that fits what the bytes have become.
    fn mend(bytes: &mut [u8]) {
        let length = (bytes.len() - HEAD) as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        let sum = Hasher::oneshot_with_seed(Hasher::oneshot(&bytes[..24]), &bytes[HEAD..]);
        bytes[24..32].copy_from_slice(&sum.to_le_bytes());
    }

    proptest! {
        #[test]
        fn what_is_saved_is_loaded(streets in streets()) {
            let saved = network(&streets);
            let loaded = RoadNetwork::from_bytes(&saved.to_bytes()).unwrap();
            prop_assert_eq!(format!("{loaded:?}"), format!("{saved:?}"));
        }

        /// Each byte changed, each length: a code, whatever stands there.
        #[test]
        fn damage_is_found(streets in streets(), at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
            let bytes = network(&streets).to_bytes();
            let mut flipped = bytes.clone();
            flipped[at.index(bytes.len())] ^= flip;
            prop_assert!(RoadNetwork::from_bytes(&flipped).is_err());
            prop_assert!(RoadNetwork::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
        }

        /// With a checksum that fits: refused, or a network that answers.
        #[test]
        fn forged_files_do_no_harm(
            streets in streets(), places in snaps(4), cut in prop::option::weighted(0.2, 1_usize..40),
            forged in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0_u32), Just(u32::MAX), Just(1 << 31), 0_u32..20, any::<u32>()]), 1..4),
        ) {
            let mut bytes = network(&streets).to_bytes();
            for (at, number) in forged {
                let at = HEAD + at.index((bytes.len() - HEAD) / 4) * 4;
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            bytes.truncate(bytes.len() - cut.unwrap_or_default().min(bytes.len() - HEAD));
            mend(&mut bytes);
            match RoadNetwork::from_bytes(&bytes) {
                Err(error) => prop_assert_eq!(error.code(), NetworkCode::BadFile),
                Ok(network) => {
                    let places = on(&network, &places);
                    network.times(&places, &places, 864_000, &Threads::one()).unwrap();
                    let place = AnyCoordinate::new(117.01, 36.66, System::Wgs84).ok();
                    network.snap(&[place], &Snapping::default(), &Threads::one()).unwrap();
                }
            }
        }
    }
}
