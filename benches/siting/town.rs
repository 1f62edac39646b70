//! Towns as files of pairs, and made up from a seed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use doorstep::circle::siting::{Relation, SitePairs};
use doorstep_benches::Numbers;
use serde::Deserialize;

/// How many centres a made-up town has.
const CENTRES: u64 = 40;

/// Deviation of places about their centre, along each axis.
const SPREAD_M: f64 = 2_500.0;

/// Demand points with people, candidates, and what it costs to get from one to the other, in columns.
///
/// As a file: whole numbers of 32 bits, little-endian: how many demand points, candidates and pairs, then people, then of
/// all pairs the demand points, the candidates and the costs. A file that ends in `.csv` has columns `demand`, `people`,
/// `candidate` and `cost` instead, a row for each pair; demand points and candidates are counted from 0, and a demand point
/// that reaches nothing has a row without `candidate` and `cost`.
pub(crate) struct Town {
    pub people: Vec<u64>,
    pub demand: Vec<u32>,
    pub candidate: Vec<u32>,
    pub cost: Vec<u32>,
    pub candidates: usize,
}

#[derive(Deserialize)]
struct Row {
    demand: u32,
    people: u64,
    candidate: Option<u32>,
    cost: Option<u32>,
}

/// The relation of columns.
pub(crate) fn relation(
    demands: usize,
    candidates: usize,
    demand: &[u32],
    candidate: &[u32],
    cost: &[u32],
) -> Result<Relation> {
    Ok(Relation::new(demands, candidates, SitePairs { demand, candidate, cost })?)
}

impl Town {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        if path.extension().is_some_and(|extension| extension == "csv") {
            return Self::read_csv(path);
        }
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let (words, rest) = bytes.as_chunks::<4>();
        ensure!(rest.is_empty(), "no whole numbers of 32 bits");
        let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
        let mut head = || words.next().context("the file is too short");
        let (demands, candidates, pairs) = (head()? as usize, head()? as usize, head()? as usize);
        ensure!(words.len() == demands + 3 * pairs, "{} numbers are left", words.len());
        let people = words.by_ref().take(demands).map(u64::from).collect();
        let mut column = || words.by_ref().take(pairs).collect();
        Ok(Self { people, demand: column(), candidate: column(), cost: column(), candidates })
    }

    fn read_csv(path: &Path) -> Result<Self> {
        let mut town = Self {
            people: Vec::new(),
            demand: Vec::new(),
            candidate: Vec::new(),
            cost: Vec::new(),
            candidates: 0,
        };
        for row in csv::Reader::from_path(path)?.deserialize() {
            let Row { demand, people, candidate, cost } = row?;
            let place = demand as usize;
            if place >= town.people.len() {
                town.people.resize(place + 1, 0);
            }
            if let Some(own) = town.people.get_mut(place) {
                *own = people;
            }
            if let (Some(candidate), Some(cost)) = (candidate, cost) {
                town.candidates = town.candidates.max(candidate as usize + 1);
                town.demand.push(demand);
                town.candidate.push(candidate);
                town.cost.push(cost);
            }
        }
        Ok(town)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let head = [self.people.len(), self.candidates, self.cost.len()].map(u32::try_from);
        let people = self.people.iter().map(|&people| u32::try_from(people));
        let counts = head.into_iter().chain(people).collect::<Result<Vec<u32>, _>>()?;
        let columns = [counts, self.demand.clone(), self.candidate.clone(), self.cost.clone()].concat();
        let bytes: Vec<u8> = columns.into_iter().flat_map(u32::to_le_bytes).collect();
        Ok(fs::write(path, bytes)?)
    }

    /// A town of people about centres and candidates among them: pairs within a reach, in whole metres rounded up. The same
    /// numbers always make the same town; its centres lie in a square of so many kilometres, and a reach of 0 keeps all pairs.
    pub(crate) fn made_up(demands: usize, candidates: usize, side_km: u32, reach_m: u32) -> Result<Self> {
        let side_m = 1e3 * f64::from(side_km);
        let mut numbers = Numbers::new(6);
        let centres: Vec<[f64; 2]> =
            (0..CENTRES).map(|_| [numbers.unit() * side_m, numbers.unit() * side_m]).collect();
        let mut place = || {
            // Of two centres the earlier: some are larger than others.
            let centre = numbers.below(CENTRES).min(numbers.below(CENTRES)) as usize;
            centres.get(centre).copied().unwrap_or_default().map(|at| at + numbers.normal() * SPREAD_M)
        };
        let homes: Vec<[f64; 2]> = (0..demands).map(|_| place()).collect();
        let sites: Vec<[f64; 2]> = (0..candidates).map(|_| place()).collect();
        let people = (0..demands).map(|_| 1 + numbers.below(60)).collect();
        let reach = if reach_m == 0 { 20.0 * side_m } else { f64::from(reach_m) };
        let cell = |at: [f64; 2]| at.map(|along| (along / reach).floor() as i64);
        let mut cells = BTreeMap::<[i64; 2], Vec<(u32, [f64; 2])>>::new();
        for (name, &site) in (0..).zip(&sites) {
            cells.entry(cell(site)).or_default().push((name, site));
        }
        let mut town =
            Self { people, demand: Vec::new(), candidate: Vec::new(), cost: Vec::new(), candidates };
        for (name, &home) in (0..).zip(&homes) {
            let [x, y] = cell(home);
            let about = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| [x, y]));
            for &(site, [to_x, to_y]) in about.filter_map(|cell| cells.get(&cell)).flatten() {
                let cost = (home[0] - to_x).hypot(home[1] - to_y).ceil();
                if cost <= reach {
                    town.demand.push(name);
                    town.candidate.push(site);
                    town.cost.push(cost as u32);
                }
            }
        }
        ensure!(!town.cost.is_empty(), "nobody reaches anything");
        Ok(town)
    }
}
