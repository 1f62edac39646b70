//! Key figures of the five precisions (五个精准): 人群识别、服务供给、资金监管、绩效评估、服务评价.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::error::{SupervisionCode, SupervisionError};
use super::figure::{MILLION, count, fen, scaled};
use super::history::{History, Redemption, Right};
use crate::error::codes;
use crate::model::Fen;
use crate::voucher::ident::{PartyId, ProgrammeId, VoucherId};
use crate::voucher::time::Timestamp;

codes! {
    /// The key figures, in the order in which they stand. Each belongs to one of the five precisions.
    pub enum KpiCode {
        /// Holders among the eligible.
        Coverage = "coverage", "eligible people who hold a voucher, of the eligible", "符合条件人员持券率";
        /// Holders who are not eligible.
        InclusionError = "inclusion_error", "holders who are not eligible, of the holders", "错发率（不符合条件而持券）";
        /// The eligible without a voucher.
        ExclusionError = "exclusion_error", "eligible people without a voucher, of the eligible", "漏发率（符合条件而无券）";
        /// Claimed of the issued.
        TakeUp = "take_up", "vouchers claimed, of the vouchers issued", "领取率";
        /// Redeemed of the issued.
        Use = "use", "vouchers redeemed, of the vouchers issued", "核销率";
        /// Accredited providers who redeem; whose accreditation was withdrawn later is not among them.
        ActiveProviders = "active_providers",
            "accredited providers that redeemed a voucher, of the accredited", "定点机构活跃率";
        /// How far what was paid is from the plan.
        FundVariance = "fund_variance",
            "difference between paid and planned fen, of the planned", "资金执行偏差率";
        /// Received back of the paid.
        Recovery = "recovery", "fen received back, of the fen paid", "资金追回率";
        /// People still in work after three months.
        Stable3 = "stable_3", "paid holders in work for 3 months, of the paid holders", "三个月稳定就业率";
        /// After six months.
        Stable6 = "stable_6", "paid holders in work for 6 months, of the paid holders", "六个月稳定就业率";
        /// After twelve months.
        Stable12 = "stable_12", "paid holders in work for 12 months, of the paid holders", "十二个月稳定就业率";
        /// Money for one of them.
        CostStable3 = "cost_stable_3", "fen paid for each holder in work for 3 months", "三个月稳定就业人均成本";
        /// Money for one of them.
        CostStable6 = "cost_stable_6", "fen paid for each holder in work for 6 months", "六个月稳定就业人均成本";
        /// Money for one of them.
        CostStable12 = "cost_stable_12", "fen paid for each holder in work for 12 months", "十二个月稳定就业人均成本";
        /// The mean rating.
        MeanRating = "mean_rating", "mean rating from 1 to 5", "服务评价均分";
        /// Ratings of 4 and 5.
        Satisfied = "satisfied", "ratings of 4 and 5, of the ratings", "满意率";
        /// Rated vouchers.
        Response = "response", "rated vouchers, of the vouchers redeemed", "评价率";
    }
}

/// The five precisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Precision {
    /// Whom the programme reaches (人群识别).
    Targeting,
    /// What is offered and taken (服务供给).
    Supply,
    /// Whether the money goes as planned (资金监管).
    Fund,
    /// What comes of it (绩效评估).
    Performance,
    /// What people say of it (服务评价).
    Rating,
}

impl KpiCode {
    /// The precision to which it belongs.
    pub const fn precision(self) -> Precision {
        match self {
            Self::Coverage | Self::InclusionError | Self::ExclusionError => Precision::Targeting,
            Self::TakeUp | Self::Use | Self::ActiveProviders => Precision::Supply,
            Self::FundVariance | Self::Recovery => Precision::Fund,
            Self::Stable3
            | Self::Stable6
            | Self::Stable12
            | Self::CostStable3
            | Self::CostStable6
            | Self::CostStable12 => Precision::Performance,
            Self::MeanRating | Self::Satisfied | Self::Response => Precision::Rating,
        }
    }

    /// Whether its value is in whole fen; all others are in millionths.
    pub const fn is_in_fen(self) -> bool {
        matches!(self, Self::CostStable3 | Self::CostStable6 | Self::CostStable12)
    }
}

/// A result of work: somebody reached so many months (稳定就业).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StableJob {
    /// The holder's token.
    pub person: PartyId,
    /// For how many months in work.
    pub months: u32,
}

/// What a holder says of a service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rating {
    /// The voucher.
    pub voucher: VoucherId,
    /// 1 to 5, 5 is best.
    pub score: u8,
}

/// A period, and what the ledger does not know of it; facts that are not given leave their figures without a value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiPeriod {
    /// The first day, in Asia/Shanghai.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day after it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
    /// Whoever is eligible in the period, by token.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub eligible: Option<BTreeSet<PartyId>>,
    /// What was planned to be paid in the period, in fen by programme.
    #[serde(rename = "planned_fen", default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<BTreeMap<String, u64>>"))]
    pub planned: Option<BTreeMap<ProgrammeId, Fen>>,
    /// Results of holders who were paid for in the period.
    #[serde(default)]
    pub stable_jobs: Option<Vec<StableJob>>,
    /// Ratings of vouchers that were redeemed in the period.
    #[serde(default)]
    pub ratings: Option<Vec<Rating>>,
}

/// One figure, with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kpi {
    /// Which figure.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub kpi: KpiCode,
    /// The precision to which it belongs.
    pub precision: Precision,
    /// The programme; absent for all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// What is counted: people, vouchers, providers, fen or points.
    pub numerator: u64,
    /// Of what.
    pub denominator: u64,
    /// The quotient in millionths, halves rounded up; absent if there is nothing to divide by, and for costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub millionths: Option<u64>,
    /// The quotient in whole fen, halves rounded up: for costs.
    #[serde(rename = "value_fen", skip_serializing_if = "Option::is_none")]
    pub value_fen: Option<u64>,
    /// The fact that was not given, for want of which there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<&'static str>,
    /// Who or what was counted, if ids were asked for: of people and providers tokens, of vouchers serials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator_ids: Option<Vec<String>>,
    /// The same for the denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator_ids: Option<Vec<String>>,
}

/// The key figures of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kpis {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day after it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
    /// The figures, by kind, then by programme; the one of all comes first.
    pub kpis: Vec<Kpi>,
    /// How many ratings of 1, 2, 3, 4 and 5 there are.
    pub rating_counts: Vec<u64>,
    /// Ratings of vouchers that were not redeemed in the period; they are in no figure.
    pub ratings_unmatched: u64,
    /// People with a result who were not paid for in the period; they are in no figure.
    pub stable_jobs_unmatched: u64,
}

/// Which way a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KpiTurn {
    /// Greater than before.
    Up,
    /// Less than before.
    Down,
    /// Exactly as before.
    Same,
}

/// A figure in two periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiChange {
    /// Which figure.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub kpi: KpiCode,
    /// The programme; absent for all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// The value before, in millionths, of costs in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// The value after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// After less before, of the rounded values; absent if one of them is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<i64>,
    /// Which way it went, by the exact ratios; absent if one of them is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<KpiTurn>,
}

/// The parts of a figure, with ids.
#[derive(Default)]
struct Parts {
    numerator: u64,
    denominator: u64,
    ids: [Vec<String>; 2],
}

impl Parts {
    fn of<'a>(
        numerator: impl IntoIterator<Item = &'a str>,
        denominator: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let [mut top, mut bottom]: [Vec<String>; 2] = [
            numerator.into_iter().map(str::to_owned).collect(),
            denominator.into_iter().map(str::to_owned).collect(),
        ];
        top.sort_unstable();
        bottom.sort_unstable();
        Self { numerator: count(top.len()), denominator: count(bottom.len()), ids: [top, bottom] }
    }
}

impl Kpi {
    fn new(kpi: KpiCode, programme: Option<&ProgrammeId>, parts: Parts, with_ids: bool) -> Self {
        let Parts { numerator, denominator, ids: [top, bottom] } = parts;
        let value = |scale| scaled(numerator, denominator, scale);
        Self {
            kpi,
            precision: kpi.precision(),
            programme: programme.cloned(),
            numerator,
            denominator,
            millionths: if kpi.is_in_fen() { None } else { value(MILLION) },
            value_fen: if kpi.is_in_fen() { value(1) } else { None },
            needs: None,
            numerator_ids: with_ids.then_some(top),
            denominator_ids: with_ids.then_some(bottom),
        }
    }

    fn lacks(kpi: KpiCode, needs: &'static str) -> Self {
        Self { needs: Some(needs), ..Self::new(kpi, None, Parts::default(), false) }
    }

    /// The value that is shown.
    pub fn value(&self) -> Option<u64> {
        self.millionths.or(self.value_fen)
    }
}

/// The rights and redemptions of a period.
struct Seen<'a> {
    issued: Vec<&'a Right>,
    redeemed: Vec<&'a Redemption>,
    paid: Vec<&'a Redemption>,
}

impl History {
    /// The key figures of a period. Vouchers count for the period in which they were issued, redemptions that stand and
    /// payments for that in which they were made.
    ///
    /// # Errors
    /// `supervision.period`; `supervision.parameter` for a score that is none of 1 to 5; `supervision.duplicate` for a voucher
    /// that is rated twice; `supervision.amount_too_large`.
    pub fn kpi(&self, period: &KpiPeriod, with_ids: bool) -> Result<Kpis, SupervisionError> {
        check(period)?;
        let inside = |at: Timestamp| (period.from..period.until).contains(&at.local_date());
        let standing = || self.rights.iter().filter_map(|right| self.standing(right));
        let seen = Seen {
            issued: self.rights.iter().filter(|right| inside(right.issued.time)).collect(),
            redeemed: standing().filter(|one| inside(one.at.time)).collect(),
            paid: standing().filter(|one| one.paid.is_some_and(|paid| inside(paid.time))).collect(),
        };
        let mut kpis = Kpis {
            from: period.from,
            until: period.until,
            kpis: Vec::new(),
            rating_counts: vec![0; 5],
            ratings_unmatched: 0,
            stable_jobs_unmatched: 0,
        };
        self.targeting(period, &seen, with_ids, &mut kpis);
        self.supply(period, &seen, with_ids, &mut kpis);
        self.fund(period, &seen, &mut kpis)?;
        self.performance(period, &seen, with_ids, &mut kpis)?;
        self.rating(period, &seen, with_ids, &mut kpis);
        kpis.kpis.sort_by(|one, other| (one.kpi, &one.programme).cmp(&(other.kpi, &other.programme)));
        Ok(kpis)
    }

    fn targeting(&self, period: &KpiPeriod, seen: &Seen<'_>, with_ids: bool, kpis: &mut Kpis) {
        use KpiCode as K;
        let Some(eligible) = &period.eligible else {
            let lacking = [K::Coverage, K::InclusionError, K::ExclusionError];
            kpis.kpis.extend(lacking.map(|kpi| Kpi::lacks(kpi, "eligible")));
            return;
        };
        let eligible: BTreeSet<&str> = eligible.iter().map(PartyId::as_str).collect();
        let holders = seen.issued.iter().filter_map(|right| self.party(right.holder));
        let holders: BTreeSet<&str> = holders.map(PartyId::as_str).collect();
        let all = || eligible.iter().copied();
        let mut add = |kpi, parts| kpis.kpis.push(Kpi::new(kpi, None, parts, with_ids));
        add(K::Coverage, Parts::of(eligible.intersection(&holders).copied(), all()));
        add(K::InclusionError, Parts::of(holders.difference(&eligible).copied(), holders.iter().copied()));
        add(K::ExclusionError, Parts::of(eligible.difference(&holders).copied(), all()));
    }

    fn supply(&self, period: &KpiPeriod, seen: &Seen<'_>, with_ids: bool, kpis: &mut Kpis) {
        let serials = |keep: &dyn Fn(&Right) -> bool| {
            let kept = seen.issued.iter().filter(|right| keep(right));
            kept.filter_map(|right| self.serial(right.serial)).map(VoucherId::as_str).collect::<Vec<_>>()
        };
        let issued = serials(&|_| true);
        let claimed = serials(&|right| right.claimed.is_some());
        let redeemed = serials(&|right| right.redemption.is_some());
        // At the last second of the period.
        let end = period.until.pred_opt().unwrap_or(period.until).and_hms_opt(15, 59, 59);
        let end = end.and_then(|end| Timestamp::new(end.and_utc().timestamp()).ok());
        let accredited = self.accredited(end.unwrap_or(self.time()));
        let redeem: BTreeSet<usize> = seen.redeemed.iter().map(|one| one.provider).collect();
        let tokens = |places: Vec<usize>| {
            let tokens = places.into_iter().filter_map(|place| self.party(place));
            tokens.map(PartyId::as_str).collect::<Vec<_>>()
        };
        let active = tokens(redeem.intersection(&accredited).copied().collect());
        let accredited = tokens(accredited.iter().copied().collect());
        kpis.kpis.extend([
            Kpi::new(KpiCode::TakeUp, None, Parts::of(claimed, issued.clone()), with_ids),
            Kpi::new(KpiCode::Use, None, Parts::of(redeemed, issued), with_ids),
            Kpi::new(KpiCode::ActiveProviders, None, Parts::of(active, accredited), with_ids),
        ]);
    }

    fn fund(&self, period: &KpiPeriod, seen: &Seen<'_>, kpis: &mut Kpis) -> Result<(), SupervisionError> {
        let mut paid: BTreeMap<&ProgrammeId, [i128; 2]> = BTreeMap::new();
        for redemption in &seen.paid {
            let right = self.right_of(redemption);
            let Some((id, _)) = right.and_then(|right| self.programme(right.programme)) else { continue };
            let [spent, recovered] = paid.entry(id).or_default();
            *spent += i128::from(redemption.amount.get());
            *recovered += i128::from(redemption.recovered.get());
        }
        let mut add = |kpi, programme, numerator: i128, denominator: i128, place| {
            let part = |sum| fen(sum, place).map(|sum| u64::try_from(sum.get()).unwrap_or(0));
            let parts =
                Parts { numerator: part(numerator)?, denominator: part(denominator)?, ..Parts::default() };
            kpis.kpis.push(Kpi::new(kpi, programme, parts, false));
            Ok(())
        };
        let (mut all, mut back) = (0, 0);
        for (id, [spent, recovered]) in &paid {
            add(KpiCode::Recovery, Some(*id), *recovered, *spent, "recovery")?;
            (all, back) = (all + spent, back + recovered);
        }
        add(KpiCode::Recovery, None, back, all, "recovery")?;
        let Some(planned) = &period.planned else {
            kpis.kpis.push(Kpi::lacks(KpiCode::FundVariance, "planned_fen"));
            return Ok(());
        };
        // What was paid without a plan is a difference, too.
        let ids: BTreeSet<&ProgrammeId> = planned.keys().chain(paid.keys().copied()).collect();
        let mut plan = 0;
        for id in ids {
            let wanted = planned.get(id).map_or(0, |wanted| i128::from(wanted.get()));
            let [spent, _] = paid.get(id).copied().unwrap_or_default();
            add(KpiCode::FundVariance, Some(id), (spent - wanted).abs(), wanted, "planned_fen")?;
            plan += wanted;
        }
        add(KpiCode::FundVariance, None, (all - plan).abs(), plan, "planned_fen")
    }

    fn performance(
        &self,
        period: &KpiPeriod,
        seen: &Seen<'_>,
        with_ids: bool,
        kpis: &mut Kpis,
    ) -> Result<(), SupervisionError> {
        use KpiCode as K;
        const LEVELS: [(u32, KpiCode, KpiCode); 3] = [
            (3, K::Stable3, K::CostStable3),
            (6, K::Stable6, K::CostStable6),
            (12, K::Stable12, K::CostStable12),
        ];
        let Some(jobs) = &period.stable_jobs else {
            let lacking = LEVELS.iter().flat_map(|(_, share, cost)| [*share, *cost]);
            kpis.kpis.extend(lacking.map(|kpi| Kpi::lacks(kpi, "stable_jobs")));
            return Ok(());
        };
        let holder = |redemption: &&Redemption| {
            self.right_of(redemption).and_then(|right| self.party(right.holder)).map(PartyId::as_str)
        };
        let paid: BTreeSet<&str> = seen.paid.iter().filter_map(holder).collect();
        let spent: i128 = seen.paid.iter().map(|one| i128::from(one.amount.get())).sum();
        let spent = u64::try_from(fen(spent, "cost")?.get()).unwrap_or(0);
        // Who is named several times counts once, with the longest time.
        let mut longest: BTreeMap<&str, u32> = BTreeMap::new();
        for job in jobs {
            let months = longest.entry(job.person.as_str()).or_default();
            *months = job.months.max(*months);
        }
        kpis.stable_jobs_unmatched = count(longest.keys().filter(|person| !paid.contains(*person)).count());
        for (months, share, cost) in LEVELS {
            let reached =
                longest.iter().filter(|(person, reached)| **reached >= months && paid.contains(*person));
            let people: Vec<&str> = reached.map(|(person, _)| *person).collect();
            let serials = seen.paid.iter().filter_map(|one| self.serial(one.serial)).map(VoucherId::as_str);
            let costs = Parts { numerator: spent, ..Parts::of(serials, people.iter().copied()) };
            kpis.kpis.push(Kpi::new(share, None, Parts::of(people, paid.iter().copied()), with_ids));
            kpis.kpis.push(Kpi::new(cost, None, costs, with_ids));
        }
        Ok(())
    }

    fn rating(&self, period: &KpiPeriod, seen: &Seen<'_>, with_ids: bool, kpis: &mut Kpis) {
        use KpiCode as K;
        let Some(ratings) = &period.ratings else {
            kpis.kpis
                .extend([K::MeanRating, K::Satisfied, K::Response].map(|kpi| Kpi::lacks(kpi, "ratings")));
            return;
        };
        let redeemed: BTreeSet<&str> =
            seen.redeemed.iter().filter_map(|one| self.serial(one.serial)).map(VoucherId::as_str).collect();
        let mut rated: Vec<(&str, u8)> = Vec::new();
        for rating in ratings {
            if redeemed.contains(rating.voucher.as_str()) {
                rated.push((rating.voucher.as_str(), rating.score));
                let place = usize::from(rating.score.saturating_sub(1));
                if let Some(many) = kpis.rating_counts.get_mut(place) {
                    *many += 1;
                }
            } else {
                kpis.ratings_unmatched += 1;
            }
        }
        let ids = |least: u8| {
            let kept = rated.iter().filter(|(_, score)| *score >= least);
            kept.map(|(id, _)| *id).collect::<Vec<_>>()
        };
        let points: u64 = rated.iter().map(|(_, score)| u64::from(*score)).sum();
        let mean = Parts { numerator: points, ..Parts::of(ids(1), ids(1)) };
        kpis.kpis.extend([
            Kpi::new(K::MeanRating, None, mean, with_ids),
            Kpi::new(K::Satisfied, None, Parts::of(ids(4), ids(1)), with_ids),
            Kpi::new(K::Response, None, Parts::of(ids(1), redeemed), with_ids),
        ]);
    }
}

fn check(period: &KpiPeriod) -> Result<(), SupervisionError> {
    if period.until <= period.from {
        return Err(SupervisionError::new(SupervisionCode::Period, "until"));
    }
    let mut rated = BTreeSet::new();
    for (place, rating) in period.ratings.iter().flatten().enumerate() {
        let refuse = |code| Err(SupervisionError::new(code, format_args!("ratings[{place}]")));
        if !(1..=5).contains(&rating.score) {
            return refuse(SupervisionCode::Parameter);
        }
        if !rated.insert(&rating.voucher) {
            return refuse(SupervisionCode::Duplicate);
        }
    }
    Ok(())
}

/// What has changed from one period to another: a row for every figure of either.
pub fn kpi_changes(before: &Kpis, after: &Kpis) -> Vec<KpiChange> {
    let mut pairs: BTreeMap<(KpiCode, Option<&ProgrammeId>), [Option<&Kpi>; 2]> = BTreeMap::new();
    for (place, kpis) in [before, after].into_iter().enumerate() {
        for kpi in &kpis.kpis {
            let pair = pairs.entry((kpi.kpi, kpi.programme.as_ref())).or_default();
            if let Some(slot) = pair.get_mut(place) {
                *slot = Some(kpi);
            }
        }
    }
    let change =
        |((kpi, programme), [before, after]): ((KpiCode, Option<&ProgrammeId>), [Option<&Kpi>; 2])| {
            let [old, new] = [before, after].map(|one| one.and_then(Kpi::value));
            let difference = old.zip(new).map(|(old, new)| i128::from(new) - i128::from(old));
            let both = before.zip(after).filter(|_| difference.is_some());
            let turn = both.map(|(old, new)| {
                let [left, right] = [(new, old), (old, new)]
                    .map(|(one, other)| u128::from(one.numerator) * u128::from(other.denominator));
                match left.cmp(&right) {
                    std::cmp::Ordering::Greater => KpiTurn::Up,
                    std::cmp::Ordering::Less => KpiTurn::Down,
                    std::cmp::Ordering::Equal => KpiTurn::Same,
                }
            });
            KpiChange {
                kpi,
                programme: programme.cloned(),
                before: old,
                after: new,
                difference: difference.and_then(|difference| i64::try_from(difference).ok()),
                turn,
            }
        };
    pairs.into_iter().map(change).collect()
}
