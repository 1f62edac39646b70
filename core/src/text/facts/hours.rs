//! Clock times, days of the week, and the hours that they make (工作时间).

use super::token::{Kind, Tokens};
use super::words::{Part, Tag};
use super::{Basis, Fact, FactValue, Found, Voice};
use crate::model::{Rest, Shift, WeekHours};

/// Minutes of half a day.
const HALF_DAY_MIN: u16 = 720;
/// Minutes of a day.
const DAY_MIN: u16 = 1440;

/// Longest rest between hours of work, in minutes.
const BREAK_MIN_MAX: u16 = 240;

/// Days from Monday, 1 to 7, both ends included.
pub(super) type Days = (u8, u8);

/// A clock time as written.
#[derive(Debug, Clone, Copy)]
struct Clock {
    min: u16,
    part: Option<Part>,
    /// Written with minutes or 点.
    explicit: bool,
    /// Written as 8.30.
    dotted: bool,
    end: usize,
}

/// A span of clock times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from_min: u16,
    pub(super) to_min: u16,
    pub(super) end: usize,
}

/// A span that was read, with the days of its clause.
struct Worked {
    span: Span,
    from: usize,
    days: Option<Days>,
    clause: usize,
}

pub(super) fn read(found: &mut Found<'_>, voice: Voice) {
    let tokens = found.tokens;
    let mut worked: Vec<Worked> = Vec::new();
    // The days of the clause at hand, and the first of its spans that waits for days.
    let (mut days, mut clause): (Option<Days>, usize) = (None, 0);
    let (mut at, mut previous_to) = (0, None);
    while at < tokens.len() {
        if tokens.ends(at) {
            (days, clause, previous_to) = (None, clause + 1, None);
            at += 1;
            continue;
        }
        if let Some((range, end)) = days_at(tokens, at) {
            days = Some(range);
            if let Some(open) = worked.last_mut().filter(|open| open.clause == clause && open.days.is_none())
            {
                let follows = span_at(tokens, skip_signs(tokens, end), None).is_some();
                if !follows {
                    open.days = days;
                }
            }
            let other = tokens.is(at, Tag::Workdays)
                || (at.saturating_sub(3)..at).any(|before| tokens.is(before, Tag::NotHours));
            let weekly = match range {
                _ if other => None,
                (1, 5) => Some(Rest::Double),
                (1, 6) => Some(Rest::Single),
                _ => None,
            };
            if let Some(rest) = weekly.filter(|_| voice == Voice::Post) {
                found.add(FactValue::Rest(rest), Basis::Derived, at, end);
            }
            at = end;
            continue;
        }
        let Some(span) = span_at(tokens, at, previous_to) else {
            at += 1;
            continue;
        };
        previous_to = Some(span.to_min);
        if !is_break(tokens, at, span) {
            worked.push(Worked { span, from: at, days, clause });
        }
        at = span.end;
    }
    // Days behind all spans of a clause hold for all of them.
    for index in (1..worked.len()).rev() {
        let Some((head, tail)) = worked.split_at_mut_checked(index) else { continue };
        if let (Some(before), Some(after)) = (head.last_mut(), tail.first())
            && before.clause == after.clause
            && before.days.is_none()
        {
            before.days = after.days;
        }
    }
    // Spans of one clause whose days are known make one schedule.
    let mut rest = worked.as_slice();
    while let Some(first) = rest.first() {
        let joined = rest
            .iter()
            .take_while(|work| work.clause == first.clause && work.days.is_some() && voice == Voice::Post)
            .count()
            .max(1);
        let (group, others) = rest.split_at_checked(joined).unwrap_or((rest, &[]));
        add(found, voice, group);
        rest = others;
    }
}

fn add(found: &mut Found<'_>, voice: Voice, group: &[Worked]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let Span { from_min, to_min, .. } = first.span;
    let spans = |every: Option<Days>| -> Vec<(Days, u16, u16)> {
        let span = |work: &Worked| Some((work.days.or(every)?, work.span.from_min, work.span.to_min));
        group.iter().filter_map(span).collect()
    };
    let value = match (first.days, voice) {
        (Some(_), Voice::Post) => week_hours(&spans(None)).map(FactValue::Schedule),
        (None, Voice::Post) => Some(FactValue::ClockTimes { from_min, to_min }),
        (_, Voice::Person) => week_hours(&spans(Some((1, 7)))).map(FactValue::Available),
    };
    if let Some(value) = value {
        found.add(value, Basis::Stated, first.from, last.span.end);
    }
}

/// The hours of some days, each from one minute to another.
pub(super) fn week_hours(spans: &[(Days, u16, u16)]) -> Option<WeekHours> {
    let clock = |min: u16| format!("{:02}:{:02}", min / 60, min % 60);
    let spans: Vec<String> = spans
        .iter()
        .map(|((first, last), from, to)| format!("{first}-{last} {}-{}", clock(*from), clock(*to)))
        .collect();
    WeekHours::parse(&spans.join(";")).ok()
}

/// `周一至周五`, `周末`, `工作日` at `at`, and the token behind.
pub(super) fn days_at(tokens: &Tokens<'_>, at: usize) -> Option<(Days, usize)> {
    match tokens.tag(at)? {
        Tag::Weekday(first) => {
            let dash = matches!(tokens.kind(at + 1), Kind::Dash | Kind::Word(Tag::To));
            let last = if dash { tokens.tag(at + 2) } else { None };
            match last {
                Some(Tag::Weekday(last)) if first <= last => Some(((first, last), at + 3)),
                Some(Tag::Weekend) if first < 7 => Some(((first, 7), at + 3)),
                _ => {
                    // 周一至五, 周一到六.
                    let numeral =
                        tokens.number(at + 2).and_then(|number| number.between(2, 7)).filter(|_| dash);
                    let last = numeral.and_then(|last| u8::try_from(last).ok()).filter(|last| first < *last);
                    match last {
                        Some(last) if !matches!(tokens.kind(at + 3), Kind::Colon) => {
                            Some(((first, last), at + 3))
                        }
                        _ => Some(((first, first), at + 1)),
                    }
                }
            }
        }
        Tag::Weekend => Some(((6, 7), at + 1)),
        Tag::Workdays => Some(((1, 5), at + 1)),
        _ => None,
    }
}

fn skip_signs(tokens: &Tokens<'_>, mut at: usize) -> usize {
    while matches!(tokens.kind(at), Kind::Comma | Kind::Colon) {
        at += 1;
    }
    at
}

/// Whether a span is a rest between hours of work, or no time of work at all.
fn is_break(tokens: &Tokens<'_>, at: usize, span: Span) -> bool {
    let end = span.end;
    // Nobody rests that long: 9:00-18:00午休.
    if span.to_min < span.from_min || span.to_min - span.from_min > BREAK_MIN_MAX {
        return (at.saturating_sub(3)..at).any(|before| tokens.is(before, Tag::NotHours));
    }
    let rest = |tag| matches!(tag, Tag::BreakTime | Tag::RestWord | Tag::NotHours | Tag::NotWage);
    let before = (at.saturating_sub(3)..at)
        .rev()
        .take_while(|before| !tokens.parts(*before))
        .take_while(|before| {
            !matches!(tokens.tag(*before), Some(Tag::WorkTime)) && tokens.number(*before).is_none()
        })
        .any(|before| tokens.tag(before).is_some_and(rest));
    let behind = tokens
        .ahead(end, 2, |tag| matches!(tag, Tag::BreakTime | Tag::RestWord | Tag::WorkTime))
        .is_some_and(|word| {
            // 18:00 休息：12:00-13:00 is another item.
            !tokens.is(word, Tag::WorkTime)
                && !tokens.gap(word)
                && tokens.number(word + 1).is_none()
                && !matches!(tokens.kind(word + 1), Kind::Colon)
        });
    before || behind
}

/// The span of clock times that begins at `at`; `previous_to` is where the one before it ended.
pub(super) fn span_at(tokens: &Tokens<'_>, at: usize, previous_to: Option<u16>) -> Option<Span> {
    // A number that belongs to something before it begins no time.
    if matches!(tokens.before(at, 1), Kind::Slash) && tokens.number(at).is_some() {
        return None;
    }
    if matches!(tokens.before(at, 1), Kind::Colon)
        && !tokens.gap(at)
        && tokens.number(at).is_some()
        && tokens.before(at, 2) != Kind::End
        && matches!(tokens.before(at, 2), Kind::Number(_))
    {
        return None;
    }
    let from = clock_at(tokens, at)?;
    let mut next = from.end;
    let mut joined = false;
    while matches!(tokens.kind(next), Kind::Dash | Kind::Word(Tag::To)) {
        (next, joined) = (next + 1, true);
    }
    // 9:00上班，18:00下班.
    if !joined && from.explicit && tokens.word(next) == "上班" {
        let to_at = next + 1 + usize::from(tokens.kind(next + 1) == Kind::Comma);
        let ends =
            clock_at(tokens, to_at).is_some_and(|to| to.explicit && tokens.word(to.end).starts_with("下班"));
        if ends {
            (next, joined) = (to_at, true);
        }
    }
    // 早8晚6, 早8:30 晚17:30; a comma may stand between parts of the day.
    let part = |at: usize| matches!(tokens.tag(at), Some(Tag::Part(Part::Evening | Part::Afternoon)));
    let parted = !joined && from.part == Some(Part::Morning) && part(next);
    if !joined && !parted {
        return None;
    }
    let to = clock_at(tokens, next)?;
    let both_parts = from.part.is_some() && to.part.is_some();
    let dotted = from.dotted || to.dotted;
    let explicit = from.explicit || to.explicit;
    if dotted && !(from.dotted || from.explicit || both_parts)
        || dotted && !(to.dotted || to.explicit || both_parts || to.min % 60 == 0 && explicit)
    {
        return None;
    }
    if !(explicit || both_parts || dotted) {
        return None;
    }
    // 1:18-30岁 is a list's number and ages.
    let other_unit = matches!(
        tokens.tag(to.end),
        Some(Tag::AgeUnit | Tag::Yuan | Tag::Head | Tag::Year | Tag::Percent | Tag::Piece | Tag::Month)
    );
    if other_unit && !to.explicit
        || (dotted && matches!(tokens.tag(to.end), Some(Tag::Yuan | Tag::Hour | Tag::Percent | Tag::Per)))
    {
        return None;
    }
    let (from_min, to_min) = resolve(from, to, previous_to);
    (from_min != to_min && from_min < DAY_MIN && to_min <= DAY_MIN).then_some(Span {
        from_min,
        to_min,
        end: to.end,
    })
}

/// Both times on the clock of 24 hours.
fn resolve(from: Clock, to: Clock, previous_to: Option<u16>) -> (u16, u16) {
    let on_day = |clock: Clock| match clock.part {
        Some(Part::Afternoon | Part::Noon)
            if clock.min < HALF_DAY_MIN && !(clock.part == Some(Part::Noon) && clock.min >= 600) =>
        {
            clock.min + HALF_DAY_MIN
        }
        Some(Part::Evening) if (240..HALF_DAY_MIN).contains(&clock.min) => clock.min + HALF_DAY_MIN,
        // Midnight: 晚上12点.
        Some(Part::Evening) if (HALF_DAY_MIN..HALF_DAY_MIN + 60).contains(&clock.min) => {
            (clock.min + HALF_DAY_MIN) % (DAY_MIN + 1)
        }
        Some(Part::Dawn) if (HALF_DAY_MIN..HALF_DAY_MIN + 60).contains(&clock.min) => {
            clock.min - HALF_DAY_MIN
        }
        _ => clock.min,
    };
    let (mut begin, mut end) = (on_day(from), on_day(to));
    // A begin at midnight is 0, an end 1440.
    begin %= DAY_MIN;
    if to.part.is_none() && to.min < HALF_DAY_MIN {
        let afternoon = matches!(from.part, Some(Part::Afternoon | Part::Noon)) && end < begin;
        let wraps = end <= begin
            && (300..=HALF_DAY_MIN + 60).contains(&begin)
            && end + HALF_DAY_MIN > begin
            && end + HALF_DAY_MIN - begin <= 840;
        if afternoon || wraps {
            end += HALF_DAY_MIN;
        }
    }
    // 8:30-12:00 1:30-6:00: the second is of the afternoon.
    if from.part.is_none()
        && begin < 360
        && end < HALF_DAY_MIN
        && end > begin
        && previous_to.is_some_and(|previous| (600..=begin + HALF_DAY_MIN).contains(&previous))
    {
        begin += HALF_DAY_MIN;
        end += HALF_DAY_MIN;
    }
    (begin, end)
}

/// The clock time at `at`: 8:30, 8点半, 下午5点, 8.30, or a bare hour.
fn clock_at(tokens: &Tokens<'_>, at: usize) -> Option<Clock> {
    let (mut at, mut part) = (at, None);
    at += usize::from(tokens.is(at, Tag::NextDay));
    while let Some(Tag::Part(next)) = tokens.tag(at) {
        part = Some(next);
        at += 1;
        if matches!(tokens.kind(at), Kind::Colon) || tokens.word(at) == "的" || tokens.word(at) == "·" {
            at += 1;
        }
    }
    let number = tokens.number(at)?;
    if number.scale != 1 || number.low != number.high {
        return None;
    }
    let mut end = at + 1;
    let (mut explicit, mut dotted) = (false, false);
    let minute = |at: usize| {
        let number = tokens.number(at)?;
        (number.digits == 2 && number.decimals == 0 && number.scale == 1).then(|| number.between(0, 59))?
    };
    let (hour, minutes) = if number.decimals == 2 {
        dotted = true;
        (number.low / 1000, number.low % 1000 / 10)
    } else {
        let hour = i64::from(number.between(0, 24)?);
        let mut minutes = 0;
        if tokens.kind(end) == Kind::Colon
            && let Some(written) = minute(end + 1)
        {
            (explicit, minutes) = (true, written);
            end += 2;
            // 8:30点.
            end += usize::from(tokens.is(end, Tag::OClock) && tokens.word(end) == "点");
        } else if matches!(tokens.tag(end), Some(Tag::OClock))
            || tokens.word(end) == "时" && tokens.word(end + 1) != "薪"
        {
            explicit = true;
            end += 1;
            if tokens.is(end, Tag::Half) {
                minutes = 30;
                end += 1;
            } else if let Some(written) = minute(end) {
                minutes = written;
                end += 1;
                end += usize::from(tokens.is(end, Tag::Minute));
            }
        }
        (hour, i64::from(minutes))
    };
    if !(0..=24).contains(&hour) || !(0..60).contains(&minutes) {
        return None;
    }
    // 9:30 pm.
    if let Some(Tag::Part(after)) = tokens.tag(end).filter(|_| part.is_none())
        && matches!(tokens.word(end), "am" | "pm")
    {
        part = Some(after);
        explicit = true;
        end += 1;
    }
    let min = u16::try_from(hour * 60 + minutes).ok().filter(|min| *min <= DAY_MIN)?;
    Some(Clock { min, part, explicit, dotted, end })
}

/// The shift that clock times make: by night if it runs over midnight.
pub(super) fn shift_of(facts: &[Fact]) -> Option<Shift> {
    let (mut day, mut night) = (false, false);
    for fact in facts {
        if let FactValue::ClockTimes { from_min, to_min } = fact.value {
            if to_min <= from_min { night = true } else { day = true }
        }
    }
    (day && night).then_some(Shift::Rotating)
}
