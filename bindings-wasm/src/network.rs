//! Street networks, kept between calls.

use std::sync::Arc;

use doorstep::System;
use doorstep::matching::{Matcher, Threads};
use doorstep::place::{RoadNetwork, Snapping};
use doorstep::wire::{
    AccessibilityRequest, AssignRequest, CoverageRequest, IsochronesRequest, NearestOpenRequest,
    NearestStationsRequest, NetworkFacts, NetworkInput, PointsWithinRequest, SiteRequest, TravelTimesRequest,
    accessibility_on, assign_on, coverage_on, isochrones_on, nearest_open_on, nearest_stations_on,
    points_within_on, site_on, travel_times_on,
};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;

/// How ways are put on streets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StreetsRequest {
    #[serde(default)]
    snap_limit_m: Option<f64>,
}

/// Streets for one way of travelling. Requests are those of the operations, with `null` as their network.
#[wasm_bindgen(js_name = RoadNetwork)]
pub struct JsRoadNetwork {
    network: Arc<RoadNetwork>,
}

#[wasm_bindgen(js_class = RoadNetwork)]
impl JsRoadNetwork {
    /// Makes a network of the JSON of a `NetworkInput`.
    #[wasm_bindgen(constructor)]
    pub fn new(input: &str) -> Result<Self, JsValue> {
        let input: NetworkInput = json::read(input)?;
        Ok(Self { network: Arc::new(input.network().map_err(throw)?) })
    }

    /// A network that was saved.
    pub fn load(bytes: &[u8]) -> Result<Self, JsValue> {
        Ok(Self { network: Arc::new(RoadNetwork::from_bytes(bytes).map_err(throw)?) })
    }

    /// The network as bytes.
    pub fn save(&self) -> Vec<u8> {
        self.network.to_bytes()
    }

    /// What it is, as the JSON of a `NetworkFacts`.
    pub fn facts(&self) -> Result<String, JsValue> {
        json::write(&NetworkFacts::from(&*self.network))
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

    /// What lies within a bound of each place, as the JSON of a `PointsWithinAnswer`.
    pub fn within(&self, request: &str) -> Result<String, JsValue> {
        let request: PointsWithinRequest<()> = json::read(request)?;
        json::write(&points_within_on(&self.network, &request).map_err(throw)?)
    }

    /// Isochrones, as GeoJSON text.
    pub fn isochrones(&self, request: &str) -> Result<String, JsValue> {
        let request: IsochronesRequest<()> = json::read(request)?;
        json::write(&isochrones_on(&self.network, &request).map_err(throw)?)
    }

    /// Who is inside a service circle, as the JSON of a `CoverageAnswer`.
    pub fn coverage(&self, request: &str) -> Result<String, JsValue> {
        coverage(&[&*self.network], request)
    }

    /// The nearest open station of each place, as the JSON of a `NearestOpenAnswer`.
    #[wasm_bindgen(js_name = nearestOpen)]
    pub fn nearest_open(&self, request: &str) -> Result<String, JsValue> {
        let request: NearestOpenRequest = json::read(request)?;
        json::write(&nearest_open_on(&self.network, request).map_err(throw)?)
    }

    /// Who goes to which station, as the JSON of an `AssignAnswer`.
    pub fn assign(&self, request: &str) -> Result<String, JsValue> {
        let request: AssignRequest = json::read(request)?;
        json::write(&assign_on(&self.network, request).map_err(throw)?)
    }

    /// How much supply each place has, as the JSON of an `AccessibilityAnswer`.
    pub fn accessibility(&self, request: &str) -> Result<String, JsValue> {
        let request: AccessibilityRequest = json::read(request)?;
        json::write(&accessibility_on(&self.network, &request).map_err(throw)?)
    }

    /// Where to build stations, as the JSON of a `SiteAnswer`.
    pub fn site(&self, request: &str) -> Result<String, JsValue> {
        let request: SiteRequest = json::read(request)?;
        json::write(&site_on(&self.network, &request).map_err(throw)?)
    }

    /// The same network in a more shifted coordinate system.
    pub fn shifted(&self, system: &str) -> Result<Self, JsValue> {
        let system = System::parse(system).map_err(throw)?;
        let shifted = RoadNetwork::clone(&self.network).shifted(system).map_err(throw)?;
        Ok(Self { network: Arc::new(shifted) })
    }
}

/// Street networks for several ways of travelling, such as a matcher is to measure ways on; there may be none.
#[wasm_bindgen(js_name = Streets)]
pub struct JsStreets {
    networks: Vec<Arc<RoadNetwork>>,
    snapping: Snapping,
}

#[wasm_bindgen(js_class = Streets)]
impl JsStreets {
    /// No network yet: the JSON of a `StreetsRequest`.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str) -> Result<Self, JsValue> {
        let StreetsRequest { snap_limit_m } = json::read(request)?;
        let snapping = Snapping::default();
        let limit_m = snap_limit_m.unwrap_or(snapping.limit_m);
        Ok(Self { networks: Vec::new(), snapping: Snapping { limit_m, ..snapping } })
    }

    /// One more network, which the caller shares.
    pub fn add(&mut self, network: &JsRoadNetwork) {
        self.networks.push(Arc::clone(&network.network));
    }

    /// Who is inside a service circle, as the JSON of a `CoverageAnswer`.
    pub fn coverage(self, request: &str) -> Result<String, JsValue> {
        let networks: Vec<&RoadNetwork> = self.networks.iter().map(|network| &**network).collect();
        coverage(&networks, request)
    }
}

impl JsStreets {
    /// The matcher on these streets.
    pub(crate) fn under(self, matcher: Matcher) -> Result<Matcher, JsValue> {
        self.networks.into_iter().try_fold(matcher, |matcher, network| {
            matcher.with_network(network, &self.snapping, &Threads::one()).map_err(throw)
        })
    }
}

fn coverage(networks: &[&RoadNetwork], request: &str) -> Result<String, JsValue> {
    let request: CoverageRequest = json::read(request)?;
    json::write(&coverage_on(networks, &request).map_err(throw)?)
}
