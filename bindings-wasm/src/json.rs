//! JSON text in and out.

use doorstep::wire::RequestError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::error::throw;

/// Reads an argument.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsValue> {
    serde_json::from_str(text).map_err(|error| throw(RequestError::from(error)))
}

/// Writes an answer.
pub(crate) fn write<T: Serialize>(answer: &T) -> Result<String, JsValue> {
    serde_json::to_string(answer).map_err(|error| throw(RequestError::from(error)))
}
