//! Coordinate systems.

use doorstep::System;
use doorstep::wire::convert_point;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;

/// One point in another coordinate system: longitude and latitude.
#[wasm_bindgen]
pub fn convert(lon: f64, lat: f64, source: &str, target: &str) -> Result<Vec<f64>, JsValue> {
    let system = |name| System::parse(name).map_err(throw);
    let point = convert_point([lon, lat], system(source)?, system(target)?).map_err(throw)?;
    Ok(point.to_vec())
}
