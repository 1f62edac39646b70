use proptest::prelude::*;

use super::*;

const PRICES: i128 = 10_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing that may be picked is worth more than the bound says, and no better choice goes against what is decided.
    #[test]
    fn no_choice_is_worth_more(
        sites in proptest::collection::vec((0_i64..60, 0_u64..12), 1..9),
        money in 0_u64..30,
        count in 0_usize..7,
        is_paid in any::<bool>(),
        better in 0_i128..40,
        rounds in 1..3,
    ) {
        let costs = sites.iter().map(|of| of.1).collect();
        let count = if is_paid { count } else { count.min(sites.len()) };
        let limit = if is_paid { Limit::for_money(costs, money, count) } else { Limit::so_many(count) };
        let chosen = |set: u32| (0..sites.len()).filter(move |site| set >> site & 1 == 1);
        let worth = |set: u32| chosen(set).map(|site| i128::from(sites[site].0)).sum::<i128>();
        let sets = (0..1_u32 << sites.len()).filter(|set| {
            limit.rest(chosen(*set)).is_some_and(|rest| is_paid || rest.count == 0)
        });
        let least = sets.clone().map(|set| PRICES - worth(set)).min().unwrap();
        let mut picks = Picks::new(vec![Decided::Free; sites.len()]);
        picks.worth = sites.iter().map(|of| of.0).collect();
        let prune = least + better;
        let mut bound = 0;
        for _ in 0..rounds {
            bound = picks.pick(&limit, PRICES, prune);
        }
        prop_assert!(bound <= least, "{bound} {least}");
        for set in sets.filter(|set| PRICES - worth(*set) < prune) {
            for (site, decided) in picks.decided.iter().enumerate() {
                let against = if set >> site & 1 == 1 { Decided::Closed } else { Decided::Open };
                prop_assert!(*decided != against);
            }
        }
        // What is picked may be picked, and what is picked in part comes to no more than the bound says.
        let whole = (0..sites.len()).filter(|site| picks.share[*site] == ONE);
        prop_assert!(limit.rest(whole).is_some());
        let part = sites.iter().zip(&picks.share).map(|(of, share)| i128::from(of.0) * i128::from(*share)).sum::<i128>();
        prop_assert!(part <= (PRICES - bound) * i128::from(ONE));
        let many: i64 = picks.share.iter().sum();
        prop_assert!(many <= count as i64 * ONE);
    }

    /// Without a number the bound is that of the fractional knapsack, to the unit.
    #[test]
    fn money_alone_buys_what_is_worth_most_for_it(
        sites in proptest::collection::vec((0_i64..60, 1_u64..12), 1..9), money in 0_u64..30,
    ) {
        let limit = Limit::for_money(sites.iter().map(|of| of.1).collect(), money, sites.len());
        let mut picks = Picks::new(vec![Decided::Free; sites.len()]);
        picks.worth = sites.iter().map(|of| of.0).collect();
        let mut by_rate: Vec<(i64, u64)> = sites.iter().copied().filter(|of| of.1 <= money).collect();
        by_rate.sort_by(|one, other| (other.0 * one.1 as i64).cmp(&(one.0 * other.1 as i64)));
        let (mut left, mut worth) = (money as f64, 0.0);
        for (of, cost) in by_rate {
            let part = (left / cost as f64).min(1.0);
            worth += of as f64 * part;
            left -= cost as f64 * part;
        }
        let bound = picks.pick(&limit, PRICES, i128::MAX);
        prop_assert!(((PRICES - bound) as f64 - worth).abs() < 1.0 + 1e-9, "{} {worth}", PRICES - bound);
    }
}
