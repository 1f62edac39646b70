//! Requests and answers about people who are sent to stations.

use serde::{Deserialize, Serialize};

use super::accessibility::{AccessCost, AccessPoint, Points, texts};
use super::{RequestCode, RequestError};
use crate::circle::{
    AccessCosts, AssignPoints, Assignment, Parting, PlanTotal, UnplacedWhy, assign_by_distance,
    assign_to_stations_of,
};
use crate::error::Error;
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
    /// costs are metres in a straight line, rounded up.
    #[serde(default)]
    pub costs: Option<Vec<AccessCost>>,
    /// How far people go in a straight line, in metres: needed without costs, and only then.
    #[serde(default)]
    pub reach_m: Option<f64>,
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
/// `request.json` without costs and reach, or with both; those of [`assign_to_stations_of`], [`assign_by_distance`] and of
/// places.
pub fn assign(request: AssignRequest) -> Result<AssignAnswer, Error> {
    let AssignRequest { demand, supply, costs, reach_m, parting } = request;
    let (demand, supply) = (Points::new(&demand)?, Points::new(&supply)?);
    let found = match (costs, reach_m) {
        (Some(costs), None) => {
            let from: Vec<String> = costs.iter().map(|row| row.demand_id.text()).collect();
            let to: Vec<String> = costs.iter().map(|row| row.supply_id.text()).collect();
            let cost: Vec<f64> = costs.iter().map(|row| row.cost).collect();
            let costs = AccessCosts { demand: texts(&from), supply: texts(&to), cost: &cost };
            assign_to_stations_of(&demand.numbers(), &supply.numbers(), &costs, parting)?
        }
        (None, Some(reach_m)) => assign_by_distance(
            (&demand.numbers(), &demand.places),
            (&supply.numbers(), &supply.places),
            reach_m,
            parting,
            &Threads::one(),
        )?,
        _ => return Err(RequestError::new(RequestCode::Json, "either `costs` or `reach_m` is needed").into()),
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
