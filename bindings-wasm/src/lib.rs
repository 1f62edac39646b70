//! The WebAssembly module inside the npm package: it reads arguments, calls the core and writes answers. No rule lives
//! here.
//!
//! Tables, options and answers cross as JSON text, which is several times faster than walking JavaScript objects from
//! here. What users call, and see typed in `doorstep.d.ts`, is the JavaScript around it in `js/`. An error crosses as
//! the text of an [`ErrorAnswer`](doorstep::wire::ErrorAnswer).

// Public, as wasm-bindgen exports public items only.
pub mod lexicon;
pub mod matching;
pub mod model;
pub mod network;
pub mod place;
pub mod table;
pub mod voucher;
pub mod wire;

mod error;
mod json;
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
