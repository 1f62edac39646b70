//! People to stations within capacity (容量内就近派点).

use serde::{Deserialize, Serialize};

use super::transport::{COST_MAX, Costs, Transport};
use super::{CircleCode, CircleError};
use crate::error::codes;

/// What it costs to get from demand points to stations, in columns of equal length: each pair at most once, in any order.
/// What is not there is out of reach.
#[derive(Debug, Clone, Copy)]
pub struct AssignPairs<'a> {
    /// Places in the table of demand, from 0.
    pub demand: &'a [u32],
    /// Places in the table of stations, from 0.
    pub station: &'a [u32],
    /// Whole numbers of any unit, such as tenths of a second or metres.
    pub cost: &'a [u32],
}

/// Whether the people of one demand point may go to several stations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Parting {
    /// They may.
    #[default]
    Split,
    /// They stay together.
    Whole,
}

codes! {
    /// Why people were not placed.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum UnplacedWhy {
        NoStation = "no_station", "no station is in reach", "没有可到达的服务站";
        Full = "full", "no station in reach has room for them", "可到达的服务站均无余量";
    }
}

/// People of a demand point who go to a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The demand point.
    pub demand: u32,
    /// The station.
    pub station: u32,
    /// How many people.
    pub people: u64,
    /// What it costs each of them.
    pub cost: u32,
}

/// People of a demand point who go nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unplaced {
    /// The demand point.
    pub demand: u32,
    /// How many people.
    pub people: u64,
    /// Why.
    pub why: UnplacedWhy,
}

/// What one more place would gain (影子价格): people first, then cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Gain {
    /// How many more people would be placed, 0 or 1.
    pub people: i64,
    /// How much less the total cost would be; negative if placing one more person costs that much.
    pub cost: i64,
}

/// What a station has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StationUse {
    /// People who go there.
    pub used: u64,
    /// Places left.
    pub left: u64,
    /// What one more place there would gain if demand points may be split, exactly.
    pub gain: Gain,
}

/// Sums; `placed + no_station + full = people`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanTotal {
    /// All people.
    pub people: u64,
    /// People who go to a station.
    pub placed: u64,
    /// People who reach none.
    pub no_station: u64,
    /// People whose stations are full.
    pub full: u64,
    /// People × cost.
    pub cost: u64,
    /// How many can be placed if demand points are split; `placed` is at most that.
    pub placed_bound: u64,
    /// The least cost of placing so many, split; nobody can place `placed_bound` people for less.
    pub cost_bound: u64,
}

/// Who goes where, and what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationPlan {
    /// By demand point, then station. A point without people has no row.
    pub placed: Vec<Placed>,
    /// By demand point.
    pub unplaced: Vec<Unplaced>,
    /// One for each station.
    pub stations: Vec<StationUse>,
    /// Sums.
    pub total: PlanTotal,
}

/// Largest sum, 2^53 - 1: exact as a JavaScript number.
const SUM_MAX: u64 = (1 << 53) - 1;

/// Sends people to stations that have places for them (容量内就近派点): as many as can be, then at the least total cost.
///
/// `people` are those of each demand point, `capacity` the places of each station. With [`Parting::Split`] no plan is
/// better, and [`Gain`]s prove it ([`is_proven_best`]). Of plans as good, one is taken by the order of the tables.
///
/// With [`Parting::Whole`] finding the best plan contains bin packing, for which no fast exact method is known; points that the split
/// plan divides, of which there are few, are put together at the station where they cost least with room for all of
/// them. How far from the best that is at most is told by `placed_bound` and `cost_bound`.
///
/// ```
/// use doorstep::circle::{AssignPairs, Parting, assign_to_stations};
/// let pairs = AssignPairs { demand: &[0, 0, 1], station: &[0, 1, 0], cost: &[5, 9, 7] };
/// // Both are nearest to the first station, which has places for 30: ten of the first point go to the second.
/// let plan = assign_to_stations(&[20, 20], &[30, 15], pairs, Parting::Split)?;
/// let rows: Vec<_> = plan.placed.iter().map(|row| (row.demand, row.station, row.people)).collect();
/// assert_eq!(rows, [(0, 0, 10), (0, 1, 10), (1, 0, 20)]);
/// assert_eq!((plan.total.cost, plan.stations[0].gain.cost), (280, 4)); // one more place there saves 9 - 5
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.unequal_columns`, `circle.too_many_rows`, `circle.unknown_demand`, `circle.unknown_supply`,
/// `circle.duplicate_pair` with the first such row, `circle.weight_too_large`, `circle.not_whole` for a capacity beyond
/// 2^53 - 1, `circle.cost_too_large`.
pub fn assign_to_stations(
    people: &[u64],
    capacity: &[u64],
    pairs: AssignPairs<'_>,
    parting: Parting,
) -> Result<StationPlan, CircleError> {
    if let Some(row) = capacity.iter().position(|&places| places > SUM_MAX) {
        return Err(CircleError::at_row(CircleCode::NotWhole, "supply", row));
    }
    let all = people.iter().enumerate().try_fold(0_u64, |sum, (row, people)| {
        let sum = sum.checked_add(*people).filter(|sum| *sum <= SUM_MAX);
        sum.ok_or_else(|| CircleError::at_row(CircleCode::WeightTooLarge, "demand", row))
    })?;
    let costs = costs(people.len(), capacity.len(), pairs)?;
    let mut transport = Transport::nearest(&costs, people, capacity);
    transport.balance();
    transport.lower_prices();
    let gains: Vec<Gain> = transport.price.iter().map(|price| gain(*price, &costs)).collect();
    let split = transport.people.clone();
    if parting == Parting::Whole {
        put_together(&mut transport, people, capacity);
    }
    plan(&costs, all, capacity, &transport, &split, &gains)
}

/// The pairs in rows, each with *nowhere* at its end.
fn costs(demands: usize, stations: usize, pairs: AssignPairs<'_>) -> Result<Costs, CircleError> {
    let rows = pairs.cost.len();
    if pairs.demand.len() != rows || pairs.station.len() != rows {
        return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
    }
    let too_many = |table| CircleError::new(CircleCode::TooManyRows, table);
    for (table, count) in
        [("supply", stations.saturating_add(2)), ("costs", rows.saturating_add(demands).saturating_add(1))]
    {
        u32::try_from(count).map_err(|_| too_many(table))?;
    }
    let nowhere = stations as u32;
    // More than any detour over every station, so that it is taken only if there is no way, and no sum of costs is
    // mistaken for it.
    let highest = i64::from(pairs.cost.iter().copied().max().unwrap_or_default()) + 1;
    let beyond = highest.checked_mul(2 * (i64::from(nowhere) + 2)).filter(|cost| *cost < COST_MAX);
    let beyond = beyond.ok_or_else(|| too_many("supply"))?;

    let mut start = vec![0_u32; demands + 1];
    for (row, (&demand, &station)) in pairs.demand.iter().zip(pairs.station).enumerate() {
        if station >= nowhere {
            return Err(CircleError::at_row(CircleCode::UnknownSupply, "costs", row));
        }
        match start.get_mut(demand as usize) {
            Some(count) if (demand as usize) < demands => *count += 1,
            _ => return Err(CircleError::at_row(CircleCode::UnknownDemand, "costs", row)),
        }
    }
    let mut next = 0;
    for count in &mut start {
        next += std::mem::replace(count, next);
    }
    // Rows of the table by demand point.
    let (mut order, mut place) = (vec![0_u32; rows], start.clone());
    for (&demand, row) in pairs.demand.iter().zip(0..) {
        if let Some(place) = place.get_mut(demand as usize) {
            if let Some(entry) = order.get_mut(*place as usize) {
                *entry = row;
            }
            *place += 1;
        }
    }

    let mut sorted = Costs {
        start: Vec::with_capacity(demands + 1),
        demand: Vec::with_capacity(rows + demands),
        station: Vec::with_capacity(rows + demands),
        cost: Vec::with_capacity(rows + demands),
    };
    let mut twice: Option<u32> = None;
    let mut row: Vec<(u32, u32)> = Vec::new();
    for (demand, ends) in (0..).zip(start.windows(2)) {
        let &[from, to] = ends else { continue };
        row.clear();
        let station = |at: u32| pairs.station.get(at as usize).copied().unwrap_or_default();
        row.extend(
            order.get(from as usize..to as usize).unwrap_or_default().iter().map(|&at| (station(at), at)),
        );
        row.sort_unstable();
        sorted.start.push(sorted.cost.len() as u32);
        let mut last = None;
        for &(station, at) in &row {
            if last == Some(station) {
                twice = Some(twice.map_or(at, |twice| twice.min(at)));
            }
            last = Some(station);
            sorted.demand.push(demand);
            sorted.station.push(station);
            sorted.cost.push(i64::from(pairs.cost.get(at as usize).copied().unwrap_or_default()));
        }
        sorted.demand.push(demand);
        sorted.station.push(nowhere);
        sorted.cost.push(beyond);
    }
    sorted.start.push(sorted.cost.len() as u32);
    match twice {
        Some(row) => Err(CircleError::at_row(CircleCode::DuplicatePair, "costs", row as usize)),
        None => Ok(sorted),
    }
}

/// A price in people and cost: *nowhere* costs one person more than any cost.
fn gain(price: i64, costs: &Costs) -> Gain {
    // Every row ends with *nowhere*.
    let beyond = costs.cost.last().copied().unwrap_or(i64::MAX);
    let people = i64::from(price > beyond / 2);
    Gain { people, cost: price - people * beyond }
}

/// Puts the people of each demand point that was split at one station, the largest first.
fn put_together(transport: &mut Transport<'_>, people: &[u64], capacity: &[u64]) {
    let costs = transport.costs();
    let mut split: Vec<(std::cmp::Reverse<u64>, u32)> = Vec::new();
    for (&weight, demand) in people.iter().zip(0..) {
        let parts: Vec<u32> = costs.row(demand).filter(|&pair| transport.at(pair) > 0).collect();
        if parts.len() > 1 {
            parts.into_iter().for_each(|pair| transport.take(pair));
            split.push((std::cmp::Reverse(weight), demand));
        }
    }
    split.sort_unstable();
    for (std::cmp::Reverse(weight), demand) in split {
        let has_room = |&pair: &u32| {
            let station = costs.station(pair) as usize;
            // *Nowhere* is beyond the capacities and has room for all.
            capacity.get(station).is_none_or(|places| {
                places.saturating_sub(transport.used.get(station).copied().unwrap_or_default()) >= weight
            })
        };
        let worth = |pair: &u32| {
            let price = transport.price.get(costs.station(*pair) as usize).copied().unwrap_or_default();
            (costs.cost(*pair) + price, *pair)
        };
        // A high price may make a station dearer than nowhere; people come first all the same.
        let row = costs.row(demand);
        let nowhere = row.end - 1;
        let best = (row.start..nowhere).filter(has_room).min_by_key(worth).unwrap_or(nowhere);
        transport.put(best, weight);
    }
}

fn plan(
    costs: &Costs,
    all: u64,
    capacity: &[u64],
    transport: &Transport<'_>,
    split: &[u64],
    gains: &[Gain],
) -> Result<StationPlan, CircleError> {
    let nowhere = capacity.len() as u32;
    let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
    let mut total =
        PlanTotal { people: all, placed: 0, no_station: 0, full: 0, cost: 0, placed_bound: 0, cost_bound: 0 };
    let (mut cost_sum, mut bound_sum) = (0_u128, 0_u128);
    for (pair, (&people, &split)) in (0_u32..).zip(transport.people.iter().zip(split)) {
        let (station, cost) = (costs.station(pair), costs.cost(pair));
        let demand = costs.demand.get(pair as usize).copied().unwrap_or_default();
        if station != nowhere {
            total.placed_bound += split;
            bound_sum += u128::from(split) * cost.unsigned_abs() as u128;
        }
        if people == 0 {
            continue;
        }
        if station != nowhere {
            total.placed += people;
            cost_sum += u128::from(people) * cost.unsigned_abs() as u128;
            placed.push(Placed { demand, station, people, cost: u32::try_from(cost).unwrap_or(u32::MAX) });
        } else if costs.row(demand).len() == 1 {
            total.no_station += people;
            unplaced.push(Unplaced { demand, people, why: UnplacedWhy::NoStation });
        } else {
            total.full += people;
            unplaced.push(Unplaced { demand, people, why: UnplacedWhy::Full });
        }
    }
    let fits = |sum: u128| u64::try_from(sum).ok().filter(|sum| *sum <= SUM_MAX);
    let too_large = || CircleError::new(CircleCode::CostTooLarge, cost_sum.max(bound_sum));
    total.cost = fits(cost_sum).ok_or_else(too_large)?;
    total.cost_bound = fits(bound_sum).ok_or_else(too_large)?;
    let stations = capacity.iter().zip(&transport.used).zip(gains);
    let stations = stations.map(|((&capacity, &used), &gain)| StationUse {
        used,
        left: capacity.saturating_sub(used),
        gain,
    });
    Ok(StationPlan { placed, unplaced, stations: stations.collect(), total })
}

/// Whether a plan keeps to the tables, counts right, and is proven by its gains to be as good as any plan that may split
/// demand points.
///
/// The proof is that of linear programming (complementary slackness), where people count before costs: no gain is
/// negative, a station with places left has none, and nobody pays more in cost and gain of the station than at any other in
/// reach, or than being unplaced, which costs one person.
pub fn is_proven_best(people: &[u64], capacity: &[u64], pairs: AssignPairs<'_>, plan: &StationPlan) -> bool {
    let Ok(costs) = costs(people.len(), capacity.len(), pairs) else { return false };
    let nowhere = capacity.len() as u32;
    if plan.stations.len() != capacity.len() {
        return false;
    }
    let mut at = vec![0_u64; costs.cost.len()];
    let rows = plan.placed.iter().map(|row| (row.demand, row.station, row.people, Some(row.cost)));
    let rows = rows.chain(plan.unplaced.iter().map(|row| (row.demand, nowhere, row.people, None)));
    for (demand, station, count, cost) in rows {
        let mut row = if (demand as usize) < people.len() { costs.row(demand) } else { 0..0 };
        let Some(pair) = row.find(|&pair| costs.station(pair) == station) else { return false };
        let is_cost = cost.is_none_or(|cost| i64::from(cost) == costs.cost(pair));
        match at.get_mut(pair as usize) {
            Some(people) if *people == 0 && count > 0 && is_cost => *people = count,
            _ => return false,
        }
    }
    let count = |pair: u32| at.get(pair as usize).copied().unwrap_or_default();
    let mut used = vec![0_u64; capacity.len()];
    for (people, station) in at.iter().zip(&costs.station) {
        if let Some(used) = used.get_mut(*station as usize) {
            *used += people;
        }
    }
    let is_station_right = |(used, (places, of)): (&u64, (&u64, &StationUse))| {
        let nothing = Gain::default();
        *used == of.used
            && used.checked_add(of.left) == Some(*places)
            && of.gain >= nothing
            && (of.left == 0 || of.gain == nothing)
    };
    let price = |pair: u32| match plan.stations.get(costs.station(pair) as usize) {
        Some(of) => Gain { people: of.gain.people, cost: of.gain.cost + costs.cost(pair) },
        None => Gain { people: 1, cost: 0 },
    };
    let is_demand_right = |(demand, weight): (u32, &u64)| {
        let least = costs.row(demand).map(price).min();
        costs.row(demand).map(count).sum::<u64>() == *weight
            && costs.row(demand).all(|pair| count(pair) == 0 || Some(price(pair)) == least)
    };
    used.iter().zip(capacity.iter().zip(&plan.stations)).all(is_station_right)
        && (0..).zip(people).all(is_demand_right)
}

#[cfg(test)]
#[path = "assign_tests.rs"]
mod tests;
