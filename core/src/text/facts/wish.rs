//! What only a person says: where, when and what not (求职者的愿望).

use super::hours::{Days, days_at, span_at, week_hours};
use super::token::{Kind, Tokens};
use super::words::{Part, Tag};
use super::{Basis, FactValue, Found};

/// Every day.
const WEEK: Days = (1, 7);
/// Longest refused work, in characters.
const REFUSED_CHARS_MAX: usize = 12;

pub(super) fn read(found: &mut Found<'_>) {
    let tokens = found.tokens;
    let mut at = 0;
    while at < tokens.len() {
        at = match tokens.kind(at) {
            Kind::Word(Tag::Near) => {
                found.add(FactValue::NearHome, Basis::Stated, at, at + 1);
                at + 1
            }
            Kind::Word(Tag::NoonHome) => {
                unavailable(found, &[WEEK], 720, 840, Basis::Derived, (at, at + 1));
                at + 1
            }
            Kind::Word(Tag::PickUp) => {
                // Around the usual begin and end of school.
                if let Some(hours) = week_hours(&[((1, 5), 420, 540), ((1, 5), 960, 1080)]) {
                    found.add(FactValue::Unavailable(hours), Basis::Derived, at, at + 1);
                }
                at + 1
            }
            Kind::Word(Tag::Refuse | Tag::Neg) => refused_work(found, at),
            Kind::Word(Tag::Part(_) | Tag::Daytime | Tag::Weekend | Tag::Workdays | Tag::Weekday(_)) => {
                times(found, at)
            }
            Kind::Number(_) | Kind::Word(Tag::Half | Tag::EachHour | Tag::EachPiece) => how_far(found, at),
            // 周末休息 is when, 双休 is how often.
            Kind::Word(Tag::Rest(_)) => {
                let days = match tokens.word(at) {
                    word if word.starts_with("周日")
                        || word.starts_with("星期天")
                        || word.starts_with("周天") =>
                    {
                        Some((7, 7))
                    }
                    word if ["周末", "周六", "六日", "week", "주말", "土日"]
                        .iter()
                        .any(|weekend| word.starts_with(weekend)) =>
                    {
                        Some((6, 7))
                    }
                    _ => None,
                };
                if let Some(days) = days {
                    unavailable(found, &[days], 0, 1440, Basis::Stated, (at, at + 1));
                }
                at + 1
            }
            _ => at + 1,
        };
    }
}

fn unavailable(
    found: &mut Found<'_>,
    days: &[Days],
    from_min: u16,
    to_min: u16,
    basis: Basis,
    (from, end): (usize, usize),
) {
    let spans: Vec<_> = days.iter().map(|days| (*days, from_min, to_min)).collect();
    if let Some(hours) = week_hours(&spans) {
        found.add(FactValue::Unavailable(hours), basis, from, end);
    }
}

/// 不做销售, 不要中介: the letters up to the end of the phrase.
fn refused_work(found: &mut Found<'_>, at: usize) -> usize {
    let tokens = found.tokens;
    if tokens.is(at, Tag::Neg) && tokens.word(at) != "no" {
        return at + 1;
    }
    let mut end = at + 1;
    while !tokens.parts(end) && !matches!(tokens.tag(end), Some(Tag::Unwanted | Tag::Neg)) {
        end += 1;
    }
    let work = tokens.words(at + 1, end).trim();
    let work = work.trim_start_matches(['做', '干', '当']).trim_end_matches(['的', '了', '类']);
    let work = work.trim_end_matches("工作").trim_end_matches(['的', '类']);
    // What has a fact of its own is no work: 不要夜班, 不做三千以下.
    let other = (at + 1..end).any(|word| {
        matches!(
            tokens.tag(word),
            Some(
                Tag::Shift(_)
                    | Tag::NoNight
                    | Tag::Education(_)
                    | Tag::EduWord
                    | Tag::ExpWord
                    | Tag::Lodging
                    | Tag::Both
                    | Tag::Meals
                    | Tag::Overtime
                    | Tag::Near
                    | Tag::Settlement(_)
                    | Tag::Rest(_)
                    | Tag::Yuan
                    | Tag::Fund
                    | Tag::Insurance(_)
                    | Tag::Part(_)
                    | Tag::Weekend
                    | Tag::Km
                    | Tag::AgeWord
            )
        ) || tokens.number(word).is_some()
    });
    let length = work.chars().count();
    if !other && (1..=REFUSED_CHARS_MAX).contains(&length) {
        found.add(FactValue::RefusedWork(work.to_owned()), Basis::Stated, at, end);
    }
    end
}

/// The clock times of a part of the day.
const fn of_part(part: Part) -> (u16, u16) {
    match part {
        Part::Dawn => (0, 360),
        Part::Morning => (360, 720),
        Part::Noon => (690, 840),
        Part::Afternoon => (780, 1080),
        Part::Evening => (1080, 1440),
    }
}

/// 晚上不行, 周末有空, 只有上午能上班, 周末休息.
fn times(found: &mut Found<'_>, at: usize) -> usize {
    let tokens = found.tokens;
    let (mut days, mut end) = (None, at);
    if let Some((range, after)) = days_at(tokens, at) {
        (days, end) = (Some(range), after);
    }
    // 周末和晚上, 周六、周日: several at once.
    let mut parts: Vec<(u16, u16)> = Vec::new();
    loop {
        let joined = matches!(tokens.word(end), "和" | "跟" | "、" | "或" | "的") && end > at;
        let word = end + usize::from(joined);
        match tokens.tag(word) {
            Some(Tag::Part(part)) if span_at(tokens, word, None).is_none() => parts.push(of_part(part)),
            Some(Tag::Daytime) => parts.push((480, 1080)),
            _ => break,
        }
        end = word + 1;
    }
    if end == at || span_at(tokens, end, None).is_some() || tokens.number(end).is_some() {
        return end.max(at + 1);
    }
    let only = matches!(tokens.tag_before(at, 1), Some(Tag::Only))
        || (matches!(tokens.tag_before(at, 2), Some(Tag::Only))
            && matches!(tokens.word(at.saturating_sub(1)), "有" | "在" | "能" | "想"));
    let verdict = tokens.ahead(end, 4, |tag| {
        matches!(
            tag,
            Tag::Busy | Tag::Free | Tag::RestWord | Tag::Neg | Tag::NoonHome | Tag::PickUp | Tag::Rest(_)
        )
    });
    let (is_free, until) = match verdict {
        Some(word) => match tokens.tag(word) {
            Some(Tag::Free) => (!matches!(tokens.tag_before(word, 1), Some(Tag::Neg)), word + 1),
            // 晚上不加班 says nothing of the evening itself but that it is to be free.
            Some(Tag::PickUp) => return end,
            _ => (false, word + 1),
        },
        None if only => (true, end),
        None => return end,
    };
    let days = days.unwrap_or(WEEK);
    if parts.is_empty() {
        parts.push((0, 1440));
    }
    let from = match (only, tokens.tag_before(at, 1)) {
        (true, Some(Tag::Only)) => at.saturating_sub(1),
        (true, _) => at.saturating_sub(2),
        (false, _) => at,
    };
    for (from_min, to_min) in parts {
        let Some(hours) = week_hours(&[(days, from_min, to_min)]) else { continue };
        let value = if is_free { FactValue::Available(hours) } else { FactValue::Unavailable(hours) };
        found.add(value, Basis::Stated, from, until);
    }
    until
}

/// 半小时以内, 三公里以内, 骑车20分钟.
fn how_far(found: &mut Found<'_>, at: usize) -> usize {
    let tokens = found.tokens;
    let (thousandths, mut end) = match (tokens.number(at), tokens.tag(at)) {
        (Some(number), _) => (number.high, at + 1),
        // 一小时 is one word of the table, 一个 too.
        (None, Some(Tag::EachHour)) if tokens.word(at).starts_with('一') => (1_000, at),
        (None, Some(Tag::EachPiece)) if tokens.word(at) == "一个" && tokens.is(at + 1, Tag::Half) => {
            (1_500, at + 2)
        }
        (None, Some(Tag::Half)) => (500, at + 1),
        _ => return at + 1,
    };
    // 一个半小时.
    let mut value = thousandths;
    if tokens.word(end) == "个" && tokens.is(end + 1, Tag::Half) {
        (value, end) = (value + 500, end + 2);
    } else if tokens.word(end) == "个" || tokens.word(end) == "个半" {
        value += if tokens.word(end) == "个半" { 500 } else { 0 };
        end += 1;
    }
    let unit = tokens.tag(end);
    let below = tokens.is(end + 1, Tag::Below) || matches!(tokens.tag_before(at, 1), Some(Tag::Below));
    let way = tokens.behind(at, 5, |tag| tag == Tag::Commute).is_some()
        || tokens.ahead(end + 1, 3, |tag| tag == Tag::Commute).is_some()
        || tokens.behind(at, 3, |tag| tag == Tag::Near).is_some()
        || matches!(tokens.tag(end + 1), Some(Tag::Near));
    let behind = end + 1 + usize::from(tokens.is(end + 1, Tag::Below));
    let from = if matches!(tokens.tag_before(at, 1), Some(Tag::Below | Tag::Commute)) { at - 1 } else { at };
    let whole = |thousandths: i64| u32::try_from(thousandths / 1000).ok().filter(|value| *value > 0);
    let fact = match unit {
        Some(Tag::Hour | Tag::EachHour) if below || way => {
            whole(value.saturating_mul(60)).filter(|min| *min <= 240).map(FactValue::TravelMinMax)
        }
        Some(Tag::Minute) if below || way => {
            whole(value).filter(|min| *min <= 240).map(FactValue::TravelMinMax)
        }
        Some(Tag::Km) => whole(value.saturating_mul(1000)).map(FactValue::DistanceMMax),
        Some(Tag::Li) => whole(value.saturating_mul(500)).map(FactValue::DistanceMMax),
        Some(Tag::Meter) if below || way => whole(value).map(FactValue::DistanceMMax),
        _ => None,
    };
    match fact {
        Some(fact) if !is_schedule(tokens, at) => {
            found.add(fact, Basis::Stated, from, behind);
            behind
        }
        _ => at + 1,
    }
}

/// 每天8小时以内 speaks of work, not of the way to it.
fn is_schedule(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.behind(at, 3, |tag| matches!(tag, Tag::EachDay | Tag::WorkTime | Tag::Overtime)).is_some()
}
