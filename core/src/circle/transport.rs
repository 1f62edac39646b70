//! The transportation problem with many origins and few destinations, solved exactly: people in, places out.
//!
//! Everybody starts at the station of least cost, which is the best plan if places do not count. Then what is too much
//! moves on, along shortest paths over stations: an edge from j to k is the cheapest move of somebody from j to k. This
//! is the method of successive shortest paths (Ahuja, Magnanti and Orlin 1993, *Network Flows*, 9.7), on a graph
//! that has stations for nodes only. The prices of the stations keep all edges non-negative, and prove the result.
//!
//! *Nowhere* is a station without limit whose cost is greater than any detour, so that the most people are placed
//! first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A table of costs in rows of demand points, each in ascending order of stations and *nowhere* last.
#[derive(Debug)]
pub(super) struct Costs {
    /// Where each demand point's pairs start; one more than there are points.
    pub(super) start: Vec<u32>,
    /// The demand point of each pair.
    pub(super) demand: Vec<u32>,
    /// The station of each pair.
    pub(super) station: Vec<u32>,
    /// The cost of each pair.
    pub(super) cost: Vec<i64>,
}

impl Costs {
    /// The places of a demand point's pairs.
    pub(super) fn row(&self, demand: u32) -> std::ops::Range<u32> {
        let at = |place: u32| self.start.get(place as usize).copied().unwrap_or_default();
        at(demand)..at(demand + 1)
    }

    pub(super) fn station(&self, pair: u32) -> u32 {
        self.station.get(pair as usize).copied().unwrap_or_default()
    }

    pub(super) fn cost(&self, pair: u32) -> i64 {
        self.cost.get(pair as usize).copied().unwrap_or_default()
    }
}

/// A move of somebody: what more it costs, from which pair, to which pair of the same demand point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    more: i64,
    from: u32,
    to: u32,
}

/// No cost, nor difference of costs, that is asked about is greater than this.
pub(super) const COST_MAX: i64 = 1 << 58;

/// Farther than any path: a path costs no more than three times *nowhere*, prices counted.
const UNREACHED: i64 = 1 << 60;

/// No move: it does not even reach what is unreached.
const NO_MOVE: Move = Move { more: 1 << 61, from: u32::MAX, to: u32::MAX };

/// The moves from one station to others.
#[derive(Debug, Default)]
struct Exits {
    /// The others, in ascending order.
    to: Vec<u32>,
    /// The cheapest move to each, which can be made, or [`NO_MOVE`].
    best: Vec<Move>,
    /// The rest, of which some can no longer be made.
    rest: Vec<BinaryHeap<Reverse<Move>>>,
    /// How many moves may still be noted before the list is made anew without what can no longer be made.
    allowance: usize,
}

impl Exits {
    fn of(&mut self, station: u32) -> Option<(&mut Move, &mut BinaryHeap<Reverse<Move>>)> {
        let place = match self.to.binary_search(&station) {
            Ok(place) => place,
            Err(place) => {
                self.to.insert(place, station);
                self.best.insert(place, NO_MOVE);
                self.rest.insert(place, BinaryHeap::new());
                place
            }
        };
        self.best.get_mut(place).zip(self.rest.get_mut(place))
    }
}

/// Who is where, and what it is worth.
#[derive(Debug)]
pub(super) struct Transport<'a> {
    costs: &'a Costs,
    /// Places of each station, *nowhere* last.
    capacity: Vec<u64>,
    /// People at each station.
    pub(super) used: Vec<u64>,
    /// People of each pair.
    pub(super) people: Vec<u64>,
    /// What another place at each station would save at most; 0 where one is left.
    pub(super) price: Vec<i64>,
    /// The pairs of each station.
    pairs_of: Vec<Vec<u32>>,
    /// The moves out of stations that were ever full.
    exits: Vec<Option<Exits>>,
}

/// A path that is being looked for: the label of each station and the move that led there.
struct Search {
    label: Vec<i64>,
    by: Vec<Option<Move>>,
    done: Vec<(u32, i64)>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'a> Transport<'a> {
    /// Everybody at the station of least cost, the first of several.
    pub(super) fn nearest(costs: &'a Costs, weights: &[u64], capacity: &[u64]) -> Self {
        let nowhere = capacity.len();
        let mut capacity = capacity.to_vec();
        capacity.push(u64::MAX);
        let mut pairs_of = vec![Vec::new(); nowhere + 1];
        for (&station, pair) in costs.station.iter().zip(0..) {
            if let Some(pairs) = pairs_of.get_mut(station as usize) {
                pairs.push(pair);
            }
        }
        let (mut used, mut people) = (vec![0; nowhere + 1], vec![0; costs.cost.len()]);
        for (&weight, demand) in weights.iter().zip(0..) {
            let Some(pair) = costs.row(demand).min_by_key(|&pair| costs.cost(pair)) else { continue };
            add(&mut people, pair, weight);
            add(&mut used, costs.station(pair), weight);
        }
        let exits = (0..=nowhere).map(|_| None).collect();
        Self { costs, capacity, used, people, price: vec![0; nowhere + 1], pairs_of, exits }
    }

    pub(super) fn costs(&self) -> &'a Costs {
        self.costs
    }

    /// How many people take a pair.
    pub(super) fn at(&self, pair: u32) -> u64 {
        get(&self.people, pair)
    }

    /// Takes all people off a pair.
    pub(super) fn take(&mut self, pair: u32) {
        let count = self.at(pair);
        take(&mut self.people, pair, count);
        take(&mut self.used, self.costs.station(pair), count);
    }

    /// Puts people on a pair.
    pub(super) fn put(&mut self, pair: u32, count: u64) {
        add(&mut self.people, pair, count);
        add(&mut self.used, self.costs.station(pair), count);
    }

    /// Moves what is too much until no station has more people than places, at the least cost.
    pub(super) fn balance(&mut self) {
        let stations = self.capacity.len();
        let mut search = Search {
            label: vec![UNREACHED; stations],
            by: vec![None; stations],
            done: Vec::with_capacity(stations),
            queue: BinaryHeap::new(),
        };
        while let Some(end) = self.find(&mut search) {
            let Some(&(_, length)) = search.done.last() else { return };
            for &(station, label) in &search.done {
                if let Some(price) = self.price.get_mut(station as usize) {
                    *price += length - label;
                }
            }
            self.carry_out(&search, end);
        }
    }

    /// The nearest station that has places left for what is too much elsewhere; `None` if nothing is too much.
    fn find(&mut self, search: &mut Search) -> Option<u32> {
        search.label.fill(UNREACHED);
        search.by.fill(None);
        search.done.clear();
        search.queue.clear();
        for (station, (used, capacity)) in (0..).zip(self.used.iter().zip(&self.capacity)) {
            if used > capacity {
                set(&mut search.label, station, 0);
                search.queue.push(Reverse((0, station)));
            }
        }
        while let Some(Reverse((label, station))) = search.queue.pop() {
            if search.label.get(station as usize) != Some(&label) {
                continue;
            }
            search.done.push((station, label));
            if get(&self.used, station) < get(&self.capacity, station) {
                return Some(station);
            }
            self.list_exits(station);
            let Some(Some(exits)) = self.exits.get(station as usize) else { continue };
            let from = label - self.price.get(station as usize).copied().unwrap_or_default();
            for (&to, best) in exits.to.iter().zip(&exits.best) {
                let Some((known, price)) = search.label.get_mut(to as usize).zip(self.price.get(to as usize))
                else {
                    continue;
                };
                let reached = from + best.more + price;
                if reached < *known {
                    *known = reached;
                    set(&mut search.by, to, Some(*best));
                    search.queue.push(Reverse((reached, to)));
                }
            }
        }
        None
    }

    /// Moves as many as can take the path that was found.
    fn carry_out(&mut self, search: &Search, end: u32) {
        let mut path = Vec::new();
        let mut station = end;
        let mut count = get(&self.capacity, end) - get(&self.used, end);
        while let Some(&Some(step)) = search.by.get(station as usize) {
            count = count.min(get(&self.people, step.from));
            path.push(step);
            station = self.costs.station(step.from);
        }
        count = count.min(get(&self.used, station) - get(&self.capacity, station));
        take(&mut self.used, station, count);
        add(&mut self.used, end, count);
        for step in path {
            take(&mut self.people, step.from, count);
            let is_new = get(&self.people, step.to) == 0;
            add(&mut self.people, step.to, count);
            if is_new {
                self.enter(step.to);
            }
            if get(&self.people, step.from) == 0 {
                self.leave(step.from);
            }
        }
    }

    /// Lists the moves out of a station, if they are not.
    fn list_exits(&mut self, station: u32) {
        let index = station as usize;
        if self.exits.get(index).is_some_and(|exits| exits.as_ref().is_some_and(|exits| exits.allowance > 0))
        {
            return;
        }
        let mut exits = Exits::default();
        let mut listed = 0;
        for &from in self.pairs_of.get(index).map_or(&[][..], Vec::as_slice) {
            if get(&self.people, from) > 0 {
                for step in self.moves_from(from) {
                    if let Some((_, rest)) = exits.of(self.costs.station(step.to)) {
                        rest.push(Reverse(step));
                        listed += 1;
                    }
                }
            }
        }
        for (best, rest) in exits.best.iter_mut().zip(&mut exits.rest) {
            *best = rest.pop().map_or(NO_MOVE, |Reverse(step)| step);
        }
        exits.allowance = 2 * listed + 1024;
        if let Some(place) = self.exits.get_mut(index) {
            *place = Some(exits);
        }
    }

    fn moves_from(&self, from: u32) -> impl Iterator<Item = Move> + use<'a> {
        let costs = self.costs;
        let demand = costs.demand.get(from as usize).copied().unwrap_or_default();
        let cost = costs.cost(from);
        costs.row(demand).filter(move |&to| to != from).map(move |to| Move {
            more: costs.cost(to) - cost,
            from,
            to,
        })
    }

    /// Notes the moves of somebody who came.
    fn enter(&mut self, pair: u32) {
        let steps = self.moves_from(pair);
        let costs = self.costs;
        let Some(Some(exits)) = self.exits.get_mut(costs.station(pair) as usize) else { return };
        for step in steps {
            exits.allowance = exits.allowance.saturating_sub(1);
            let Some((best, rest)) = exits.of(costs.station(step.to)) else { continue };
            let other = if step < *best { std::mem::replace(best, step) } else { step };
            if other != NO_MOVE {
                rest.push(Reverse(other));
            }
        }
    }

    /// Puts the next best in the place of moves of somebody who left.
    fn leave(&mut self, pair: u32) {
        let steps = self.moves_from(pair);
        let (costs, people) = (self.costs, &self.people);
        let Some(Some(exits)) = self.exits.get_mut(costs.station(pair) as usize) else { return };
        for step in steps {
            let Some((best, rest)) = exits.of(costs.station(step.to)) else { continue };
            if *best == step {
                *best = NO_MOVE;
                while let Some(Reverse(next)) = rest.pop() {
                    if get(people, next.from) > 0 {
                        *best = next;
                        break;
                    }
                }
            }
        }
    }

    /// Lowers the prices to what one more place at each station would save, exactly: the gain of the best chain of moves
    /// that ends there, wherever it starts.
    pub(super) fn lower_prices(&mut self) {
        // A chain may start anywhere; in costs less the difference of prices, that is an edge of the price of its start.
        let mut label = self.price.clone();
        let mut queue: BinaryHeap<Reverse<(i64, u32)>> =
            label.iter().copied().zip(0..).map(Reverse).collect();
        while let Some(Reverse((reached, station))) = queue.pop() {
            if label.get(station as usize) != Some(&reached) {
                continue;
            }
            self.list_exits(station);
            let Some(Some(exits)) = self.exits.get(station as usize) else { continue };
            let from = reached - self.price.get(station as usize).copied().unwrap_or_default();
            for (&to, best) in exits.to.iter().zip(&exits.best) {
                let Some(price) = self.price.get(to as usize) else { continue };
                if let Some(known) = label.get_mut(to as usize)
                    && from + best.more + price < *known
                {
                    *known = from + best.more + price;
                    queue.push(Reverse((*known, to)));
                }
            }
        }
        for (price, label) in self.price.iter_mut().zip(label) {
            *price -= label;
        }
    }
}

fn get(numbers: &[u64], place: u32) -> u64 {
    numbers.get(place as usize).copied().unwrap_or_default()
}

fn set<T>(values: &mut [T], place: u32, value: T) {
    if let Some(known) = values.get_mut(place as usize) {
        *known = value;
    }
}

fn add(numbers: &mut [u64], place: u32, count: u64) {
    if let Some(number) = numbers.get_mut(place as usize) {
        *number += count;
    }
}

fn take(numbers: &mut [u64], place: u32, count: u64) {
    if let Some(number) = numbers.get_mut(place as usize) {
        *number -= count;
    }
}
