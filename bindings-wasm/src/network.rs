//! Street networks, kept between calls.

use doorstep::System;
use doorstep::place::RoadNetwork;
use doorstep::wire::{
    AccessibilityRequest, CoverageRequest, IsochronesRequest, NearestStationsRequest, NetworkFacts,
    NetworkInput, TravelTimesRequest, accessibility_on, coverage_on, isochrones_on, nearest_stations_on,
    travel_times_on,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;

/// Streets for one way of travelling. Requests are those of the operations, with `null` as their network.
#[wasm_bindgen(js_name = RoadNetwork)]
pub struct JsRoadNetwork {
    network: RoadNetwork,
}

#[wasm_bindgen(js_class = RoadNetwork)]
impl JsRoadNetwork {
    /// Makes a network of the JSON of a `NetworkInput`.
    #[wasm_bindgen(constructor)]
    pub fn new(input: &str) -> Result<Self, JsValue> {
        let input: NetworkInput = json::read(input)?;
        Ok(Self { network: input.network().map_err(throw)? })
    }

    /// A network that was saved.
    pub fn load(bytes: &[u8]) -> Result<Self, JsValue> {
        Ok(Self { network: RoadNetwork::from_bytes(bytes).map_err(throw)? })
    }

    /// The network as bytes.
    pub fn save(&self) -> Vec<u8> {
        self.network.to_bytes()
    }

    /// What it is, as the JSON of a `NetworkFacts`.
    pub fn facts(&self) -> Result<String, JsValue> {
        json::write(&NetworkFacts::from(&self.network))
    }

    /// The nearest station of each point, as the JSON of a `NearestStationsAnswer`.
    pub fn nearest(&self, request: &str) -> Result<String, JsValue> {
        let request: NearestStationsRequest<()> = json::read(request)?;
        json::write(&nearest_stations_on(&self.network, &request).map_err(throw)?)
    }

    /// Times between places, as the JSON of a `TravelTimesAnswer`.
    pub fn times(&self, request: &str) -> Result<String, JsValue> {
        let request: TravelTimesRequest<()> = json::read(request)?;
        json::write(&travel_times_on(&self.network, &request).map_err(throw)?)
    }

    /// Isochrones, as GeoJSON text.
    pub fn isochrones(&self, request: &str) -> Result<String, JsValue> {
        let request: IsochronesRequest<()> = json::read(request)?;
        json::write(&isochrones_on(&self.network, &request).map_err(throw)?)
    }

    /// Who is inside a service circle, as the JSON of a `CoverageAnswer`.
    pub fn coverage(&self, request: &str) -> Result<String, JsValue> {
        let request: CoverageRequest = json::read(request)?;
        json::write(&coverage_on(&self.network, &request).map_err(throw)?)
    }

    /// How much supply each place has, as the JSON of an `AccessibilityAnswer`.
    pub fn accessibility(&self, request: &str) -> Result<String, JsValue> {
        let request: AccessibilityRequest = json::read(request)?;
        json::write(&accessibility_on(&self.network, &request).map_err(throw)?)
    }

    /// The same network in a more shifted coordinate system.
    pub fn shifted(&self, system: &str) -> Result<Self, JsValue> {
        let system = System::parse(system).map_err(throw)?;
        Ok(Self { network: self.network.clone().shifted(system).map_err(throw)? })
    }
}
