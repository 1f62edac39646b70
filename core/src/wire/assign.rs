//! Requests and answers about people who are sent to stations.

use serde::{Deserialize, Serialize};

use super::accessibility::{AccessCost, AccessPoint, Points, texts};
use super::network::{half_a_kilometre, refuse_other, street_search, two_hours};
use super::{NetworkInput, RequestCode, RequestError};
use crate::circle::{
    AccessCosts, AssignPoints, Assignment, Parting, PlanTotal, UnplacedWhy, assign_by_distance,
    assign_on_streets, assign_to_stations_of,
};
use crate::error::Error;
use crate::place::RoadNetwork;
use crate::threads::Threads;

/// Asks who goes to which station, within what each has room for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignRequest {
    /// The demand points; the weight is how many people they have, a whole number.
    pub demand: Vec<AccessPoint>,
    /// The stations; the weight is how many people they have room for, a whole number.
    pub supply: Vec<AccessPoint>,
    /// Costs between them, whole numbers, each pair at most once; a pair that is not there is out of reach. Without them,
    /// costs are tenths of a second on the network if there is one, else metres in a straight line, rounded up.
    #[serde(default)]
    pub costs: Option<Vec<AccessCost>>,
    /// How far people go in a straight line, in metres: needed without costs and network, and only then.
    #[serde(default)]
    pub reach_m: Option<f64>,
    /// Instead of costs: streets.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: the longest way, in minutes.
    #[serde(default = "two_hours")]
    pub max_min: f64,
    /// With a network: a place farther than this from every street is out of reach, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// Whether the people of one demand point may go to several stations.
    #[serde(default)]
    pub parting: Parting,
}

/// Who goes where, and what is left.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignAnswer {
    /// People who go to a station, by demand point in the order given; a demand point without people has no row.
    pub rows: Vec<AssignedRow>,
    /// People who go nowhere, by demand point.
    pub unplaced: Vec<UnplacedRow>,
    /// One row for each station, in the order given.
    pub supply: Vec<SupplyUse>,
    /// Sums.
    pub total: PlanTotal,
    /// Whether it is proven that no plan places more people, or as many at less cost. If it is not, the bounds among the
    /// sums tell how far the plan is from the best at most.
    pub is_proven_best: bool,
}

/// People of a demand point who go to a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignedRow {
    /// The demand point.
    pub demand_id: String,
    /// The station.
    pub supply_id: String,
    /// How many people.
    pub people: u64,
    /// What it costs each of them.
    pub cost: u32,
}

/// People of a demand point who go nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnplacedRow {
    /// The demand point.
    pub demand_id: String,
    /// How many people.
    pub people: u64,
    /// Why.
    pub why: UnplacedWhy,
}

/// What a station has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupplyUse {
    /// The station.
    pub supply_id: String,
    /// People who go there.
    pub used: u64,
    /// Places left.
    pub left: u64,
    /// How many more people one more place there would serve, 0 or 1, if demand points may be split.
    pub gain_people: i64,
    /// How much less the total cost would be then; negative if serving that person costs so much.
    pub gain_cost: i64,
}

/// Answers an [`AssignRequest`].
///
/// # Errors
/// `request.json` unless there is one of costs, reach and network; those of [`assign_to_stations_of`],
/// [`assign_by_distance`], [`assign_on_streets`], of networks and of places.
pub fn assign(request: AssignRequest) -> Result<AssignAnswer, Error> {
    let network = request.network.as_ref().map(NetworkInput::network).transpose()?;
    plan(request, network.as_ref())
}

/// Answers an [`AssignRequest`] on a network that is there already; it names none itself.
///
/// # Errors
/// Those of [`assign`]; `request.json` for two networks.
pub fn assign_on(network: &RoadNetwork, request: AssignRequest) -> Result<AssignAnswer, Error> {
    refuse_other(request.network.is_some())?;
    plan(request, Some(network))
}

fn plan(request: AssignRequest, network: Option<&RoadNetwork>) -> Result<AssignAnswer, Error> {
    let AssignRequest { demand, supply, costs, reach_m, network: _, max_min, snap_limit_m, parting } =
        request;
    let (demand, supply) = (Points::new(&demand)?, Points::new(&supply)?);
    let found = match (costs, reach_m, network) {
        (Some(costs), None, None) => {
            let from: Vec<String> = costs.iter().map(|row| row.demand_id.text()).collect();
            let to: Vec<String> = costs.iter().map(|row| row.supply_id.text()).collect();
            let cost: Vec<f64> = costs.iter().map(|row| row.cost).collect();
            let costs = AccessCosts { demand: texts(&from), supply: texts(&to), cost: &cost };
            assign_to_stations_of(&demand.numbers(), &supply.numbers(), &costs, parting)?
        }
        (None, Some(reach_m), None) => assign_by_distance(
            (&demand.numbers(), &demand.places),
            (&supply.numbers(), &supply.places),
            reach_m,
            parting,
            &Threads::one(),
        )?,
        (None, None, Some(network)) => assign_on_streets(
            network,
            (&demand.numbers(), &demand.places),
            (&supply.numbers(), &supply.places),
            &street_search(max_min, snap_limit_m)?,
            parting,
            &Threads::one(),
        )?,
        _ => {
            let detail = "one of `costs`, `reach_m` and `network` is needed";
            return Err(RequestError::new(RequestCode::Json, detail).into());
        }
    };
    Ok(answer(&demand.ids, &supply.ids, found))
}

impl Points {
    /// Their weights as numbers of people.
    pub(super) fn numbers(&self) -> AssignPoints<'_> {
        AssignPoints { ids: texts(&self.ids), numbers: &self.weights }
    }
}

fn answer(
    demand: &[String],
    supply: &[String],
    Assignment { plan, is_proven_best }: Assignment,
) -> AssignAnswer {
    let key = |keys: &[String], row: u32| keys.get(row as usize).cloned().unwrap_or_default();
    let rows = plan.placed.iter().map(|row| AssignedRow {
        demand_id: key(demand, row.demand),
        supply_id: key(supply, row.station),
        people: row.people,
        cost: row.cost,
    });
    let unplaced = plan.unplaced.iter().map(|row| UnplacedRow {
        demand_id: key(demand, row.demand),
        people: row.people,
        why: row.why,
    });
    let stations = supply.iter().zip(&plan.stations).map(|(id, of)| SupplyUse {
        supply_id: id.clone(),
        used: of.used,
        left: of.left,
        gain_people: of.gain.people,
        gain_cost: of.gain.cost,
    });
    AssignAnswer {
        rows: rows.collect(),
        unplaced: unplaced.collect(),
        supply: stations.collect(),
        total: plan.total,
        is_proven_best,
    }
}
