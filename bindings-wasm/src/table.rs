//! The fields of tables.

use doorstep::matching::Outcome;
use doorstep::table::Record;
use doorstep::wire::{Membership, RequestCode, RequestError, ResidentAnswer, ServiceRow};
use doorstep::{Post, Resident, Seeker, Station};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;

/// The fields of a kind of record, as JSON.
#[wasm_bindgen]
pub fn fields(record: &str) -> Result<String, JsValue> {
    let known = [
        (Membership::NAME, Membership::FIELDS),
        (Outcome::NAME, Outcome::FIELDS),
        (Post::NAME, Post::FIELDS),
        (Resident::NAME, Resident::FIELDS),
        (ResidentAnswer::NAME, ResidentAnswer::FIELDS),
        (Seeker::NAME, Seeker::FIELDS),
        (ServiceRow::NAME, ServiceRow::FIELDS),
        (Station::NAME, Station::FIELDS),
    ];
    let Some((_, fields)) = known.iter().find(|(name, _)| *name == record) else {
        let names = known.map(|(name, _)| format!("`{name}`")).join(", ");
        return Err(throw(RequestError::new(RequestCode::Json, format_args!("kinds of record are {names}"))));
    };
    json::write(fields)
}
