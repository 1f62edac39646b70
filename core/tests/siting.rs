//! Goal: sites that others have proven to be best are found and proven. Method: SJC324 (Lorena) and pmed1-10 of OR-Library
//! (Beasley 1985), read from the folder of outside data.

use doorstep::circle::siting::{
    Answer, Choice, Effort, Model, Relation, SitePairs, SitePlan, Siting, best_center, best_covering,
    best_medians,
};

use crate::data_dir;

const EFFORT: Effort = Effort { steps_max: 200_000, nodes_max: 10_000, gap_ppm: 0 };

fn read(name: &str) -> Option<String> {
    let text = data_dir().and_then(|folder| std::fs::read_to_string(folder.join("siting").join(name)).ok());
    if text.is_none() {
        println!("skipped: no data");
    }
    text
}

fn question<'a>(people: &'a [u64], relation: &'a Relation, count: u32) -> Siting<'a> {
    let (model, choice) = (Model::Center, Choice::Count(count));
    Siting { model, people, relation, standing: &[], room: &[], choice, effort: EFFORT }
}

fn plan(answer: Answer) -> SitePlan {
    match answer {
        Answer::Plan(plan) => plan,
        Answer::Infeasible(why) => panic!("{why:?}"),
    }
}

fn all_pairs(costs: &[Vec<u32>]) -> Relation {
    let n = costs.len() as u32;
    let demand: Vec<u32> = (0..n * n).map(|pair| pair / n).collect();
    let candidate: Vec<u32> = (0..n * n).map(|pair| pair % n).collect();
    let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &costs.concat() };
    Relation::new(costs.len(), costs.len(), pairs).unwrap()
}

#[test]
fn as_many_of_sjc324_are_covered_as_is_known() {
    let Some(text) = read("SJC324.txt") else { return };
    let numbers = |line: &str| line.split_whitespace().filter_map(|field| field.parse().ok()).collect();
    let rows: Vec<Vec<f64>> = text.lines().map(numbers).filter(|row: &Vec<f64>| row.len() == 3).collect();
    assert_eq!(rows.len(), 324);
    let far = |one: &Vec<f64>, other: &Vec<f64>| (one[0] - other[0]).hypot(one[1] - other[1]);
    let thousandths = |one, other| (far(one, other) * 1000.0).ceil() as u32;
    let costs: Vec<Vec<u32>> =
        rows.iter().map(|one| rows.iter().map(|other| thousandths(one, other)).collect()).collect();
    let people: Vec<u64> = rows.iter().map(|row| row[2] as u64).collect();
    let relation = all_pairs(&costs);
    for (count, best) in (1..).zip([5461, 8790, 11604, 12106, 12152]) {
        let plan = plan(best_covering(&question(&people, &relation, count), 800_000).unwrap());
        assert_eq!((plan.objective, plan.bound), (best, best));
    }
}

/// The shortest ways of pmed, and how many sites; of an edge that stands twice the last length holds.
fn pmed(number: u32) -> Option<(Relation, usize, u32)> {
    let text = read(&format!("pmed{number}.txt"))?;
    let fields: Vec<u32> = text.split_whitespace().map(|field| field.parse().unwrap()).collect();
    let (n, count) = (fields[0] as usize, fields[2]);
    let mut costs = vec![vec![1_000_000_u32; n]; n];
    for edge in fields[3..].chunks_exact(3) {
        let (one, other) = (edge[0] as usize - 1, edge[1] as usize - 1);
        costs[one][other] = edge[2];
        costs[other][one] = edge[2];
    }
    (0..n).for_each(|node| costs[node][node] = 0);
    for via in 0..n {
        let from_via = costs[via].clone();
        for row in &mut costs {
            let to_via = row[via];
            row.iter_mut().zip(&from_via).for_each(|(cost, from)| *cost = (*cost).min(to_via + from));
        }
    }
    Some((all_pairs(&costs), n, count))
}

#[test]
fn medians_of_pmed_are_those_that_are_known() {
    for (number, best) in (1..).zip([5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255]) {
        let Some((relation, n, count)) = pmed(number) else { return };
        let found = plan(best_medians(&question(&vec![1; n], &relation, count), None).unwrap());
        assert_eq!((found.objective, found.bound), (best, best), "pmed{number}");
    }
}

/// The least radii as the literature on the p-center has them for these instances.
#[test]
fn centers_of_pmed_are_as_near_as_is_known() {
    for (number, best) in (1..).zip([127, 98, 93, 74, 48, 84, 64, 55, 37, 20]) {
        let Some((relation, n, count)) = pmed(number) else { return };
        let found = plan(best_center(&question(&vec![1; n], &relation, count)).unwrap());
        assert_eq!((found.objective, found.bound), (best, best), "pmed{number}");
    }
}
