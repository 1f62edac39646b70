//! One value for each field, and what disagrees (取舍与矛盾).

use std::ops::Range;

use super::hours::{self, week_hours};
use super::{Basis, Fact, FactValue, WagePart};
use crate::model::{
    AgeRange, EducationDemand, Insurance, PostKind, Rest, Settlement, Shift, Team, Wage, WeekHours,
};

/// A chosen value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick<T> {
    /// The value.
    pub value: T,
    /// How firmly it stands there.
    pub basis: Basis,
    /// Which of the texts, counted from 0.
    pub source: usize,
    /// The bytes of that text that say so.
    pub span: Range<usize>,
}

/// One value for each field of a post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Settled {
    /// Wage (工资), and which part of the earnings it is.
    pub wage: Option<Pick<(Wage, WagePart)>>,
    /// When wages are paid out (结算方式).
    pub settlement: Option<Pick<Settlement>>,
    /// Education asked for (学历要求).
    pub education: Option<Pick<EducationDemand>>,
    /// Years of experience asked for (经验要求).
    pub experience_years: Option<Pick<u8>>,
    /// Hours worked (工作时间): as stated with their days, or clock times on the days that the rest leaves.
    pub schedule: Option<Pick<WeekHours>>,
    /// Clock times in minutes, for schedules whose days nobody told, too.
    pub clock_times: Vec<Pick<(u16, u16)>>,
    /// Days of rest (休息).
    pub rest: Option<Pick<Rest>>,
    /// Shift (班次): day and night both stated are rotating.
    pub shift: Option<Pick<Shift>>,
    /// Lodging (包住).
    pub lodging: Option<Pick<bool>>,
    /// Meals (包吃).
    pub meals: Option<Pick<bool>>,
    /// Ages (年龄要求).
    pub ages: Option<Pick<AgeRange>>,
    /// Team (组队).
    pub team: Option<Pick<Team>>,
    /// Insurance (保险).
    pub insurance: Option<Pick<Insurance>>,
    /// Kind of engagement (用工形式).
    pub kind: Option<Pick<PostKind>>,
    /// Work from home (居家办公).
    pub remote: Option<Pick<bool>>,
    /// Places (招聘人数).
    pub openings: Option<Pick<u32>>,
    /// Facts that say another value than the chosen one: the text's number and the fact.
    pub contradictions: Vec<(usize, Fact)>,
}

/// Longest rest between two spans of one day's work, in minutes.
const GAP_MIN_MAX: u16 = 240;

/// A fact with the number of its text.
type Placed<'a> = (usize, &'a Fact);

/// Chooses one value for each field from the facts of a post's texts, most trusted text first (title, description,
/// benefits).
///
/// The rule: what is stated goes before what is derived, the earlier text before the later one, and in one text what
/// stands first. A wage is the main figure first: all of the earnings, then what is guaranteed, then basic pay, then
/// what can be reached, then what probation pays. What is
/// only preferred is never chosen, but for ages, which are declared either way. Insurance is the most that is stated.
///
/// ```
/// use doorstep::model::Settlement;
/// use doorstep::text::facts::{Voice, read, settle};
/// let texts = ["普工日结", "月结，可日结"].map(|text| read(text, Voice::Post));
/// let settled = settle(&texts);
/// assert_eq!(settled.settlement.map(|pick| pick.value), Some(Settlement::Daily));
/// assert_eq!(settled.contradictions.len(), 1);
/// ```
pub fn settle<T: AsRef<[Fact]>>(texts: &[T]) -> Settled {
    let placed: Vec<Placed<'_>> = texts
        .iter()
        .enumerate()
        .flat_map(|(source, facts)| facts.as_ref().iter().map(move |fact| (source, fact)))
        .collect();
    let mut settled = Settled::default();
    let mut against: Vec<(usize, Fact)> = Vec::new();

    settled.wage = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Wage(wage, part) => Some(((wage, part), part as u8)),
        _ => None,
    });
    settled.settlement = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Settlement(settlement) => Some((settlement, order(fact.basis)?)),
        _ => None,
    });
    settled.education = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Education(demand) => Some((demand, order(fact.basis)?)),
        _ => None,
    });
    settled.experience_years = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::ExperienceYears(years) => Some((years, order(fact.basis)?)),
        _ => None,
    });
    settled.rest = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Rest(rest) => Some((rest, order(fact.basis)?)),
        _ => None,
    });
    settled.lodging = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Lodging(given) => Some((given, order(fact.basis)?)),
        _ => None,
    });
    settled.meals = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Meals(given) => Some((given, order(fact.basis)?)),
        _ => None,
    });
    settled.ages = choose(&placed, &mut against, |fact| match fact.value {
        // A range with both ends says more than one with one.
        FactValue::Ages(ages) => {
            let open = u8::from(ages.min() == 0 || ages.max() == u8::MAX);
            Some((ages, fact.basis as u8 * 2 + open))
        }
        _ => None,
    });
    settled.team = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Team(team) => Some((team, order(fact.basis)?)),
        _ => None,
    });
    settled.insurance = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Insurance(insurance) => Some((insurance, u8::MAX - insurance as u8)),
        _ => None,
    });
    settled.kind = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Kind(kind) => Some((kind, order(fact.basis)?)),
        _ => None,
    });
    settled.remote = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Remote(remote) => Some((remote, order(fact.basis)?)),
        _ => None,
    });
    settled.openings = choose(&placed, &mut against, |fact| match fact.value {
        FactValue::Openings(count) => Some((count, order(fact.basis)?)),
        _ => None,
    });
    settled.shift = shift(&placed, &mut against);
    against.sort_by_key(|(source, fact)| (*source, fact.span.start));
    settled.contradictions = against;
    settle_hours(&placed, &mut settled);
    settled
}

/// Stated before derived; what is preferred has no place.
fn order(basis: Basis) -> Option<u8> {
    (basis != Basis::Preferred).then_some(basis as u8)
}

/// The first of the facts with the lowest order; those that say another value are against it.
fn choose<T: PartialEq>(
    placed: &[Placed<'_>],
    against: &mut Vec<(usize, Fact)>,
    value: impl Fn(&Fact) -> Option<(T, u8)>,
) -> Option<Pick<T>> {
    let valued = || {
        placed
            .iter()
            .filter_map(|(source, fact)| value(fact).map(|(value, order)| (*source, *fact, value, order)))
    };
    let best = valued().min_by_key(|(source, fact, _, order)| (*order, *source, fact.span.start));
    let (source, fact, chosen, _) = best?;
    against.extend(
        valued()
            .filter(|(_, _, other, _)| *other != chosen)
            .map(|(source, fact, _, _)| (source, fact.clone())),
    );
    Some(Pick { value: chosen, basis: fact.basis, source, span: fact.span.clone() })
}

/// A shift; day and night both stated make it rotating.
fn shift(placed: &[Placed<'_>], against: &mut Vec<(usize, Fact)>) -> Option<Pick<Shift>> {
    let shifts = |wanted: Shift| {
        placed.iter().find(|(_, fact)| fact.basis == Basis::Stated && fact.value == FactValue::Shift(wanted))
    };
    let both = shifts(Shift::Day).and(shifts(Shift::Night));
    let rotating = shifts(Shift::Rotating).or(both);
    if let Some((source, fact)) = rotating {
        return Some(Pick {
            value: Shift::Rotating,
            basis: fact.basis,
            source: *source,
            span: fact.span.clone(),
        });
    }
    choose(placed, against, |fact| match fact.value {
        FactValue::Shift(shift) => Some((shift, order(fact.basis)?)),
        _ => None,
    })
}

/// Hours: with their days as stated, else clock times on the days that the rest leaves.
fn settle_hours(placed: &[Placed<'_>], settled: &mut Settled) {
    let mut schedule: Option<Pick<WeekHours>> = None;
    for (source, fact) in placed {
        match fact.value {
            FactValue::ClockTimes { from_min, to_min } => settled.clock_times.push(Pick {
                value: (from_min, to_min),
                basis: fact.basis,
                source: *source,
                span: fact.span.clone(),
            }),
            FactValue::Schedule(hours) if schedule.is_none() => {
                schedule =
                    Some(Pick { value: hours, basis: fact.basis, source: *source, span: fact.span.clone() });
            }
            _ => {}
        }
    }
    settled.clock_times.dedup_by(|later, earlier| later.value == earlier.value);
    let days = match settled.rest.as_ref().map(|pick| pick.value) {
        Some(Rest::Double) => Some((1, 5)),
        Some(Rest::Single) => Some((1, 6)),
        _ => None,
    };
    if schedule.is_none()
        && let (Some(days), Some(first)) = (days, settled.clock_times.first())
    {
        // The hours before and after noon are two spans; what overlaps or lies apart is another shift or season.
        let mut spans = vec![(days, first.value.0, first.value.1)];
        let mut previous_to = first.value.1;
        for next in settled.clock_times.iter().skip(1).take_while(|next| next.source == first.source) {
            let (from_min, to_min) = next.value;
            if from_min < previous_to
                || from_min > previous_to.saturating_add(GAP_MIN_MAX)
                || to_min <= from_min
            {
                break;
            }
            spans.push((days, from_min, to_min));
            previous_to = to_min;
        }
        schedule = week_hours(&spans).map(|hours| Pick {
            value: hours,
            basis: Basis::Derived,
            source: first.source,
            span: first.span.clone(),
        });
    }
    settled.schedule = schedule;
    if settled.shift.is_none() {
        let facts: Vec<Fact> = placed.iter().map(|(_, fact)| (*fact).clone()).collect();
        if let (Some(shift), Some(first)) = (hours::shift_of(&facts), settled.clock_times.first()) {
            settled.shift = Some(Pick {
                value: shift,
                basis: Basis::Derived,
                source: first.source,
                span: first.span.clone(),
            });
        }
    }
}
