//! Streets that come with a question of another kind: one network or several, and how far ways on them are looked for.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::NetworkInput;
use crate::circle::StreetSearch;
use crate::place::{NetworkError, Snapping, bound_ds};
use crate::wire::{RequestCode, RequestError};

/// A network, or a list of them, one for a mode.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(in crate::wire) enum Networks {
    One(NetworkInput),
    Several(Vec<NetworkInput>),
}

/// Reads one network, a list of them, or none; an error says what is wrong with the network, and not only that it is none.
pub(in crate::wire) fn networks<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<NetworkInput>>, D::Error> {
    struct Given;

    impl<'de> Visitor<'de> for Given {
        type Value = Option<Vec<NetworkInput>>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a network or a list of networks")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Ok(Some(vec![NetworkInput::deserialize(MapAccessDeserializer::new(map))?]))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list)).map(Some)
        }
    }

    deserializer.deserialize_any(Given)
}

/// Refuses a network in a question that is asked of one.
pub(in crate::wire) fn refuse_other(is_given: bool) -> Result<(), RequestError> {
    if is_given {
        return Err(RequestError::new(RequestCode::Json, "`network`: the one that is asked"));
    }
    Ok(())
}

/// A search within a longest way and from a snap limit.
///
/// # Errors
/// `network.bad_bound`.
pub fn street_search(max_min: f64, snap_limit_m: f64) -> Result<StreetSearch, NetworkError> {
    let snapping = Snapping { limit_m: snap_limit_m, ..Snapping::default() };
    Ok(StreetSearch { snapping, bound_ds: bound_ds(max_min)? })
}
