//! Operations by name.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;

/// Carries out one operation: the request as JSON, the answer as JSON.
#[wasm_bindgen]
pub fn call(operation: &str, request: &str) -> Result<String, JsValue> {
    doorstep::wire::call(operation, request).map_err(throw)
}
