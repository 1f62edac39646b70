//! From communities up to the province, each person once (四级网络汇总).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Answer, CircleCode, CircleError};
use crate::model::{RegionCode, RegionTier};

/// What is counted of a resident: the row of coverage, and where and who.
#[derive(Debug, Clone, Copy)]
pub struct RollupResident<'a> {
    /// The division as the table writes it, of any tier.
    pub region: Option<&'a str>,
    /// A group to count under, such as a key group; any text.
    pub group: Option<&'a str>,
    /// What coverage says.
    pub answer: Answer,
    /// How many people the row stands for.
    pub weight: u64,
}

/// Sums of weights by answer; `covered + not_covered + unknown = total`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct AnswerSums {
    /// Weight inside a circle.
    pub covered: u64,
    /// Weight outside every circle.
    pub not_covered: u64,
    /// Weight for which a fact is missing.
    pub unknown: u64,
    /// All weight.
    pub total: u64,
}

impl AnswerSums {
    /// Adds a weight; nothing if the total would pass 2^53 - 1, which is exact as a JavaScript number.
    fn add(&mut self, answer: Answer, weight: u64) -> Option<()> {
        self.total = self.total.checked_add(weight).filter(|&total| total < 1 << 53)?;
        match answer {
            Answer::Covered => self.covered += weight,
            Answer::NotCovered => self.not_covered += weight,
            Answer::Unknown => self.unknown += weight,
        }
        Some(())
    }
}

/// The sums of one division; `own` and the `all` of its children add up to its `all`, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RegionSums {
    /// Residents whose code names this division and none below.
    pub own: AnswerSums,
    /// These and all below.
    pub all: AnswerSums,
    /// `all` by group; the group `None` is of residents without one.
    pub groups: BTreeMap<Option<String>, AnswerSums>,
}

impl RegionSums {
    fn add(&mut self, resident: &RollupResident<'_>, is_own: bool) -> Option<()> {
        if is_own {
            self.own.add(resident.answer, resident.weight)?;
        }
        self.all.add(resident.answer, resident.weight)?;
        let group = self.groups.entry(resident.group.map(str::to_owned)).or_default();
        group.add(resident.answer, resident.weight)
    }
}

/// Coverage by division, from communities up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rollup {
    /// By code, so that a division stands before those in it.
    pub regions: BTreeMap<RegionCode, RegionSums>,
    /// Residents whose division is missing or no code.
    pub unknown_region: RegionSums,
    /// Everybody: the provinces and the unknown region.
    pub total: RegionSums,
}

/// Sums coverage up from communities (社区) over streets, counties and cities to provinces (四级网络汇总).
///
/// A code counts for its own division and for each above, by its digits (GB/T 2260 and the statistics bureau's extension).
/// Who has none, or one that cannot be read, is counted in `unknown_region`.
///
/// ```
/// use doorstep::{RegionCode, circle::{Answer, RollupResident, rollup}};
/// let home = RollupResident { region: Some("370102005001"), group: None, answer: Answer::Covered, weight: 3 };
/// let sums = rollup(&[home, RollupResident { region: Some("370102"), ..home }, RollupResident { region: None, ..home }])?;
/// let county = &sums.regions[&"370102".parse::<RegionCode>()?];
/// assert_eq!((county.own.total, county.all.total), (3, 6));
/// assert_eq!((sums.unknown_region.all.total, sums.total.all.total), (3, 9));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.weight_too_large`.
pub fn rollup(residents: &[RollupResident<'_>]) -> Result<Rollup, CircleError> {
    let tiers = [
        RegionTier::Province,
        RegionTier::City,
        RegionTier::County,
        RegionTier::Street,
        RegionTier::Community,
    ];
    let mut sums = Rollup::default();
    for (row, resident) in residents.iter().enumerate() {
        let refuse = || CircleError::at_resident(CircleCode::WeightTooLarge, row);
        sums.total.add(resident, false).ok_or_else(refuse)?;
        match resident.region.and_then(|region| RegionCode::parse(region).ok()) {
            None => sums.unknown_region.add(resident, true).ok_or_else(refuse)?,
            Some(code) => {
                for above in tiers.iter().filter_map(|tier| code.at(*tier)) {
                    let is_own = above == code;
                    sums.regions.entry(above).or_default().add(resident, is_own).ok_or_else(refuse)?;
                }
            }
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_and_what_is_stated_add_up() {
        let codes =
            ["37", "3701", "370102", "370102005", "370102005001", "370103001", "1101", "370102005002"];
        let dirty =
            [None, Some(""), Some("3701020"), Some("37010200500100"), Some("991234"), Some("370102.0")];
        let all: Vec<Option<&str>> = codes.into_iter().map(Some).chain(dirty).collect();
        let answers = [Answer::Covered, Answer::NotCovered, Answer::Unknown];
        let residents: Vec<_> = (0..200_usize)
            .map(|row| RollupResident {
                region: all[row * 5 % all.len()],
                group: [None, Some("youth"), Some("veteran")][row % 5 % 3],
                answer: answers[row * 5 % 11 % 3],
                weight: row as u64,
            })
            .collect();
        let sums = rollup(&residents).unwrap();
        for (code, region) in &sums.regions {
            let inside = |resident: &&RollupResident<'_>| {
                resident.region.is_some_and(|text| codes.contains(&text) && text.starts_with(code.as_str()))
            };
            let recount = |answer| -> u64 {
                let of = residents.iter().filter(inside).filter(|resident| resident.answer == answer);
                of.map(|resident| resident.weight).sum()
            };
            assert_eq!(
                answers.map(recount),
                [region.all.covered, region.all.not_covered, region.all.unknown]
            );
            let is_child = |other: &RegionCode| {
                code.contains(other)
                    && other.tier() > code.tier()
                    && !sums
                        .regions
                        .keys()
                        .any(|one| one.tier() > code.tier() && one != other && one.contains(other))
            };
            let below: u64 =
                sums.regions.iter().filter(|(one, _)| is_child(one)).map(|(_, one)| one.all.total).sum();
            assert_eq!(region.own.total + below, region.all.total, "{code}");
            assert_eq!(region.groups.values().map(|group| group.total).sum::<u64>(), region.all.total);
        }
        let top: u64 = ["37", "11"]
            .iter()
            .map(|code| sums.regions[&code.parse::<RegionCode>().unwrap()].all.total)
            .sum();
        assert_eq!(top + sums.unknown_region.all.total, sums.total.all.total);
        assert_eq!(sums.total.all.total, (0..200).sum::<u64>());
    }
}
