//! The problem where sites have room for so many people.
//!
//! For given sites it is a transportation problem, which is solved exactly; people of one demand point may go to several
//! sites. Who goes to none counts as `beyond` away.

use super::limit::{Limit, Rest};
use super::median_problem::Decided;
use crate::circle::transport::{Costs, Transport};

/// Choose of the free sites beside the open ones as the limit says.
#[derive(Debug)]
pub(super) struct Within {
    /// The candidate that each site is, in ascending order.
    pub(super) sites: Vec<u32>,
    /// People that each site has room for.
    pub(super) room: Vec<u64>,
    /// What holds of each site at first.
    pub(super) decided: Vec<Decided>,
    /// How many sites are open in a plan, those that stand included, or for how much.
    pub(super) limit: Limit,
    /// Each demand point's pairs: place of the site, in ascending order, and cost for a person, less than `beyond`.
    pub(super) rows: Vec<Vec<(u32, u32)>>,
    /// People of each demand point, at least 1.
    pub(super) people: Vec<u64>,
    /// What a person costs who goes to no site.
    pub(super) beyond: i64,
}

impl Within {
    /// What may still be chosen beside the open sites; `None` if they are too many or too dear.
    pub(super) fn rest(&self, decided: &[Decided]) -> Option<Rest> {
        self.limit.rest((0..).zip(decided).filter(|of| *of.1 == Decided::Open).map(|of| of.0))
    }

    /// What a choice of sites costs.
    pub(super) fn cost(&self, is_open: &[bool]) -> i64 {
        let mut sum = 0;
        self.flows(is_open, |_, _, people, cost| sum += people as i64 * cost);
        sum
    }

    /// Tells demand point, site (none for who goes to none), people and cost of each flow of the best plan.
    pub(super) fn flows(&self, is_open: &[bool], mut tell: impl FnMut(u32, Option<u32>, u64, i64)) {
        let mut slot = vec![u32::MAX; self.sites.len()];
        let (mut site_of, mut room) = (Vec::new(), Vec::new());
        for (((site, slot), is), places) in (0_u32..).zip(&mut slot).zip(is_open).zip(&self.room) {
            if *is {
                *slot = site_of.len() as u32;
                site_of.push(site);
                room.push(*places);
            }
        }
        let nowhere = site_of.len() as u32;
        let mut costs = Costs { start: vec![0], demand: Vec::new(), station: Vec::new(), cost: Vec::new() };
        for (row, point) in self.rows.iter().zip(0_u32..) {
            for &(site, cost) in row {
                match slot.get(site as usize) {
                    Some(&slot) if slot != u32::MAX => {
                        costs.demand.push(point);
                        costs.station.push(slot);
                        costs.cost.push(i64::from(cost));
                    }
                    _ => {}
                }
            }
            costs.demand.push(point);
            costs.station.push(nowhere);
            costs.cost.push(self.beyond);
            costs.start.push(costs.cost.len() as u32);
        }
        let mut transport = Transport::nearest(&costs, &self.people, &room);
        transport.balance();
        let pairs = costs.demand.iter().zip(&costs.station).zip(&costs.cost).zip(&transport.people);
        for (((&point, &station), &cost), &people) in pairs {
            if people > 0 {
                tell(point, site_of.get(station as usize).copied(), people, cost);
            }
        }
    }
}
