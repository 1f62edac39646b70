use proptest::prelude::*;

use super::*;

/// How many sites are asked for, or for how much, with a plain rule for what that allows.
#[derive(Debug, Clone)]
pub(in super::super) struct Asked(pub(in super::super) Choice);

impl Asked {
    /// Whether a set of candidates may be chosen.
    pub(in super::super) fn allows(&self, set: u32, standing: &[Standing]) -> bool {
        let is_in = |site: usize| set >> site & 1 == 1;
        let may_be = standing.iter().enumerate().all(|(site, standing)| match standing {
            Standing::Open => true,
            Standing::Mandatory => is_in(site),
            Standing::Existing | Standing::Forbidden => !is_in(site),
        });
        may_be
            && match &self.0 {
                Choice::Count(count) => set.count_ones() == *count,
                Choice::Budget { costs, budget, at_most } => {
                    let cost: u64 =
                        (0..standing.len()).filter(|site| is_in(*site)).map(|site| costs[site]).sum();
                    cost <= *budget && at_most.is_none_or(|most| set.count_ones() <= most)
                }
                Choice::Needed => true,
            }
    }

    /// The same with twice the money, if there is any.
    pub(in super::super) fn richer(&self) -> Option<Self> {
        match &self.0 {
            Choice::Budget { costs, budget, at_most } => {
                let (costs, budget, at_most) = (costs.clone(), budget * 2 + 1, *at_most);
                Some(Self(Choice::Budget { costs, budget, at_most }))
            }
            _ => None,
        }
    }
}

/// A number, a budget, or both.
pub(in super::super) fn asked(standing: &[Standing]) -> BoxedStrategy<Asked> {
    let of = |of| standing.iter().filter(|standing| **standing == of).count() as f64;
    let (open, mandatory) = (of(Standing::Open), of(Standing::Mandatory));
    let count = (0.0..=1.0_f64).prop_map(move |share| (mandatory + share * open).round() as u32);
    let costs =
        proptest::collection::vec(prop_oneof![1 => Just(0), 4 => 1_u64..4, 3 => 1_u64..40], standing.len());
    let budget = prop_oneof![0_u64..15, 0_u64..80];
    let at_most = prop_oneof![count.clone().prop_map(Some), Just(None)];
    let money = (costs, budget, at_most)
        .prop_map(|(costs, budget, at_most)| Asked(Choice::Budget { costs, budget, at_most }));
    prop_oneof![count.prop_map(|count| Asked(Choice::Count(count))), money].boxed()
}
