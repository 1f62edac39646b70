//! The facts behind a verdict or a value, as short texts in English and Chinese.
//!
//! They say what the post states and what the person stated; a person's birth date and home never appear.

use super::prepared::Pair;
use super::streets::Measured;
use super::{Constraint, Part, Verdict};
use crate::model::{EducationDemand, Fen, Team, Wage, WagePeriod};
use crate::text::Held;

/// English and Chinese.
type Texts = (String, String);

fn texts(en: impl Into<String>, zh: impl Into<String>) -> Texts {
    (en.into(), zh.into())
}

/// What one constraint compared.
pub(super) fn of_constraint(constraint: Constraint, verdict: Verdict, pair: &Pair<'_>) -> Texts {
    let (label_en, label_zh) = (constraint.en(), constraint.zh());
    let Some((en, zh)) = compared(constraint, pair) else {
        return match verdict {
            Verdict::Yes => texts(label_en, label_zh),
            Verdict::No => texts(format!("not so: {label_en}"), format!("不满足：{label_zh}")),
            Verdict::Unknown => texts(format!("not known: {label_en}"), format!("{label_zh}：信息不足")),
        };
    };
    texts(format!("{label_en}: {en}"), format!("{label_zh}：{zh}"))
}

/// What the two sides state, for constraints where that helps.
fn compared(constraint: Constraint, pair: &Pair<'_>) -> Option<Texts> {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    match constraint {
        Constraint::Open => {
            let day = |day: Option<chrono::NaiveDate>| day.map_or("…".to_owned(), |day| day.to_string());
            (post.opens.is_some() || post.closes.is_some()).then(|| {
                let span = format!("{} – {}", day(post.opens), day(post.closes));
                texts(span.clone(), span)
            })
        }
        Constraint::Openings => {
            post.openings.map(|openings| texts(format!("{openings} left"), format!("招 {openings} 人")))
        }
        Constraint::LegalAge | Constraint::PublicWelfare => None,
        Constraint::Kind => wishes(post.kind, &seeker.kinds, |kind| (kind.en(), kind.zh())),
        Constraint::Shift => wishes(post.shift, &seeker.shifts, |shift| (shift.en(), shift.zh())),
        Constraint::Settlement => wishes(post.settlement, &seeker.settlements, |one| (one.en(), one.zh())),
        Constraint::Education => match (post.education?, seeker.education) {
            (EducationDemand::Any, _) => Some(texts("any level", "学历不限")),
            (EducationDemand::AtLeast(asked), own) => Some(texts(
                format!("{} asked for, {} held", asked.en(), own.map_or("not known", |own| own.en())),
                format!("要求{}，本人{}", asked.zh(), own.map_or("未填写", |own| own.zh())),
            )),
        },
        Constraint::Experience => post.experience_years.map(|asked| {
            let own = seeker.experience_years.map_or("?".to_owned(), |own| own.to_string());
            texts(format!("{asked} years asked for, {own} years had"), format!("要求{asked}年，本人{own}年"))
        }),
        Constraint::Certificates => certificates(pair),
        Constraint::DeclaredAge => post.ages.map(|ages| {
            let span = match (ages.min(), ages.max()) {
                (0, max) => format!("≤ {max}"),
                (min, u8::MAX) => format!("≥ {min}"),
                (min, max) => format!("{min}–{max}"),
            };
            texts(format!("declared {span}"), format!("岗位声明 {span} 岁（需审核依据）"))
        }),
        Constraint::Team => match (seeker.team, post.team) {
            (None, None) => None,
            (own, asked) => Some(texts(
                format!(
                    "{}, {} looking",
                    asked.map_or("no team asked for".to_owned(), |team| format!("{} asked for", team.en())),
                    own.map_or("not known who is".to_owned(), Team::en)
                ),
                format!(
                    "岗位{}，本人{}",
                    asked.map_or("未要求组队".to_owned(), |team| format!("招{}", team.zh())),
                    own.map_or("未填写".to_owned(), Team::zh)
                ),
            )),
        },
        Constraint::Lodging => given(seeker.needs_lodging, post.lodging, "包住"),
        Constraint::Meals => given(seeker.needs_meals, post.meals, "包吃"),
        Constraint::Remote => given(seeker.needs_remote, post.remote, "可居家"),
        Constraint::Insurance => seeker.insurance.map(|wanted| {
            let (en, zh) = post.insurance.map_or(("not stated", "未注明"), |one| (one.en(), one.zh()));
            texts(format!("{en}, wanted {}", wanted.en()), format!("岗位{zh}，要求{}", wanted.zh()))
        }),
        Constraint::Rest => seeker.rest.map(|wanted| {
            let offered = post.rest.map_or(texts("not stated", "未注明"), |one| (one.en(), one.zh()));
            texts(
                format!("{}, wanted {}", offered.0, wanted.en()),
                format!("岗位{}，要求{}", offered.1, wanted.zh()),
            )
        }),
        Constraint::Schedule => pair.seeker.hours.map(|hours| match post.schedule {
            None => texts("hours not stated", "岗位未注明工作时间"),
            Some(worked) => {
                let (inside, all) = (hours.overlap(&worked), worked.count());
                texts(
                    format!("{inside} of {all} hours a week"),
                    format!("每周 {all} 小时中有 {inside} 小时合适"),
                )
            }
        }),
        Constraint::WageFloor => seeker.wage_floor.map(|floor| wage_and_floor(post.wage, floor, pair)),
        Constraint::Area => {
            let wanted = seeker.area.as_ref().map(ToString::to_string);
            let wanted = wanted.or_else(|| seeker.region.as_ref().map(ToString::to_string))?;
            let offered = post.area.as_ref().map(ToString::to_string);
            let offered = offered.or_else(|| post.region.as_ref().map(ToString::to_string));
            let offered = offered.unwrap_or_else(|| "?".to_owned());
            Some(texts(format!("{offered}, looking in {wanted}"), format!("岗位在{offered}，期望{wanted}")))
        }
        Constraint::RefusedWork => (!seeker.refused_work.is_empty()).then(|| {
            let refused = seeker.refused_work.join("、");
            texts(
                format!("“{}”, refused {refused}", post.title),
                format!("“{}”，不接受{refused}", post.title),
            )
        }),
        Constraint::Scope => {
            let tier = seeker.scope?;
            Some(match (&seeker.home_region, &post.region) {
                (None, _) => texts("the division of the home is not known", "未填写常住地"),
                (Some(_), None) => texts("the division of the post is not known", "岗位所在辖区未知"),
                (Some(home), Some(region)) => match home.shared_tier(region) {
                    None => texts(
                        format!("not the same province, wanted {}", tier.en()),
                        format!("不在同一省，期望同{}", tier.zh()),
                    ),
                    Some(shared) => texts(
                        format!("same {}, wanted {}", shared.en(), tier.en()),
                        format!("同{}，期望同{}", shared.zh(), tier.zh()),
                    ),
                },
            })
        }
        Constraint::Distance => {
            if seeker.distance_m_max.is_none() && seeker.travel_min_max.is_none() {
                return None;
            }
            Some(way_to_work(pair).unwrap_or_else(|| texts("the place is not known", "位置未知")))
        }
    }
}

/// Certificates that are surely or perhaps not held.
fn certificates(pair: &Pair<'_>) -> Option<Texts> {
    let asked = || pair.post.record.certificates.iter().zip(&pair.post.certificates);
    let that = |answer: Held| -> Vec<String> {
        asked()
            .filter(|(_, credential)| pair.seeker.holds(credential) == answer)
            .map(|(certificate, _)| certificate.to_string())
            .collect()
    };
    let (missing, open) = (that(Held::No), that(Held::Unknown));
    match (missing.is_empty(), open.is_empty()) {
        (true, true) => None,
        (false, _) => {
            Some(texts(format!("missing {}", missing.join(", ")), format!("缺少{}", missing.join("、"))))
        }
        (true, false) => {
            Some(texts(format!("not known: {}", open.join(", ")), format!("未知是否持有{}", open.join("、"))))
        }
    }
}

/// What is given to who needs it.
fn given(needs: Option<bool>, given: Option<bool>, word: &str) -> Option<Texts> {
    (needs == Some(true)).then(|| match given {
        Some(true) => texts("given", word),
        Some(false) => texts("not given", format!("不{word}")),
        None => texts("not stated", "未注明"),
    })
}

/// What is offered beside what is wanted; each item gives its English and Chinese word.
fn wishes<T: Copy>(
    offered: Option<T>,
    wanted: &[T],
    words: impl Fn(T) -> (&'static str, &'static str),
) -> Option<Texts> {
    if wanted.is_empty() {
        return None;
    }
    let (wanted_en, wanted_zh): (Vec<&str>, Vec<&str>) = wanted.iter().copied().map(&words).unzip();
    let (offered_en, offered_zh) = offered.map_or(("not stated", "未注明"), words);
    Some(texts(
        format!("{offered_en}, wanted {}", wanted_en.join(", ")),
        format!("{offered_zh}，期望{}", wanted_zh.join("、")),
    ))
}

/// An amount of yuan without decimals that are 0.
pub(super) fn yuan(amount: Fen) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// A wage as people write it: `5000–8000元/月`.
fn wage_text(wage: Wage) -> Texts {
    let span = if wage.min() == wage.max() {
        yuan(wage.min())
    } else {
        format!("{}–{}", yuan(wage.min()), yuan(wage.max()))
    };
    let (span_en, span_zh) = if wage.has_open_end() {
        (format!("{span} and more"), format!("{span}起"))
    } else {
        (span.clone(), span)
    };
    let inferred = wage.source() == crate::model::PeriodSource::Inferred;
    let (en, zh) = if inferred { (" (period inferred)", "（周期为推断）") } else { ("", "") };
    texts(format!("{span_en} {}{en}", wage.period().en()), format!("{span_zh}{}{zh}", wage.period().zh()))
}

fn wage_and_floor(wage: Option<Wage>, floor: (Fen, WagePeriod), pair: &Pair<'_>) -> Texts {
    let (floor_en, floor_zh) =
        (format!("{} {}", yuan(floor.0), floor.1.en()), format!("{}{}", yuan(floor.0), floor.1.zh()));
    let Some(wage) = wage else {
        return texts(format!("not stated, floor {floor_en}"), format!("工资未注明，最低期望{floor_zh}"));
    };
    let (wage_en, wage_zh) = wage_text(wage);
    let (monthly_en, monthly_zh) = match pair.post.wage_monthly {
        Some((_, highest)) if wage.period() != WagePeriod::Month => {
            (format!(", up to {} a month", yuan(highest)), format!("，折合最高{}元/月", yuan(highest)))
        }
        _ => Default::default(),
    };
    texts(
        format!("{wage_en}{monthly_en}, floor {floor_en}"),
        format!("{wage_zh}{monthly_zh}，最低期望{floor_zh}"),
    )
}

fn way_to_work(pair: &Pair<'_>) -> Option<Texts> {
    let way = pair.way()?;
    let distance = if way.distance_m < 1000 {
        (format!("{} m", way.distance_m), format!("{}米", way.distance_m))
    } else {
        let tenths = way.distance_m / 100;
        let km = format!("{}.{}", tenths / 10, tenths % 10);
        (format!("{km} km"), format!("{km}公里"))
    };
    let mode = pair.seeker.mode;
    let Some(minutes) = way.travel_min() else {
        return Some(texts(
            format!("{} in a straight line, not reached on the streets {}", distance.0, mode.en()),
            format!("直线{}，按路网{}不可达", distance.1, mode.zh()),
        ));
    };
    Some(match way.measured {
        Some(Measured::Network) => texts(
            format!("{} in a straight line, {minutes} min {} on the streets", distance.0, mode.en()),
            format!("直线{}，按路网{}{minutes}分钟", distance.1, mode.zh()),
        ),
        _ => texts(
            format!("{}, {minutes} min {}", distance.0, mode.en()),
            format!("{}，{}约{minutes}分钟", distance.1, mode.zh()),
        ),
    })
}

/// The title, and the occupation that it most likely means.
fn occupation(pair: &Pair<'_>) -> Texts {
    let post = &pair.post.record;
    let coded = pair.post.occupations.first().map_or_else(String::new, |(code, _)| {
        let name = pair.lexicon().classification().name(*code).unwrap_or_default();
        format!(" {code} {name}").trim_end().to_owned()
    });
    let coded_zh = if coded.is_empty() { String::new() } else { format!("（{}）", coded.trim_start()) };
    let coded_en = if coded.is_empty() { String::new() } else { format!(" ({})", coded.trim_start()) };
    texts(format!("“{}”{coded_en}", post.title), format!("“{}”{coded_zh}与求职意向", post.title))
}

/// What one part of the score weighed.
pub(super) fn of_part(part: Part, value: Option<u32>, pair: &Pair<'_>) -> Texts {
    let Some(value) = value else {
        return texts(format!("{}: not counted", part.en()), format!("{}：未计入", part.zh()));
    };
    let percent = value / 10_000;
    let post = &pair.post.record;
    let (en, zh) = match part {
        Part::Occupation => occupation(pair),
        Part::Skills => {
            let had = pair.skills_had();
            if had.is_empty() {
                texts("none of those asked for", "暂无所需技能")
            } else {
                texts(had.join(", "), format!("具备{}", had.join("、")))
            }
        }
        Part::Proximity if post.remote == Some(true) => texts("work from anywhere", "可远程办公"),
        Part::Proximity => way_to_work(pair).unwrap_or_default(),
        Part::Wage => post.wage.map(wage_text).unwrap_or_default(),
        Part::Experience | Part::Education => {
            let constraint =
                if part == Part::Education { Constraint::Education } else { Constraint::Experience };
            compared(constraint, pair).unwrap_or_default()
        }
        Part::Schedule => compared(Constraint::Schedule, pair).unwrap_or_default(),
        Part::Freshness => {
            let day = post.published.map_or_else(String::new, |day| day.to_string());
            texts(format!("published {day}"), format!("{day}发布"))
        }
        Part::Vector => texts("cosine", "余弦"),
    };
    texts(format!("{}: {en} ({percent} %)", part.en()), format!("{}：{zh}（{percent}%）", part.zh()))
}
