//! The p-median problem in the form that bounds and searches work on.
//!
//! What stands or is decided is folded in: each demand point has the cost of what it has without any further site, and
//! only pairs that cost less are kept. Deciding a site makes the problem smaller.

use super::limit::Limit;

/// Choose sites as the limit says; each demand point pays for the cheapest, or what it pays anyway.
#[derive(Debug, Default)]
pub(super) struct Problem {
    /// The candidate that each site is, in ascending order.
    pub(super) sites: Vec<u32>,
    /// How many of them are to be chosen, or for how much.
    pub(super) limit: Limit,
    /// Where each demand point's pairs start; one more than there are points.
    pub(super) start: Vec<u32>,
    /// Place of the site, and cost for a person, cheapest first and then by place.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Which point of the problem at first each demand point is.
    pub(super) names: Vec<u32>,
    /// People of each demand point, at least 1.
    pub(super) people: Vec<i64>,
    /// What the people of each demand point pay together if no site is chosen.
    pub(super) without: Vec<i64>,
    /// What demand points pay that no site can help.
    pub(super) constant: i64,
}

/// A demand point's share of a problem.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point<'a> {
    pub(super) pairs: &'a [(u32, u32)],
    pub(super) people: i64,
    pub(super) without: i64,
}

/// What is decided of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    Free,
    Open,
    Closed,
}

impl Problem {
    /// The demand points.
    pub(super) fn points(&self) -> impl Iterator<Item = Point<'_>> {
        self.start.windows(2).zip(&self.people).zip(&self.without).map(|((ends, &people), &without)| {
            let pairs = match ends {
                [start, end] => self.pairs.get(*start as usize..*end as usize).unwrap_or_default(),
                _ => &[],
            };
            Point { pairs, people, without }
        })
    }

    /// What a choice of sites costs.
    pub(super) fn cost(&self, is_chosen: &[bool]) -> i64 {
        let of_point = |point: Point<'_>| {
            let nearest =
                point.pairs.iter().find(|pair| is_chosen.get(pair.0 as usize).copied().unwrap_or_default());
            nearest.map_or(point.without, |pair| point.people * i64::from(pair.1))
        };
        self.constant + self.points().map(of_point).sum::<i64>()
    }

    /// Whether all sites are open in the best plan, or none; `None` if there is a choice.
    pub(super) fn settled(&self) -> Option<bool> {
        let sites = self.sites.len();
        match self.limit.is_money() {
            true => self.limit.settled(self.limit.whole(), 0..sites),
            false if self.limit.count == 0 => Some(false),
            false => (sites <= self.limit.count).then_some(true),
        }
    }

    /// The problem that is left when sites are decided, and the places of the demand points that are left.
    /// `None` if more are open than are to be chosen, or than can be paid.
    pub(super) fn decided(&self, decided: &[Decided]) -> Option<(Self, Vec<u32>)> {
        let open = (0..).zip(decided).filter(|of| *of.1 == Decided::Open).map(|of| of.0);
        let rest = self.limit.rest(open)?;
        let of = |site: u32| match decided.get(site as usize).copied().unwrap_or(Decided::Free) {
            Decided::Free if !self.limit.fits(site as usize, rest) => Decided::Closed,
            of => of,
        };
        let mut place = vec![u32::MAX; self.sites.len()];
        let (mut sites, mut free) = (Vec::new(), Vec::new());
        for ((&site, place), index) in self.sites.iter().zip(&mut place).zip(0..) {
            if of(index) == Decided::Free {
                *place = sites.len() as u32;
                sites.push(site);
                free.push(index as usize);
            }
        }
        let mut left = Self {
            sites,
            limit: self.limit.of(rest, free.into_iter()),
            start: vec![0],
            pairs: Vec::new(),
            names: Vec::new(),
            people: Vec::new(),
            without: Vec::new(),
            constant: self.constant,
        };
        let mut points = Vec::new();
        for ((point, &name), index) in self.points().zip(&self.names).zip(0..) {
            let mut without = point.without;
            let before = left.pairs.len();
            for &(site, cost) in point.pairs {
                match of(site) {
                    Decided::Open => {
                        without = point.people * i64::from(cost);
                        // A free site of equal cost helps no more.
                        while left.pairs.len() > before
                            && left.pairs.last().is_some_and(|last| last.1 == cost)
                        {
                            left.pairs.pop();
                        }
                        break;
                    }
                    Decided::Closed => {}
                    Decided::Free => {
                        left.pairs.push((place.get(site as usize).copied().unwrap_or(u32::MAX), cost));
                    }
                }
            }
            if left.pairs.len() == before {
                left.constant += without;
                continue;
            }
            left.start.push(left.pairs.len() as u32);
            left.names.push(name);
            left.people.push(point.people);
            left.without.push(without);
            points.push(index);
        }
        Some((left, points))
    }
}
