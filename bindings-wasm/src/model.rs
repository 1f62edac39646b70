//! The core's values in JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;

/// Reads yuan from decimal text, as a whole number of fen. Throws a `DoorstepError`.
#[wasm_bindgen(js_name = fenFromYuan)]
pub fn fen_from_yuan(text: &str) -> Result<f64, JsValue> {
    // Every amount is at most 2^53 - 1 fen, so the number is exact.
    doorstep::Fen::from_yuan_text(text).map(|amount| amount.get() as f64).map_err(throw)
}
