//! Requests and answers about accessibility.

use serde::{Deserialize, Serialize};

use super::place::checked;
use crate::circle::{
    self, AccessBy, AccessCosts, AccessPoints, Accessibility, AccessibilityTotal, Catchment, Decay, Keys,
    Method,
};
use crate::error::{Error, ValueCode, ValueError};
use crate::matching::Threads;
use crate::model::{AnyCoordinate, System};

/// Asks how much of what supply points offer each demand point has for its people.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessibilityRequest {
    /// The demand points; the weight is how many people they have.
    pub demand: Vec<AccessPoint>,
    /// The supply points; the weight is what they offer: staff, seats, posts.
    pub supply: Vec<AccessPoint>,
    /// Costs between them, each pair at most once; a pair that is not there is out of reach. Without them, costs are
    /// metres in a straight line, rounded up.
    #[serde(default)]
    pub costs: Option<Vec<AccessCost>>,
    /// The greatest cost that people travel, in the unit of the costs.
    pub catchment: f64,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// How much less what is farther counts; the method's own if absent. Plain 2SFCA takes none.
    #[serde(default)]
    pub decay: Option<Decay>,
}

/// A demand or supply point. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessPoint {
    /// The caller's key, once in its table.
    pub id: AccessKey,
    /// People, or what is offered: 0, or from 1e-12 to 1e15.
    pub weight: f64,
    /// Longitude, degrees; needed without a table of costs only.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Latitude, degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// The coordinate system; `wgs84` if absent.
    #[serde(default)]
    pub system: Option<System>,
}

/// What it costs to get from a demand point to a supply point.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessCost {
    /// The demand point.
    pub demand_id: AccessKey,
    /// The supply point. A table of costs that siting takes, too, calls it `candidate_id`, which is read as well.
    #[serde(alias = "candidate_id")]
    pub supply_id: AccessKey,
    /// The cost, not negative.
    pub cost: f64,
}

/// A key: a text, or a whole number, which is the same key as its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AccessKey {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

/// How much of what supply points offer each demand point has for its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessibilityAnswer {
    /// One row for each demand point, in the order given.
    pub rows: Vec<DemandAccess>,
    /// One row for each supply point, in the order given.
    pub supply: Vec<SupplyLoad>,
    /// Sums, and how evenly the score is spread.
    pub total: AccessibilityTotal,
}

/// What a demand point has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemandAccess {
    /// The demand point.
    pub demand_id: String,
    /// Supply for one person.
    pub score: f64,
    /// How many supply points are in reach.
    pub reached_supplies: u32,
    /// Whether there is none: the score is 0 then.
    pub unreached: bool,
}

/// What a supply point bears.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupplyLoad {
    /// The supply point.
    pub supply_id: String,
    /// People in its reach, weighted as the method does.
    pub demand_in_reach: f64,
    /// What it offers for one of them.
    pub ratio: f64,
    /// Whether nobody is in its reach: what it offers is in `supply_unused` of the sums.
    pub unused: bool,
}

/// The place of a row, if it has one.
///
/// # Errors
/// `coordinate.incomplete` if one of longitude and latitude is missing, and those of [`AnyCoordinate::new`], without the
/// degrees: the place may be a home.
pub fn access_place(
    lon: Option<f64>,
    lat: Option<f64>,
    system: Option<System>,
) -> Result<Option<AnyCoordinate>, Error> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Ok(Some(checked([lon, lat], system.unwrap_or_default())?)),
        (None, None) => Ok(None),
        _ => Err(ValueError::new(ValueCode::CoordinateIncomplete, "").into()),
    }
}

/// Answers an [`AccessibilityRequest`].
///
/// # Errors
/// Those of [`circle::accessibility_of`] and of places.
pub fn accessibility(request: AccessibilityRequest) -> Result<AccessibilityAnswer, Error> {
    let AccessibilityRequest { demand, supply, costs, catchment, method, decay } = request;
    let catchment = Catchment { cost: catchment, method, decay };
    let (demand, supply) = (Points::new(demand)?, Points::new(supply)?);
    let costs = costs.map(|costs| {
        let of = |key: fn(&AccessCost) -> &AccessKey| costs.iter().map(|row| key(row).text()).collect();
        let (from, to): (Vec<String>, Vec<String>) = (of(|row| &row.demand_id), of(|row| &row.supply_id));
        (from, to, costs.iter().map(|row| row.cost).collect::<Vec<f64>>())
    });
    let by = costs.as_ref().map_or(AccessBy::StraightLines, |(demand, supply, cost)| {
        AccessBy::Costs(AccessCosts { demand: texts(demand), supply: texts(supply), cost })
    });
    let found =
        circle::accessibility_of(&demand.columns(), &supply.columns(), &by, &catchment, &Threads::one())?;
    Ok(answer(demand.ids, supply.ids, found))
}

fn answer(demand: Vec<String>, supply: Vec<String>, found: Accessibility) -> AccessibilityAnswer {
    let demanded = demand.into_iter().zip(found.score.iter().zip(&found.reached_supplies));
    let supplied = supply.into_iter().zip(found.demand_in_reach.iter().zip(&found.ratio));
    AccessibilityAnswer {
        rows: demanded
            .map(|(demand_id, (&score, &reached_supplies))| DemandAccess {
                demand_id,
                score,
                reached_supplies,
                unreached: reached_supplies == 0,
            })
            .collect(),
        supply: supplied
            .map(|(supply_id, (&demand_in_reach, &ratio))| SupplyLoad {
                supply_id,
                demand_in_reach,
                ratio,
                unused: demand_in_reach <= 0.0,
            })
            .collect(),
        total: found.total,
    }
}

impl AccessKey {
    /// The key as a text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
        }
    }
}

/// The columns of a table of points.
struct Points {
    ids: Vec<String>,
    weights: Vec<f64>,
    places: Vec<Option<AnyCoordinate>>,
}

impl Points {
    fn new(rows: Vec<AccessPoint>) -> Result<Self, Error> {
        let place = |row: &AccessPoint| access_place(row.lon, row.lat, row.system);
        Ok(Self {
            ids: rows.iter().map(|row| row.id.text()).collect(),
            weights: rows.iter().map(|row| row.weight).collect(),
            places: rows.iter().map(place).collect::<Result<_, _>>()?,
        })
    }

    fn columns(&self) -> AccessPoints<'_> {
        AccessPoints { ids: texts(&self.ids), weights: &self.weights, places: &self.places }
    }
}

fn texts(keys: &[String]) -> Keys<'_> {
    Keys::Texts(keys.iter().map(String::as_str).collect())
}
