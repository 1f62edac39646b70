//! The open nodes of branch and bound: what is settled in each, and prices to begin with as long as there is room.
//!
//! Nodes are made anew from the problem that the first node leaves, so that they take little memory.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::cover_prices::Prices;
use super::cover_problem::{Fate, Problem};
use super::cover_table::{at, set};

/// Memory for what open nodes hold, in bytes. Prices take half of it at most; nodes beyond begin with the first node's.
const HELD_MAX: usize = 64 << 20;

/// What two open nodes have in common.
#[derive(Debug)]
struct Kept {
    /// Of the base's candidates.
    fate: Vec<Fate>,
    price: Vec<f32>,
    share: Vec<f32>,
    scale: f64,
}

impl Kept {
    fn held(&self) -> usize {
        self.fate.len() + 4 * (self.price.len() + self.share.len())
    }
}

/// A node with one candidate more settled than what it was made from.
#[derive(Debug)]
struct Node {
    kept: Rc<Kept>,
    name: u32,
    fate: Fate,
}

/// Nodes by bound.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    base: Problem,
    prices: Prices,
    /// The greatest bound first, of equal ones the latest.
    open: BTreeMap<(Reverse<i64>, Reverse<u64>), Node>,
    number: u64,
    held: usize,
}

impl Nodes {
    /// Nodes of a problem, and prices for those that have none.
    pub(super) fn new(base: Problem, prices: Prices) -> Self {
        Self { base, prices, ..Self::default() }
    }

    pub(super) fn base(&self) -> &Problem {
        &self.base
    }

    /// The greatest bound of all that are open.
    pub(super) fn bound(&self) -> Option<i64> {
        self.open.first_key_value().map(|((bound, _), _)| bound.0)
    }

    /// Whether there is no room for more.
    pub(super) fn is_full(&self) -> bool {
        self.held >= HELD_MAX
    }

    /// Leaves two smaller problems open, with a candidate in and out. `problem` is the base with more candidates settled.
    pub(super) fn push(&mut self, bound: i64, problem: &Problem, prices: &Prices, candidate: u32) {
        let mut fate = vec![Fate::Out; self.base.names.len()];
        for (names, settled) in [(&problem.names, Fate::Open), (&problem.chosen, Fate::In)] {
            for name in names {
                if let Ok(place) = self.base.names.binary_search(name) {
                    set(&mut fate, place as u32, settled);
                }
            }
        }
        let has_room = self.held < HELD_MAX / 2;
        let few = |values: &[f64]| -> Vec<f32> {
            if has_room { values.iter().map(|value| *value as f32).collect() } else { Vec::new() }
        };
        let (price, share) = (few(&prices.price), few(&prices.share));
        let kept = Rc::new(Kept { fate, price, share, scale: prices.scale });
        self.held += kept.held();
        let name = at(&problem.names, candidate);
        for fate in [Fate::In, Fate::Out] {
            self.number += 1;
            self.open
                .insert((Reverse(bound), Reverse(self.number)), Node { kept: Rc::clone(&kept), name, fate });
        }
    }

    /// Takes the node with the greatest bound: that bound, its problem, and prices to begin with.
    pub(super) fn pop(&mut self, single: bool) -> Option<(i64, Problem, Prices)> {
        let ((Reverse(bound), _), Node { kept, name, fate }) = self.open.pop_first()?;
        let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect::<Vec<f64>>();
        // As it was when it was left open, in the order of its prices.
        let (problem, _) = self.base.settled(&kept.fate, &[], false);
        let (problem, prices) = if kept.price.len() == problem.worth.len() && !kept.price.is_empty() {
            let prices = Prices { price: wide(&kept.price), share: wide(&kept.share), scale: kept.scale };
            (problem, prices)
        } else {
            smaller(&self.base, &kept.fate, &self.prices, false)
        };
        if let Some(kept) = Rc::into_inner(kept) {
            self.held -= kept.held();
        }
        let mut settled = vec![Fate::Open; problem.names.len()];
        if let Ok(place) = problem.names.binary_search(&name) {
            set(&mut settled, place as u32, fate);
        }
        let (problem, prices) = smaller(&problem, &settled, &prices, single);
        Some((bound, problem, prices))
    }
}

/// The problem with some candidates settled, and the prices that are left.
pub(super) fn smaller(problem: &Problem, fate: &[Fate], prices: &Prices, single: bool) -> (Problem, Prices) {
    let (next, price) = problem.settled(fate, &prices.price, single);
    let mut from = problem.names.iter().zip(&prices.share).peekable();
    let mut share = Vec::with_capacity(next.names.len());
    for name in &next.names {
        while from.next_if(|(before, _)| *before < name).is_some() {}
        share.push(from.next_if(|(before, _)| *before == name).map_or(0.0, |(_, share)| *share));
    }
    (next, Prices { price, share, scale: prices.scale })
}

#[cfg(test)]
#[path = "cover_nodes_tests.rs"]
mod tests;
