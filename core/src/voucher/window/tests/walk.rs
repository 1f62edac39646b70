//! Random windows against a walk day by day (month by month where whole months count) that knows no formula.

use chrono::{Days, Months};
use proptest::prelude::*;

use super::*;

/// What a walk says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Paid,
    Extended,
    Paused,
}

/// Spends the term and then each extension a day (a month) at a time; a pause that shifts the end spends nothing. A term
/// up to a date is not for it where whole months count.
fn walk(parts: &WindowParts) -> Vec<(NaiveDate, Is)> {
    let limit = parts.parent.map(|parent| parent.until);
    let retires = parts.first_approval.retires_on.filter(|_| parts.ends_at_retirement);
    let closed = parts.closed.as_ref().map(|closing| closing.on);
    let stop = [limit, retires, closed].into_iter().flatten().min().unwrap_or(NaiveDate::MAX);
    let whole = parts.split == Split::WholeMonths;
    let (term, base) = match parts.term {
        Term::Months(term) => (term, parts.start),
        Term::Until(until) => (0, until),
    };
    // What each phase has to spend, in days or in months.
    let mut phases = Vec::new();
    let (mut months, mut days) = (term, 0);
    let at = |months: u32, days: u64| base + Months::new(months) + Days::new(days);
    phases.push(if whole { i64::from(term) } else { (at(term, 0) - parts.start).num_days() });
    for extension in &parts.extensions {
        let before = at(months, days);
        match extension.length {
            Length::Months(more) => months += more,
            Length::Days(more) => days += u64::from(more),
        }
        let more = (at(months, days) - before).num_days();
        phases.push(if whole { i64::from(extension.length.count()) } else { more });
    }
    let mut out = Vec::new();
    let (mut phase, mut unit) = (0, 0_u32);
    while phase < phases.len() {
        let (from, until) = if whole {
            (parts.start + Months::new(unit), parts.start + Months::new(unit + 1))
        } else {
            let from = parts.start + Days::new(u64::from(unit));
            (from, from + Days::new(1))
        };
        if from >= stop {
            break;
        }
        unit += 1;
        let pause = parts.pauses.iter().find(|pause| pause.from <= from && from < pause.until);
        let is = match pause {
            Some(_) => Is::Paused,
            None if phase == 0 => Is::Paid,
            None => Is::Extended,
        };
        let mut today = from;
        while today < until.min(stop) {
            out.push((today, is));
            today = today + Days::new(1);
        }
        if pause.is_none_or(|pause| !pause.shifts_end) {
            phases[phase] -= 1;
            while phases.get(phase) == Some(&0) {
                phase += 1;
            }
        }
    }
    out
}

/// What a window says, day by day, from its segments.
fn days(window: &Window) -> Vec<(NaiveDate, Is)> {
    let mut days = Vec::new();
    for segment in window.timeline() {
        assert!(segment.days > 0 && segment.days == segment.span.days());
        let is = match segment.kind {
            DayKind::Paid => Is::Paid,
            DayKind::Extended => Is::Extended,
            DayKind::Paused => Is::Paused,
        };
        days.extend((0..segment.days).map(|at| (segment.span.from + Days::new(u64::from(at)), is)));
    }
    days
}

fn count(days: &[(NaiveDate, Is)], is: Is) -> u32 {
    u32::try_from(days.iter().filter(|(_, one)| *one == is).count()).unwrap()
}

/// All that must hold of any window.
fn check(window: &Window, rule: &WindowRule) {
    let parts = window.parts();
    assert_eq!(Window::from_parts(parts.clone()).as_ref(), Ok(window), "what is written can be read");
    let all = days(window);
    if matches!(parts.term, Term::Months(_)) || parts.split == Split::Days {
        assert_eq!(all, walk(parts), "{parts:?}");
    }
    // Every day from start to end, once, and none outside the parent.
    if all.is_empty() {
        assert_eq!((window.end(), window.months().len()), (window.start(), 0), "closed before it began");
        return;
    }
    assert!(all.iter().zip(all.iter().skip(1)).all(|(one, next)| one.0.succ_opt() == Some(next.0)));
    assert_eq!(all.first().map(|one| one.0), Some(window.start()));
    assert_eq!(all.last().map(|one| one.0), window.end().pred_opt());
    if let Some(parent) = parts.parent {
        assert!(parent.holds(window.span()));
    }
    if let Some(retires) = parts.first_approval.retires_on.filter(|_| parts.ends_at_retirement) {
        assert!(window.end() <= retires);
    }
    // What is used and what is left are all there is, on any day.
    for at in [0, 1, all.len() / 3, all.len() / 2, all.len().saturating_sub(1), all.len() + 9] {
        let on = window.start() + Days::new(u64::try_from(at).unwrap());
        let (before, after) = all.split_at(at.min(all.len()));
        for (tally, days) in [(window.used(on), before), (window.remaining(on), after)] {
            assert_eq!(tally.paid_days, count(days, Is::Paid));
            assert_eq!(tally.extended_days, count(days, Is::Extended));
            assert_eq!(tally.paused_days, count(days, Is::Paused));
        }
        assert_eq!(window.used(on).months + window.remaining(on).months, window.used(window.end()).months);
        let is = all.get(at).map(|day| day.1);
        assert_eq!(window.is_open(on), matches!(is, Some(Is::Paid | Is::Extended)));
        assert_eq!(window.day(on).is_some(), is.is_some());
    }
    // Months: whole, in order, one in each calendar month, and their days are all days.
    let months = window.months();
    let (mut at, mut payable) = (0_usize, 0);
    for (index, month) in months.iter().enumerate() {
        let index = u32::try_from(index).unwrap();
        assert_eq!(month.span.from, window.start() + Months::new(index));
        let own = &all[at..at + usize::try_from(month.span.days()).unwrap()];
        assert_eq!(own[0].0, month.span.from);
        assert_eq!(month.paused_days, count(own, Is::Paused));
        assert_eq!(month.extended_days, count(own, Is::Extended));
        assert_eq!(month.payable_days, count(own, Is::Extended) + count(own, Is::Paid));
        let paused = own.iter().filter(|(_, is)| *is == Is::Paused).count();
        let some_day = match parts.split {
            Split::Days => paused < own.len(),
            Split::WholeMonths => paused == 0 && month.span.until == window.start() + Months::new(index + 1),
        };
        payable += u32::from(some_day);
        at += own.len();
    }
    assert_eq!((at, payable), (all.len(), window.used(window.end()).months));
    // Limits: counted by asking for each pause how many months reach its end.
    let begun =
        |pause: &Pause| (0..).find(|&months| later_in(parts, pause.from, months) >= pause.until).unwrap();
    let of = |reason: Option<&ReasonId>, max: Length| -> u32 {
        let pauses = parts.pauses.iter().filter(|pause| reason.is_none_or(|reason| pause.reason == *reason));
        pauses
            .map(|pause| if matches!(max, Length::Days(_)) { pause.span().days() } else { begun(pause) })
            .sum()
    };
    for one in &rule.pauses {
        assert!(one.max.is_none_or(|max| of(Some(&one.reason), max) <= max.count()));
        let times = parts.pauses.iter().filter(|pause| pause.reason == one.reason).count();
        assert!(one.times_max.is_none_or(|max| times <= usize::try_from(max).unwrap()));
    }
    assert!(rule.pause_total_max.is_none_or(|max| of(None, max) <= max.count()));
    let given: u32 = parts.extensions.iter().map(|one| one.length.count()).sum();
    assert!(rule.extension_total_max.is_none_or(|max| given <= max.count()));
}

/// The day so many months after the beginning of a pause: where whole months count, in months of the window.
fn later_in(parts: &WindowParts, from: NaiveDate, months: u32) -> NaiveDate {
    if parts.split == Split::Days {
        return from + Months::new(months);
    }
    let index = (0..).find(|&index| parts.start + Months::new(index) >= from).unwrap();
    parts.start + Months::new(index + months)
}

fn length(months: bool, count: u32) -> Value {
    if months { json!({"months": count}) } else { json!({"days": count * 20}) }
}

prop_compose! {
    fn any_rule()(
        whole in any::<bool>(), in_months in any::<[bool; 3]>(), extend_months in any::<bool>(),
        caps in (1_u32..20, 1_u32..20, 4_u32..30), shifts in any::<[bool; 2]>(), months_max in 1_u32..40,
        ends in any::<bool>(), free in any::<bool>(),
    ) -> WindowRule {
        let unit = whole || extend_months;
        let mut rule = json!({"months_max": months_max, "split": if whole { "whole_months" } else { "days" },
            "ends_at_retirement": ends,
            "pauses": [{"reason": "work", "shifts_end": shifts[0], "max": length(in_months[0], caps.0), "times_max": 4},
                {"reason": "ill", "shifts_end": shifts[1], "max": length(in_months[1], caps.1)},
                {"reason": "army", "shifts_end": true}],
            "extensions": [{"reason": "hard", "max": length(unit, 12), "times_max": 3},
                {"reason": "more", "max": length(unit, 9)}],
            "extension_total_max": length(unit, 15)});
        if !free {
            rule["pause_total_max"] = length(in_months[2], caps.2);
        }
        super::rule(rule)
    }
}

/// A change by three numbers.
fn change(
    window: &Window,
    rule: &WindowRule,
    (kind, at, length): (u8, u32, u32),
) -> Result<Window, WindowRefusal> {
    let at = at % (window.span().days() + 30);
    // Mostly days that fit; where whole months count, mostly the first of one.
    let whole = rule.split == Split::WholeMonths && !at.is_multiple_of(7);
    let day = |at: u32| {
        let day = window.start() + Days::new(u64::from(at));
        if whole { window.whole_month(day).from } else { day }
    };
    let reason = ["work", "ill", "army"][usize::try_from(at % 3).unwrap()];
    match kind {
        0..=3 => {
            let until = (kind > 0).then(|| day(at + length));
            let asked = json!({"on": window.start(), "from": day(at), "until": until, "reason": reason});
            pause(window, rule, &read(asked))
        }
        4..=5 => {
            let pauses = &window.parts().pauses;
            let Some(pause) = pauses.get(usize::try_from(length).unwrap() % pauses.len().max(1)) else {
                return resume(window, day(at));
            };
            let on = pause.from + Days::new(u64::from(at % pause.span().days()));
            resume(window, if whole { window.whole_month(on).from } else { on })
        }
        6..=8 => {
            let months = matches!(rule.extensions[0].max, Length::Months(_));
            let length = super::walk::length(months, length % 8 + 1);
            let reason = ["hard", "more"][usize::from(at.is_multiple_of(2))];
            extend(window, rule, &read(json!({"on": window.start(), "length": length, "reason": reason})))
        }
        _ => close(window, day(at), ReasonId::new("left").unwrap()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn windows_agree_with_the_walk(
        rule in any_rule(),
        start in 0_u64..1_500,
        at_month_end in any::<bool>(),
        parent in proptest::option::of((0_u64..200, 30_u64..2_500)),
        retires in 30_u64..4_000,
        until in proptest::option::weighted(0.15, 1_u64..900),
        changes in proptest::collection::vec((0_u8..40, 0_u32..1_400, 1_u32..200), 0..24),
    ) {
        let mut start = day("2023-01-01") + Days::new(start);
        if at_month_end {
            start = start.with_day_of_month_end();
        }
        let parent = parent.map(|(before, long)| {
            let from = start - Days::new(before);
            json!({"from": from, "until": from + Days::new(before + long)})
        });
        let mut asked = json!({"start": start, "parent": parent,
            "first_approval": {"on": start, "retires_on": start + Days::new(retires)}});
        if let Some(until) = until {
            asked["term"] = json!({"until": start + Days::new(until)});
        }
        let opened = open(&rule, &read(asked.clone())).or_else(|_| {
            // Shorter: mostly inside the parent.
            asked["term"] = json!({"months": rule.months_max.min(5)});
            open(&rule, &read(asked))
        });
        let Ok(mut window) = opened else { return Ok(()) };
        check(&window, &rule);
        for (kind, at, length) in changes {
            // A closed window takes nothing more, so closing is rare.
            let kind = if kind == 39 { 9 } else { kind % 9 };
            if let Ok(next) = change(&window, &rule, (kind, at, length)) {
                if kind <= 3 && window.parts().closed.is_none() {
                    prop_assert!(next.end() >= window.end(), "a pause never brings the end nearer");
                }
                window = next;
                check(&window, &rule);
            }
        }
    }

    /// Amounts against fractions, by cross-multiplication: the largest whole number that is not above the share.
    #[test]
    fn amounts_are_the_largest_below_the_share(
        paid in 0_i64..2_000_000, share in (1_u32..20, 0_u32..20), paused_days in 0_u64..31,
        max in proptest::option::of(0_i64..1_000_000),
    ) {
        let (numerator, denominator) = (share.0, share.0 + share.1);
        let mut rule = json!({"split": "days", "pauses": [{"reason": "work", "shifts_end": true}],
            "share": {"numerator": numerator, "denominator": denominator}});
        if let Some(max) = max {
            rule["month_amount_max_fen"] = json!(max);
        }
        let rule = super::rule(rule);
        let mut window = open(&rule, &opening(json!({}))).unwrap();
        if paused_days > 0 {
            let until = day("2026-05-05") + Days::new(paused_days);
            window = paused(&window, &rule, "2026-05-05", &until.to_string()).unwrap();
        }
        let line = json!([{"month": "2026-05", "paid_fen": paid}]);
        let given = payable(&window, &rule, &read::<Vec<PaidMonth>>(line)).unwrap().months[0];
        let in_may = paused_days.min(27);
        prop_assert_eq!(u64::from(given.payable_days), 31 - in_may);
        let days = i64::from(given.payable_days);
        let fits = |amount: i64| {
            amount * i64::from(denominator) * 31 <= paid * i64::from(numerator) * days
                && max.is_none_or(|max| amount * 31 <= max * days)
        };
        prop_assert!(fits(given.amount.get()) && !fits(given.amount.get() + 1));
    }
}

trait MonthEnd {
    fn with_day_of_month_end(self) -> Self;
}

impl MonthEnd for NaiveDate {
    fn with_day_of_month_end(self) -> Self {
        let mut day = self;
        while chrono::Datelike::month(&(day + Days::new(1))) == chrono::Datelike::month(&day) {
            day = day + Days::new(1);
        }
        day
    }
}
