//! The JavaScript binding of doorstep: it converts arguments, calls the core and maps its errors. No rule lives here.

mod error;
// Public, as wasm-bindgen exports public functions only.
pub mod model;
mod panic;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    panic::quiet();
}

/// The version of the library.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
