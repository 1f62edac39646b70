use proptest::prelude::*;

use super::super::Help;
use super::*;

/// A small question with keys: demand point `d` of `people`, candidates, and what it costs between them.
#[derive(Debug, Clone)]
struct Question {
    people: Vec<(i64, f64)>,
    candidates: Vec<(i64, Standing, f64, f64)>,
    costs: Vec<(i64, i64, f64)>,
}

impl Question {
    fn site(&self, aim: &SiteAim) -> Result<SitedTables, Error> {
        let ids = |keys: Vec<i64>| Keys::Integers(keys.into());
        let people: Vec<f64> = self.people.iter().map(|row| row.1).collect();
        let tiers: Vec<f64> = self.people.iter().map(|row| (row.0.rem_euclid(3)) as f64).collect();
        let demand = SiteDemand {
            ids: ids(self.people.iter().map(|row| row.0).collect()),
            people: &people,
            tiers: &tiers,
        };
        let standing: Vec<Standing> = self.candidates.iter().map(|row| row.1).collect();
        let cost: Vec<f64> = self.candidates.iter().map(|row| row.2).collect();
        let room: Vec<f64> = self.candidates.iter().map(|row| row.3).collect();
        let candidates = SiteCandidates {
            ids: ids(self.candidates.iter().map(|row| row.0).collect()),
            standing: &standing,
            cost: &cost,
            room: &room,
        };
        let cost: Vec<f64> = self.costs.iter().map(|row| row.2).collect();
        let costs = AccessCosts {
            demand: ids(self.costs.iter().map(|row| row.0).collect()),
            supply: ids(self.costs.iter().map(|row| row.1).collect()),
            cost: &cost,
        };
        site_of(&demand, &candidates, &SiteBy::Costs(costs), aim, &Threads::one())
    }

    /// The answer with keys instead of rows, and nothing that follows the order of rows.
    fn told(&self, aim: &SiteAim) -> String {
        let SitedTables { sited, cost, share_cost, marginal, .. } = match self.site(aim) {
            Ok(found) => found,
            Err(error) => return error.code().to_owned(),
        };
        let demand = |row: u32| self.people[row as usize].0;
        let candidate = |row: u32| self.candidates[row as usize].0;
        let mut shares: Vec<_> = sited
            .shares
            .iter()
            .zip(&share_cost)
            .map(|(of, cost)| (demand(of.demand), candidate(of.candidate), of.people, *cost))
            .collect();
        shares.sort_unstable();
        match sited.answer {
            Answer::Plan(plan) => {
                let sites: Vec<_> = plan.sites.iter().map(|of| (candidate(of.candidate), of.gain)).collect();
                let served = plan.served_by.iter().zip(cost).zip(0..);
                let mut served: Vec<_> =
                    served.map(|((by, cost), row)| (demand(row), by.map(candidate), cost)).collect();
                served.sort_unstable();
                for (point, by, cost) in &served {
                    let pair = self.costs.iter().find(|row| (row.0, Some(row.1)) == (*point, *by));
                    assert_eq!(pair.map(|row| row.2), cost.map(f64::from));
                }
                let SitePlan { objective, bound, gap_ppm, steps, nodes, .. } = plan;
                format!(
                    "{sites:?} {served:?} {shares:?} {:?} {objective} {bound} {gap_ppm} {steps} {nodes} {marginal:?}",
                    sited.tiers
                )
            }
            Answer::Infeasible(none) => {
                let mut left: Vec<_> = none.demand.iter().map(|row| demand(*row)).collect();
                left.sort_unstable();
                let pair = |pair: Option<(u32, u32)>| pair.map(|(row, cost)| (candidate(row), cost));
                let of = |help: &Help| (demand(help.demand), pair(help.nearest), pair(help.forbidden));
                let mut help: Vec<_> = sited.help.iter().map(of).collect();
                help.sort_unstable();
                assert!(help.iter().map(|of| of.0).eq(left.iter().copied()));
                format!("{left:?} {:?} {} {help:?}", none.needed, none.is_proven)
            }
        }
    }
}

fn questions() -> impl Strategy<Value = Question> {
    let standing = prop_oneof![
        6 => Just(Standing::Open),
        1 => Just(Standing::Existing),
        1 => Just(Standing::Mandatory),
        1 => Just(Standing::Forbidden),
    ];
    let people = prop::collection::btree_map(-9_i64..30, 0_u8..20, 1..8);
    let candidates = prop::collection::btree_map(-9_i64..30, (standing, 0_u8..5, 0_u8..30), 1..7);
    (people, candidates, prop::collection::vec(prop::option::weighted(0.7, 0_u8..9), 56)).prop_map(
        |(people, candidates, costs)| {
            let pairs = people.keys().flat_map(|point| candidates.keys().map(move |site| (*point, *site)));
            let costs =
                pairs.zip(costs).filter_map(|((point, site), cost)| Some((point, site, f64::from(cost?))));
            let costs = costs.collect();
            let candidates = candidates.into_iter();
            Question {
                people: people.into_iter().map(|(key, people)| (key, f64::from(people))).collect(),
                candidates: candidates
                    .map(|(key, (standing, cost, room))| (key, standing, f64::from(cost), f64::from(room)))
                    .collect(),
                costs,
            }
        },
    )
}

fn aims() -> Vec<SiteAim> {
    use Objective::{Backup, Fair, Lscp, Mclp, MclpWithin, PCenter, PMedian, PMedianWithin};
    let all = [Mclp, Lscp, PMedian, PCenter, Backup, MclpWithin, PMedianWithin, Fair];
    let of = |objective| SiteAim { objective, p: Some(2), radius: Some(4.9), ..SiteAim::default() };
    let mut aims: Vec<SiteAim> = all.into_iter().map(of).collect();
    aims.push(SiteAim { beyond: Some(7.0), ..of(PMedian) });
    aims.push(SiteAim { p: None, ..of(Lscp) });
    aims.push(SiteAim { p: None, budget: Some(5), ..of(Mclp) });
    aims.push(SiteAim { p: None, budget: Some(5), ..of(Fair) });
    aims.extend([Mclp, PMedian, Backup, Fair].map(|objective| SiteAim { marginal: true, ..of(objective) }));
    aims
}

proptest! {
    /// The order of rows of no table changes the plan.
    #[test]
    fn the_order_of_rows_does_not_matter(
        (question, other) in questions().prop_flat_map(|question| {
            let shuffled = (
                Just(question.people.clone()).prop_shuffle(),
                Just(question.candidates.clone()).prop_shuffle(),
                Just(question.costs.clone()).prop_shuffle(),
            );
            let shuffled = shuffled.prop_map(|(people, candidates, costs)| Question { people, candidates, costs });
            (Just(question), shuffled)
        }),
    ) {
        for aim in aims() {
            prop_assert_eq!(question.told(&aim), other.told(&aim), "{:?}", aim);
        }
    }
}

#[test]
fn what_is_wrong_has_a_code() {
    let right = Question {
        people: vec![(7, 5.0), (3, 2.0)],
        candidates: vec![(2, Standing::Open, 1.0, 3.0), (1, Standing::Open, f64::NAN, 3.0)],
        costs: vec![(7, 1, 4.0), (3, 2, 5.0)],
    };
    let aim = SiteAim { p: Some(1), radius: Some(4.0), ..SiteAim::default() };
    let told = right.told(&aim);
    assert!(told.starts_with("[(1, 5)] [(3, None, None), (7, Some(1), Some(4))] [] [] 5 5 0 "), "{told}");
    let question = |change: &dyn Fn(&mut Question)| {
        let mut question = right.clone();
        change(&mut question);
        question.site(&aim).unwrap_err().to_string()
    };
    type Case<'a> = (&'a dyn Fn(&mut Question), &'a str);
    let cases: [Case<'_>; 8] = [
        (&|of| of.people[1].1 = 0.5, "demand row 1"),
        (&|of| of.people[0].1 = -1.0, "demand row 0"),
        (&|of| of.people[0].1 = f64::NAN, "demand row 0"),
        (&|of| of.people[1].0 = 7, "demand row 1"),
        (&|of| of.candidates[1].0 = 2, "candidates row 1"),
        (&|of| of.costs[1].1 = 9, "costs row 1"),
        (&|of| of.costs.push((7, 1, 4.0)), "demand row 0"),
        (&|of| of.people.clear(), "costs row 0"),
    ];
    for (change, row) in cases {
        let text = question(change);
        assert!(text.contains(row), "{text}");
    }
    let asked = |change: &dyn Fn(&mut SiteAim)| {
        let mut aim = aim.clone();
        change(&mut aim);
        right.told(&aim)
    };
    assert_eq!(asked(&|aim| aim.p = Some(3)), "circle.too_many_sites");
    assert_eq!(asked(&|aim| aim.p = None), "circle.choice_not_for_model");
    assert_eq!(asked(&|aim| aim.budget = Some(3)), "circle.choice_not_for_model");
    assert_eq!(asked(&|aim| (aim.p, aim.budget) = (None, Some(3))), "circle.not_whole");
    for radius in [None, Some(0.0), Some(0.9), Some(-3.0), Some(f64::NAN)] {
        assert_eq!(asked(&|aim| aim.radius = radius), "circle.bad_radius");
    }
    assert_eq!(
        asked(&|aim| (aim.objective, aim.marginal) = (Objective::Fair, true)),
        "circle.choice_not_for_model"
    );
    let median = |beyond| asked(&|aim| (aim.objective, aim.beyond) = (Objective::PMedian, Some(beyond)));
    for beyond in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(median(beyond), "circle.bad_cost");
    }
}
