//! Which cases are looked at again (随机抽查): a draw that anybody can repeat.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::{SupervisionCode, SupervisionError};
use super::figure::{MILLION, count};
use super::history::{Fate, History};
use crate::voucher::digest::Digest;
use crate::voucher::ident::ProgrammeId;
use crate::voucher::time::Timestamp;

/// One case that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SampleUnit {
    /// Its id, one line of text, such as the serial of a voucher.
    pub id: String,
    /// The stratum in which it is drawn, such as a division or a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
}

/// How many are drawn: of each stratum its share, rounded up, at least `min` and at most `max`, and never more than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SampleSize {
    /// The share in millionths, up to 1,000,000.
    pub share_millionths: u64,
    /// The least number of each stratum.
    #[serde(default)]
    pub min: u64,
    /// The greatest number of each stratum.
    #[serde(default)]
    pub max: Option<u64>,
}

impl SampleSize {
    /// How many of `population` are drawn. It never falls when the share or the population grows.
    fn of(self, population: usize) -> usize {
        let whole = count(population);
        let share = u128::from(whole) * u128::from(self.share_millionths);
        let wanted = u64::try_from(share.div_ceil(u128::from(MILLION))).unwrap_or(whole);
        let most = self.max.unwrap_or(u64::MAX).min(whole);
        usize::try_from(wanted.max(self.min).min(most)).unwrap_or(population)
    }

    fn check(self) -> Result<(), SupervisionError> {
        let refuse = |place: &str| Err(SupervisionError::new(SupervisionCode::Parameter, place));
        if self.share_millionths > MILLION {
            return refuse("share_millionths");
        }
        if self.max.is_some_and(|max| max < self.min) {
            return refuse("max");
        }
        Ok(())
    }
}

/// A case that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drawn {
    /// Its id.
    pub id: String,
    /// Its stratum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
    /// Its place in the order of its stratum, from 1.
    pub rank: u64,
    /// The digest by which it is ordered.
    pub digest: Digest,
}

/// How many of a stratum were drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StratumDrawn {
    /// The stratum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
    /// How many there are.
    pub population: u64,
    /// How many were drawn.
    pub drawn: u64,
}

/// A sample (抽样结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sample {
    /// The seed.
    pub seed: String,
    /// SHA-256 over the ids in the order of their bytes, each followed by a line feed: what was drawn from.
    pub population_digest: Digest,
    /// The strata, by name.
    pub strata: Vec<StratumDrawn>,
    /// What was drawn, by stratum and rank.
    pub drawn: Vec<Drawn>,
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\n', '\r'])
}

/// The digest by which a case is ordered: SHA-256 (FIPS 180-4) over the seed, a line feed and the id, in UTF-8.
///
/// ```
/// use doorstep::voucher::supervision::sample_digest;
/// // printf 'seed\nv-1' | sha256sum
/// assert!(sample_digest("seed", "v-1").to_string().starts_with("00e18d70"));
/// ```
pub fn sample_digest(seed: &str, id: &str) -> Digest {
    let hash = Sha256::new().chain_update(seed).chain_update("\n").chain_update(id);
    Digest::from(<[u8; 32]>::from(hash.finalize()))
}

/// Draws cases by the order of their digests.
///
/// The order of rows plays no part, equal seeds draw equal samples, and a larger share or a larger `max` draws all that a
/// smaller one draws and some more. Each stratum is drawn for itself. Whoever knows the seed before the population is
/// closed can choose what will be drawn: take a seed that nobody could know then, such as the head of a later day's ledger
/// or a number drawn in public.
///
/// ```
/// use doorstep::voucher::supervision::{SampleSize, SampleUnit, sample};
/// let population: Vec<SampleUnit> =
///     (1..=9).map(|number| SampleUnit { id: format!("v-{number}"), stratum: None }).collect();
/// let size = |share_millionths| SampleSize { share_millionths, min: 0, max: None };
/// let few = sample(&population, size(200_000), "2026-11-26")?;
/// let more = sample(&population, size(500_000), "2026-11-26")?;
/// assert_eq!((few.drawn.len(), more.drawn.len()), (2, 5));
/// assert_eq!(few.drawn[..], more.drawn[..2]);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `supervision.parameter` for a share above the whole or a `max` below `min`; `supervision.seed` for a seed, id or stratum
/// that is empty or has a line break; `supervision.duplicate` for an id that is there twice.
pub fn sample(population: &[SampleUnit], size: SampleSize, seed: &str) -> Result<Sample, SupervisionError> {
    size.check()?;
    if !is_line(seed) {
        return Err(SupervisionError::new(SupervisionCode::Seed, "seed"));
    }
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    let mut strata: BTreeMap<Option<&str>, Vec<(Digest, &str)>> = BTreeMap::new();
    for (place, unit) in population.iter().enumerate() {
        let refuse = |code| Err(SupervisionError::new(code, format_args!("population[{place}]")));
        if !is_line(&unit.id) || !unit.stratum.as_deref().is_none_or(is_line) {
            return refuse(SupervisionCode::Seed);
        }
        if !ids.insert(&unit.id) {
            return refuse(SupervisionCode::Duplicate);
        }
        strata.entry(unit.stratum.as_deref()).or_default().push((sample_digest(seed, &unit.id), &unit.id));
    }
    let all = ids.iter().fold(Sha256::new(), |hash, id| hash.chain_update(id).chain_update("\n"));
    let mut sample = Sample {
        seed: seed.to_owned(),
        population_digest: Digest::from(<[u8; 32]>::from(all.finalize())),
        strata: Vec::with_capacity(strata.len()),
        drawn: Vec::new(),
    };
    for (stratum, mut units) in strata {
        let (population, drawn) = (units.len(), size.of(units.len()));
        units.sort_unstable();
        let stratum = stratum.map(str::to_owned);
        let chosen = (1..).zip(units.into_iter().take(drawn)).map(|(rank, (digest, id))| Drawn {
            id: id.to_owned(),
            stratum: stratum.clone(),
            rank,
            digest,
        });
        sample.drawn.extend(chosen);
        sample.strata.push(StratumDrawn { stratum, population: count(population), drawn: count(drawn) });
    }
    Ok(sample)
}

/// In which strata vouchers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StratumBy {
    /// The programme.
    Programme,
    /// The division whose money it is.
    Region,
    /// The provider.
    Provider,
}

/// Which redeemed vouchers can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PopulationAsked {
    /// Of this programme.
    pub programme: Option<ProgrammeId>,
    /// Redeemed at or after this instant.
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub since: Option<Timestamp>,
    /// Redeemed before this instant.
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub until: Option<Timestamp>,
    /// Only those that are paid.
    pub paid: bool,
    /// In which strata; all in one if absent.
    pub stratum: Option<StratumBy>,
}

impl History {
    /// The vouchers whose redemption stands, as cases to draw from.
    pub fn population(&self, asked: &PopulationAsked) -> Vec<SampleUnit> {
        let unit = |place: usize| {
            let right = self.rights.get(place)?;
            let redemption = self.standing(right)?;
            let (programme, _) = self.programme(right.programme)?;
            let keeps = asked.programme.as_ref().is_none_or(|wanted| wanted == programme)
                && asked.since.is_none_or(|since| redemption.at.time >= since)
                && asked.until.is_none_or(|until| redemption.at.time < until)
                && (!asked.paid || redemption.fate == Fate::Paid);
            let stratum = match asked.stratum {
                None => None,
                Some(StratumBy::Programme) => Some(programme.as_str()),
                Some(StratumBy::Region) => self.region_of(right).map(|region| region.as_str()),
                Some(StratumBy::Provider) => self.party(redemption.provider).map(|party| party.as_str()),
            };
            let id = self.serial(redemption.serial)?;
            keeps.then(|| SampleUnit { id: id.as_str().to_owned(), stratum: stratum.map(str::to_owned) })
        };
        (0..self.rights.len()).filter_map(unit).collect()
    }
}
