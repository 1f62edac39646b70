//! What a person could change (可调整项), and what it would bring: counterfactuals (反事实解释).

use serde::Serialize;

use super::prepared::Pair;
use super::{Constraint, MatchOptions, Matcher, Verdict, facts};
use crate::model::{
    Certificate, Education, Fen, PostKind, RegionCode, Seeker, Settlement, Shift, WagePeriod,
};

/// One change of what a person has or wants. [`Change::apply`] makes it, so that what is said of it can be checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "to")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Change {
    /// The lowest acceptable wage is this, in the unit of the person's own floor (降低最低工资).
    WageFloor {
        /// The new floor, in fen.
        amount_fen: i64,
        /// The period of the floor.
        period: WagePeriod,
    },
    /// The farthest post may be so many metres from home (放宽距离).
    DistanceMMax(u32),
    /// The longest way may take so many minutes (放宽通勤).
    TravelMinMax(u32),
    /// These certificates are held, too (取得证书).
    Certificates(Vec<String>),
    /// This level of education is reached (提升学历).
    Education(Education),
    /// So many years of experience are had (积累经验).
    ExperienceYears(u8),
    /// This kind of engagement will do, too (接受用工形式).
    Kind(PostKind),
    /// This settlement will do, too (接受结算方式).
    Settlement(Settlement),
    /// This shift will do, too (接受班次).
    Shift(Shift),
    /// No lodging is needed (不需住宿).
    WithoutLodging,
    /// No meals are needed (不需包餐).
    WithoutMeals,
    /// No insurance is asked for (不要求保险).
    WithoutInsurance,
    /// As few days of rest will do as the post has (减少休息要求).
    Rest,
    /// Work outside home will do, too (接受到岗).
    OutsideHome,
    /// Any hours will do (放宽时间).
    AnyHours,
    /// The work that is refused will do (接受原不接受的工作).
    AnyWork,
    /// Any area will do (放宽地区).
    AnyArea,
    /// The own division is no limit (放宽辖区).
    AnyScope,
}

impl Change {
    /// Changes the person so.
    pub fn apply(&self, seeker: &mut Seeker) {
        match self {
            Self::WageFloor { amount_fen, period } => {
                seeker.wage_floor = Fen::new(*amount_fen).ok().map(|amount| (amount, *period));
            }
            Self::DistanceMMax(metres) => seeker.distance_m_max = Some(*metres),
            Self::TravelMinMax(minutes) => seeker.travel_min_max = Some(*minutes),
            Self::Certificates(names) => {
                let held = seeker.certificates.get_or_insert_default();
                held.extend(names.iter().filter_map(|name| Certificate::parse(name).ok()));
            }
            Self::Education(level) => seeker.education = Some(*level),
            Self::ExperienceYears(years) => seeker.experience_years = Some(*years),
            Self::Kind(kind) => seeker.kinds.push(*kind),
            Self::Settlement(settlement) => seeker.settlements.push(*settlement),
            Self::Shift(shift) => seeker.shifts.push(*shift),
            Self::WithoutLodging => seeker.needs_lodging = Some(false),
            Self::WithoutMeals => seeker.needs_meals = Some(false),
            Self::WithoutInsurance => seeker.insurance = None,
            Self::Rest => seeker.rest = None,
            Self::OutsideHome => seeker.needs_remote = Some(false),
            Self::AnyHours => (seeker.available, seeker.unavailable) = (None, None),
            Self::AnyWork => seeker.refused_work.clear(),
            Self::AnyArea => (seeker.area, seeker.region) = (None, None::<RegionCode>),
            Self::AnyScope => seeker.scope = None,
        }
    }

    /// The change, in English, as the beginning of a sentence.
    pub fn en(&self) -> String {
        match self {
            Self::WageFloor { amount_fen, period } => {
                format!("with a floor of {} {}", yuan(*amount_fen), period.en())
            }
            Self::DistanceMMax(metres) => format!("with up to {metres} m from home"),
            Self::TravelMinMax(minutes) => format!("with up to {minutes} min of travel"),
            Self::Certificates(names) => format!("with {}", names.join(", ")),
            Self::Education(level) => format!("with {}", level.en()),
            Self::ExperienceYears(1) => "with 1 year of experience".to_owned(),
            Self::ExperienceYears(years) => format!("with {years} years of experience"),
            Self::Kind(kind) => format!("taking {}, too", kind.en()),
            Self::Settlement(settlement) => format!("taking {} settlement, too", settlement.en()),
            Self::Shift(shift) => format!("taking the {}, too", shift.en()),
            Self::WithoutLodging => "without lodging".to_owned(),
            Self::WithoutMeals => "without meals".to_owned(),
            Self::WithoutInsurance => "without the insurance asked for".to_owned(),
            Self::Rest => "with fewer days of rest".to_owned(),
            Self::OutsideHome => "working outside home".to_owned(),
            Self::AnyHours => "at any hours".to_owned(),
            Self::AnyWork => "taking the refused work".to_owned(),
            Self::AnyArea => "in any area".to_owned(),
            Self::AnyScope => "outside the own division".to_owned(),
        }
    }

    /// The change, in Chinese, as the beginning of a sentence.
    pub fn zh(&self) -> String {
        match self {
            Self::WageFloor { amount_fen, period } => {
                format!("最低期望降至{}{}", yuan(*amount_fen), period.zh())
            }
            Self::DistanceMMax(metres) => format!("距离放宽至{metres}米"),
            Self::TravelMinMax(minutes) => format!("通勤放宽至{minutes}分钟"),
            Self::Certificates(names) => format!("取得{}", names.join("、")),
            Self::Education(level) => format!("学历达到{}", level.zh()),
            Self::ExperienceYears(years) => format!("经验满{years}年"),
            Self::Kind(kind) => format!("也接受{}", kind.zh()),
            Self::Settlement(settlement) => format!("也接受{}", settlement.zh()),
            Self::Shift(shift) => format!("也接受{}", shift.zh()),
            Self::WithoutLodging => "不要求住宿".to_owned(),
            Self::WithoutMeals => "不要求包餐".to_owned(),
            Self::WithoutInsurance => "不要求保险".to_owned(),
            Self::Rest => "减少休息要求".to_owned(),
            Self::OutsideHome => "接受到岗工作".to_owned(),
            Self::AnyHours => "放宽工作时间".to_owned(),
            Self::AnyWork => "接受原不接受的工作".to_owned(),
            Self::AnyArea => "放宽地区".to_owned(),
            Self::AnyScope => "放宽辖区".to_owned(),
        }
    }
}

/// An amount of fen in yuan, as texts have it.
fn yuan(amount_fen: i64) -> String {
    Fen::new(amount_fen).map_or_else(|_| amount_fen.to_string(), facts::yuan)
}

/// What one person could change for one post: together, the changes leave no constraint that excludes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counterfactual {
    /// The changes, in the order of the constraints.
    pub changes: Vec<Change>,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// What one change would bring a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opportunity {
    /// The change.
    pub change: Change,
    /// How many posts would be added to those that no constraint excludes.
    pub posts: u32,
    /// The first of them by id, at most [`Opportunity::IDS_MAX`].
    pub post_ids: Vec<String>,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Opportunity {
    /// Most ids that an opportunity lists.
    pub const IDS_MAX: usize = 20;
    /// Most opportunities of one constraint that a diagnosis lists.
    pub const EACH_MAX: usize = 5;
}

/// The change that would meet a constraint which excludes a post; `None` where the person cannot change it.
pub(super) fn change_for(constraint: Constraint, pair: &Pair<'_>, options: &MatchOptions) -> Option<Change> {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    match constraint {
        Constraint::Open
        | Constraint::Openings
        | Constraint::LegalAge
        | Constraint::PublicWelfare
        | Constraint::DeclaredAge
        | Constraint::Team => None,
        Constraint::Kind => post.kind.map(Change::Kind),
        Constraint::Settlement => post.settlement.map(Change::Settlement),
        Constraint::Education => match post.education? {
            crate::model::EducationDemand::AtLeast(level) => Some(Change::Education(level)),
            crate::model::EducationDemand::Any => None,
        },
        Constraint::Experience => post.experience_years.map(Change::ExperienceYears),
        Constraint::Certificates => Some(Change::Certificates(missing(pair))),
        Constraint::Lodging => Some(Change::WithoutLodging),
        Constraint::Meals => Some(Change::WithoutMeals),
        Constraint::Insurance => Some(Change::WithoutInsurance),
        Constraint::Schedule => Some(Change::AnyHours),
        Constraint::Rest => Some(Change::Rest),
        Constraint::Shift => post.shift.map(Change::Shift),
        Constraint::WageFloor => {
            let ((_, highest), (_, period)) = (pair.post.wage_monthly?, seeker.wage_floor?);
            Some(Change::WageFloor { amount_fen: floor_for(highest, period, options)?.get(), period })
        }
        Constraint::Remote => Some(Change::OutsideHome),
        Constraint::RefusedWork => Some(Change::AnyWork),
        Constraint::Area => Some(Change::AnyArea),
        Constraint::Scope => Some(Change::AnyScope),
        Constraint::Distance => {
            let way = pair.way()?;
            match seeker.distance_m_max {
                Some(limit) if way.distance_m > limit => Some(Change::DistanceMMax(way.distance_m)),
                _ => way.travel_min().map(Change::TravelMinMax),
            }
        }
    }
}

/// Certificates that the post asks for and the person surely lacks, as the post writes them.
fn missing(pair: &Pair<'_>) -> Vec<String> {
    let asked = pair.post.record.certificates.iter().zip(&pair.post.certificates);
    asked
        .filter(|(_, credential)| pair.seeker.holds(credential) == crate::text::Held::No)
        .map(|(certificate, _)| certificate.to_string())
        .collect()
}

/// The highest floor of a period whose monthly amount is at most `highest`.
fn floor_for(highest: Fen, period: WagePeriod, options: &MatchOptions) -> Option<Fen> {
    let monthly = |fen: i64| options.hours.monthly(Fen::new(fen).ok()?, period);
    // `monthly` rises with the amount and is never below it, so the floor lies between 0 and `highest`.
    let (mut low, mut high) = (0_i64, highest.get());
    while low < high {
        let middle = low + (high - low + 1) / 2;
        match monthly(middle) {
            Some(amount) if amount <= highest => low = middle,
            _ => high = middle - 1,
        }
    }
    Fen::new(low).ok()
}

impl Matcher {
    /// What the person could change so that nothing excludes the post; `None` if nothing excludes it now, or if the
    /// person cannot change what does.
    pub(super) fn counterfactual(&self, seeker: &Seeker, pair: &Pair<'_>) -> Option<Counterfactual> {
        let mut changes = Vec::new();
        let mut changed = seeker.clone();
        let options = self.options();
        // One change may meet a constraint in part: a nearer limit shows that the way takes too long as well.
        for _ in 0..=Constraint::ALL.len() {
            let prepared = self.prepare_one(&changed);
            let ways = self.ways(&prepared);
            let now = Pair::new(&prepared, pair.post, &ways);
            let failed = Constraint::ALL.iter().find(|one| one.verdict(&now, options) == Verdict::No);
            let Some(failed) = failed else { break };
            let change = change_for(*failed, &now, options)?;
            let mut next = prepared.record().clone();
            // What was read from the wish has become a field: it must not be read over the change again.
            next.wish = None;
            change.apply(&mut next);
            changed = next;
            changes.push(change);
        }
        if changes.is_empty() {
            return None;
        }
        let en: Vec<String> = changes.iter().map(Change::en).collect();
        let zh: Vec<String> = changes.iter().map(Change::zh).collect();
        Some(Counterfactual {
            en: format!("{} this post would fit", en.join(" and ")),
            zh: format!("{}，即符合该岗位", zh.join("并")),
            changes,
        })
    }

    /// What single changes would bring, those first that bring most, at most [`Opportunity::EACH_MAX`] for each
    /// constraint.
    pub(super) fn opportunities(&self, seeker: &Seeker) -> Vec<Opportunity> {
        let options = self.options();
        let prepared = self.prepare_one(seeker);
        let ways = self.ways(&prepared);
        let failed = |pair: &Pair<'_>| {
            let mut failed = Constraint::ALL.iter().filter(|one| one.verdict(pair, options) == Verdict::No);
            failed.next().filter(|_| failed.next().is_none()).copied()
        };
        let mut alone = Vec::new();
        for post in self.prepared() {
            let pair = Pair::new(&prepared, post, &ways);
            if let Some(constraint) = failed(&pair)
                && let Some(change) = change_for(constraint, &pair, options)
            {
                alone.push((constraint, change, post));
            }
        }
        let mut all = Vec::new();
        for constraint in Constraint::ALL {
            let posts: Vec<_> = alone.iter().filter(|(of, ..)| of == constraint).collect();
            let mut changes: Vec<Change> = posts.iter().map(|(_, change, _)| change.clone()).collect();
            changes.sort();
            changes.dedup();
            let mut of_constraint: Vec<Opportunity> = spread(changes)
                .into_iter()
                .map(|change| {
                    let mut changed = prepared.record().clone();
                    changed.wish = None;
                    change.apply(&mut changed);
                    let changed = self.prepare_one(&changed);
                    let ways = self.ways(&changed);
                    let gained: Vec<&str> = posts
                        .iter()
                        .filter(|(_, _, post)| {
                            constraint.verdict(&Pair::new(&changed, post, &ways), options) != Verdict::No
                        })
                        .map(|(_, _, post)| post.record.id.as_str())
                        .collect();
                    opportunity(change, &gained)
                })
                .filter(|opportunity| opportunity.posts > 0)
                .collect();
            of_constraint.sort_by_key(|one| std::cmp::Reverse(one.posts));
            of_constraint.truncate(Opportunity::EACH_MAX);
            all.extend(of_constraint);
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.posts));
        all
    }
}

/// Of steps along one line (a floor, a distance), the quarters; of other changes, all: each stands for itself.
fn spread(changes: Vec<Change>) -> Vec<Change> {
    let (steps, mut others): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(|change| {
        matches!(change, Change::WageFloor { .. } | Change::DistanceMMax(_) | Change::TravelMinMax(_))
    });
    let last = steps.len().saturating_sub(1);
    let mut kept: Vec<Change> =
        (0..=4).filter_map(|quarter| steps.get(last * quarter / 4).cloned()).collect();
    kept.dedup();
    others.extend(kept);
    others
}

fn opportunity(change: Change, gained: &[&str]) -> Opportunity {
    let posts = u32::try_from(gained.len()).unwrap_or(u32::MAX);
    let (noun, verb) = if posts == 1 { ("post", "fits") } else { ("posts", "fit") };
    Opportunity {
        en: format!("{} {posts} more {noun} {verb}", change.en()),
        zh: format!("{}，可增加{posts}个岗位", change.zh()),
        post_ids: gained.iter().take(Opportunity::IDS_MAX).map(|id| (*id).to_owned()).collect(),
        posts,
        change,
    }
}
