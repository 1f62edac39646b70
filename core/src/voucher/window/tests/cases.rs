//! Worked cases, with dates by hand.

use super::*;
use crate::model::{RetirementCategory, RetirementLaw};

#[test]
fn thirty_six_months() {
    for (start, end) in [
        ("2026-03-01", "2029-03-01"),
        ("2024-02-29", "2027-02-28"),
        ("2025-08-31", "2028-08-31"),
        ("2025-01-15", "2028-01-15"),
    ] {
        let window = open(&rule(json!({})), &opening(json!({"start": start}))).unwrap();
        assert_eq!(window.end(), day(end), "{start}");
        assert_eq!(window.months().len(), 36);
        assert_eq!(window.remaining(day(start)).months, 36);
        assert!(window.is_open(day(start)) && !window.is_open(day(end)));
    }
    // To ask for all that is allowed is allowed, as months or as a date.
    for term in [json!({"months": 36}), json!({"until": "2029-03-01"})] {
        assert_eq!(open(&rule(json!({})), &opening(json!({"term": term}))).unwrap().end(), day("2029-03-01"));
    }
    // Graduates (离校未就业高校毕业生): 24 months.
    let window = open(&rule(json!({"months_max": 24})), &opening(json!({}))).unwrap();
    assert_eq!(window.end(), day("2028-03-01"));
}

/// Fewer than five years at first approval: until retirement. Exactly five are not fewer.
#[test]
fn near_retirement_counts_at_first_approval() {
    let five = rule(json!({"near_retirement_years": 5}));
    let end = |on: &str, retires: &str, start: &str| {
        let first = json!({"on": on, "retires_on": retires});
        open(&five, &opening(json!({"start": start, "first_approval": first}))).unwrap().end()
    };
    assert_eq!(end("2026-02-10", "2031-02-10", "2026-03-01"), day("2029-03-01"), "exactly five");
    assert_eq!(end("2026-02-10", "2031-02-09", "2026-03-01"), day("2031-02-09"), "a day less");
    assert_eq!(end("2026-02-10", "2027-01-01", "2026-03-01"), day("2027-01-01"), "shorter than three years");
    assert_eq!(end("2024-02-29", "2029-02-28", "2026-03-01"), day("2029-03-01"), "a leap day: exactly five");
    // The start comes when fewer than five are left, but the approval does not.
    assert_eq!(end("2025-12-30", "2031-01-01", "2026-03-01"), day("2029-03-01"));
    // A second window stays by what was known at the first.
    assert_eq!(end("2022-06-01", "2027-05-01", "2026-03-01"), day("2027-05-01"));
}

/// The law gives the month, the window keeps the date: another law later moves nothing.
#[test]
fn retirement_is_frozen() {
    let five = rule(json!({"near_retirement_years": 5, "ends_at_retirement": true,
        "pauses": [{"reason": "work", "shifts_end": true}],
        "extensions": [{"reason": "hard", "max": {"months": 12}}]}));
    let law = RetirementLaw::DECISION_2024;
    let retires = law.month("1969-08".parse().unwrap(), RetirementCategory::Men60).unwrap();
    assert_eq!(retires.to_string(), "2030-10");
    let first = json!({"on": "2026-02-10", "retires_on": retires.first_day()});
    let window = open(&five, &opening(json!({"first_approval": first}))).unwrap();
    assert_eq!(window.end(), day("2030-10-01"));
    // Time lost to work is not made up after retirement, and nothing is extended past it.
    let window = paused(&window, &five, "2027-01-01", "2027-07-01").unwrap();
    assert_eq!(window.end(), day("2030-10-01"));
    assert_eq!(window.used(window.end()).months, 55 - 6);
    let refusal = extended(&window, &five, json!({"months": 1})).unwrap_err();
    assert_eq!(refusal.code(), WindowRefusalCode::PastRetirement);
    // The last days before a retirement inside a month can be paused, though months are whole.
    let inside = json!({"first_approval": {"on": "2026-02-10", "retires_on": "2030-10-11"}});
    let to_the_end = paused(&open(&five, &opening(inside)).unwrap(), &five, "2030-10-01", "").unwrap();
    assert_eq!(to_the_end.parts().pauses[0].until, day("2030-10-11"));
    // What is written down is all there is: no birth, no law.
    let copy = Window::from_parts(read(serde_json::to_value(&window).unwrap())).unwrap();
    assert_eq!(copy, window);
}

/// Some cities extend once, by at most a year.
#[test]
fn one_extension_of_at_most_a_year() {
    let once = rule(json!({"extensions": [{"reason": "hard", "max": {"months": 12}, "times_max": 1}]}));
    let window = open(&once, &opening(json!({}))).unwrap();
    assert_eq!(
        extended(&window, &once, json!({"months": 13})).unwrap_err().code(),
        WindowRefusalCode::ExtensionCap
    );
    let longer = extended(&window, &once, json!({"months": 12})).unwrap();
    assert_eq!(lines(&longer), ["paid 2026-03-01 1096", "extended 2029-03-01 365"]);
    assert_eq!(
        longer.used(day("2029-04-01")),
        Tally { months: 37, paid_days: 1096, extended_days: 31, paused_days: 0 }
    );
    assert_eq!(
        extended(&longer, &once, json!({"months": 1})).unwrap_err().code(),
        WindowRefusalCode::ExtensionTimes
    );
}

/// Work for three months pauses; the time is made up, or lost, as the rule says.
#[test]
fn pauses_move_the_end_or_not() {
    for (shifts, end, months) in [(true, "2029-06-01", 36), (false, "2029-03-01", 33)] {
        let rule = rule(json!({"pauses": [{"reason": "work", "shifts_end": shifts}]}));
        let window = open(&rule, &opening(json!({}))).unwrap();
        let window = paused(&window, &rule, "2026-10-01", "2027-01-01").unwrap();
        assert_eq!(window.end(), day(end));
        assert_eq!(window.used(window.end()).months, months);
        assert!(window.is_open(day("2026-09-30")) && !window.is_open(day("2026-10-01")));
        assert!(!window.is_open(day("2026-12-31")) && window.is_open(day("2027-01-01")));
        // Another pause may follow at once.
        let longer = paused(&window, &rule, "2027-01-01", "2027-02-01").unwrap();
        assert_eq!(longer.used(longer.end()).paused_days, 123);
        // Back after two months.
        let back = resume(&window, day("2026-12-01")).unwrap();
        assert_eq!(back.used(back.end()).months, if shifts { 36 } else { 34 });
        assert_eq!(back.end(), day(if shifts { "2029-05-01" } else { "2029-03-01" }));
        // Never begun: as if nothing had been.
        let never = resume(&window, day("2026-10-01")).unwrap();
        assert_eq!(never, open(&rule, &opening(json!({}))).unwrap());
    }
}

/// Pauses fill a window to its borders and to the next pause, and no further.
#[test]
fn pauses_end_where_something_else_begins() {
    let lost = rule(json!({"pauses": [{"reason": "work", "shifts_end": false}]}));
    let window = open(&lost, &opening(json!({}))).unwrap();
    let spans = |window: &Window| -> Vec<(String, String)> {
        window.parts().pauses.iter().map(|pause| (pause.from.to_string(), pause.until.to_string())).collect()
    };
    let span = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    let first = paused(&window, &lost, "2026-03-01", "2026-04-01").unwrap();
    assert_eq!(spans(&first), [span("2026-03-01", "2026-04-01")], "from the first day on");
    let last = paused(&window, &lost, "2029-02-01", "2029-03-01").unwrap();
    assert_eq!(spans(&last), [span("2029-02-01", "2029-03-01")], "to the last day");
    let beyond = paused(&window, &lost, "2029-02-01", "2029-04-01").unwrap_err();
    assert_eq!(beyond.code(), WindowRefusalCode::AfterEnd);
    // Without an end: up to the next one, which may begin months later.
    let both = paused(&last, &lost, "2026-10-01", "").unwrap();
    assert_eq!(spans(&both), [span("2026-10-01", "2029-02-01"), span("2029-02-01", "2029-03-01")]);
}

/// Months of a window that begins on a 31st are whole, whatever their days; a pause without an end takes such a month.
#[test]
fn whole_months_from_a_thirty_first() {
    let rule = rule(json!({"pauses": [{"reason": "work", "shifts_end": true, "max": {"months": 1}}]}));
    let window = open(&rule, &opening(json!({"start": "2026-01-31"}))).unwrap();
    assert_eq!(
        paused(&window, &rule, "2026-03-28", "").unwrap_err().code(),
        WindowRefusalCode::NotWholeMonths
    );
    let window = paused(&window, &rule, "2026-02-28", "").unwrap();
    assert_eq!(window.parts().pauses[0].until, day("2026-03-31"));
    assert_eq!(window.end(), day("2029-02-28"));
}

/// By days: a pause of ten days moves the end by ten, through a leap day.
#[test]
fn pauses_by_days() {
    let rule = rule(json!({"months_max": 24, "split": "days",
        "pauses": [{"reason": "work", "shifts_end": true, "max": {"days": 40}}],
        "extensions": [{"reason": "hard", "max": {"days": 30}}]}));
    let window = open(&rule, &opening(json!({}))).unwrap();
    let window = paused(&window, &rule, "2028-02-25", "2028-03-06").unwrap();
    assert_eq!(window.end(), day("2028-03-11"));
    let window = extended(&window, &rule, json!({"days": 30})).unwrap();
    assert_eq!(
        lines(&window),
        ["paid 2026-03-01 726", "paused 2028-02-25 10", "paid 2028-03-06 5", "extended 2028-03-11 30"]
    );
    // A pause inside the extension: the extension goes on after it. 31 days are above what is left of 40.
    assert_eq!(
        paused(&window, &rule, "2028-03-20", "2028-04-20").unwrap_err().code(),
        WindowRefusalCode::PauseCap
    );
    let window = paused(&window, &rule, "2028-03-20", "2028-03-25").unwrap();
    assert_eq!(
        lines(&window)[3..],
        ["extended 2028-03-11 9", "paused 2028-03-20 5", "extended 2028-03-25 21"]
    );
    // Without an end, a pause takes what is left of 40 days.
    let longest = paused(&window, &rule, "2026-04-10", "").unwrap();
    assert_eq!(longest.parts().pauses[0].until, day("2026-05-05"));
}

/// A term that ends inside a month, where whole months count: its last month is a part, and no month of money.
#[test]
fn a_term_may_end_inside_a_month() {
    let rule = rule(json!({"pauses": [{"reason": "work", "shifts_end": true}],
        "extensions": [{"reason": "hard", "max": {"months": 12}}]}));
    let window = open(&rule, &opening(json!({"term": {"until": "2026-06-11"}}))).unwrap();
    assert_eq!((window.used(window.end()).months, window.months().len()), (3, 4));
    let paid = json!([{"month": "2026-05", "paid_fen": 100}, {"month": "2026-06", "paid_fen": 100}]);
    let given = payable(&window, &rule, &read::<Vec<PaidMonth>>(paid)).unwrap();
    assert_eq!(given.total.get(), 100);
    // Months are added to the date: a month paused, one given more.
    let window = paused(&window, &rule, "2026-04-01", "2026-05-01").unwrap();
    assert_eq!(window.end(), day("2026-07-11"));
    let window = extended(&window, &rule, json!({"months": 1})).unwrap();
    assert_eq!(
        lines(&window),
        ["paid 2026-03-01 31", "paused 2026-04-01 30", "paid 2026-05-01 71", "extended 2026-07-11 31"]
    );
    // The last days of the term may be paused.
    let window = open(&rule, &opening(json!({"term": {"until": "2026-06-11"}}))).unwrap();
    let window = paused(&window, &rule, "2026-06-01", "2026-06-11").unwrap();
    assert_eq!(window.end(), day("2026-07-11"));
    assert_eq!(
        paused(&window, &rule, "2026-07-01", "2026-07-11").unwrap_err().code(),
        WindowRefusalCode::NotWholeMonths
    );
}

/// An order of changes that a window does not remember.
#[test]
fn order_does_not_matter() {
    let rule = rule(json!({"split": "days", "months_max": 1,
        "pauses": [{"reason": "work", "shifts_end": true}],
        "extensions": [{"reason": "hard", "max": {"months": 12}}]}));
    let window = open(&rule, &opening(json!({"start": "2026-01-31"}))).unwrap();
    let one =
        paused(&extended(&window, &rule, json!({"months": 1})).unwrap(), &rule, "2026-02-10", "2026-02-11");
    let other =
        extended(&paused(&window, &rule, "2026-02-10", "2026-02-11").unwrap(), &rule, json!({"months": 1}));
    assert_eq!(one, other);
    // 31 January, two months and a day; not a month, a day and a month.
    assert_eq!(one.unwrap().end(), day("2026-04-01"));
}

#[test]
fn a_child_stays_in_its_parent() {
    let parent = json!({"from": "2026-01-01", "until": "2028-01-01"});
    let rule = rule(json!({"pauses": [{"reason": "work", "shifts_end": true}],
        "extensions": [{"reason": "hard", "max": {"months": 12}}]}));
    let code = |changes: Value| open(&rule, &opening(changes)).unwrap_err().code();
    assert_eq!(code(json!({"parent": parent})), WindowRefusalCode::OutsideParent);
    assert_eq!(
        code(json!({"parent": parent, "start": "2025-12-31", "term": {"months": 2}})),
        WindowRefusalCode::OutsideParent
    );
    let window = open(&rule, &opening(json!({"parent": parent, "term": {"months": 22}}))).unwrap();
    assert_eq!(window.end(), day("2028-01-01"));
    assert_eq!(
        extended(&window, &rule, json!({"months": 1})).unwrap_err().code(),
        WindowRefusalCode::OutsideParent
    );
    // A pause is recorded, but its time is lost.
    let window = paused(&window, &rule, "2026-05-01", "2026-08-01").unwrap();
    assert_eq!((window.end(), window.remaining(day("2026-08-01")).months), (day("2028-01-01"), 17));
    assert_eq!(
        paused(&window, &rule, "2027-12-01", "2028-02-01").unwrap_err().code(),
        WindowRefusalCode::OutsideParent
    );
    let open_ended = paused(&window, &rule, "2027-11-01", "").unwrap();
    assert_eq!(open_ended.parts().pauses[1].until, day("2028-01-01"));
    // A parent that ends inside a month ends the pause there, though months are whole.
    let parent = json!({"from": "2026-01-01", "until": "2029-03-11"});
    let window = open(&rule, &opening(json!({"parent": parent}))).unwrap();
    let window = paused(&window, &rule, "2029-02-01", "").unwrap();
    assert_eq!((window.parts().pauses[0].until, window.end()), (day("2029-03-11"), day("2029-03-11")));
}

/// Public-welfare posts (公益性岗位): three years in all, in at most two placements.
#[test]
fn two_placements_share_their_months() {
    let posts = rule(json!({"windows_max": 2, "cumulative": true}));
    let first = open(&posts, &opening(json!({}))).unwrap();
    let first = close(&first, day("2027-03-01"), ReasonId::new("left").unwrap()).unwrap();
    assert_eq!(first.end(), day("2027-03-01"));
    let earlier = EarlierWindow::from(&first);
    assert_eq!(earlier.months, 12);
    let again = |start: &str, earlier: &[EarlierWindow]| {
        open(&posts, &opening(json!({"start": start, "earlier": earlier})))
    };
    let second = again("2028-01-01", &[earlier]).unwrap();
    assert_eq!(second.end(), day("2030-01-01"));
    assert!(again("2027-03-01", &[earlier]).is_ok(), "on the day after");
    assert_eq!(again("2027-02-01", &[earlier]).unwrap_err().code(), WindowRefusalCode::WindowOverlap);
    let third = again("2031-01-01", &[earlier, (&second).into()]);
    assert_eq!(third.unwrap_err().code(), WindowRefusalCode::WindowsUsed);
}

/// At most two thirds, rounded down; a month that is partly paused by the rule.
#[test]
fn amounts() {
    let share = json!({"numerator": 2, "denominator": 3});
    let pauses = json!([{"reason": "work", "shifts_end": true}]);
    let whole = rule(json!({"share": share, "pauses": pauses}));
    let amounts = |window: &Window, rule: &WindowRule, paid: Value| -> Vec<i64> {
        let payable = payable(window, rule, &read::<Vec<PaidMonth>>(paid)).unwrap();
        let sum: i64 = payable.months.iter().map(|month| month.amount.get()).sum();
        assert_eq!(sum, payable.total.get());
        payable.months.iter().map(|month| month.amount.get()).collect()
    };
    let window = open(&whole, &opening(json!({}))).unwrap();
    let window = paused(&window, &whole, "2026-05-01", "2026-06-01").unwrap();
    // In any order: 100.00 → 66.66, 0.02 → 0.01, a paused month → 0.
    let paid = json!([{"month": "2026-05", "paid_fen": 9_000}, {"month": "2026-03", "paid_fen": 10_000},
        {"month": "2026-04", "paid_fen": 2}, {"month": "2029-03", "paid_fen": 3, "claimed_fen": 1}]);
    assert_eq!(amounts(&window, &whole, paid), [6_666, 1, 0, 1]);
    // The month in which it is closed is no whole month.
    let closed = close(&window, day("2026-06-20"), ReasonId::new("left").unwrap()).unwrap();
    assert_eq!(amounts(&closed, &whole, json!([{"month": "2026-06", "paid_fen": 9_000}])), [0]);
    // Above the largest number that floats hold exactly, times 2.
    let most = json!([{"month": "2026-03", "paid_fen": 9_007_199_254_740_991_i64}]);
    assert_eq!(amounts(&window, &whole, most), [6_004_799_503_160_660]);

    let days =
        rule(json!({"share": share, "pauses": pauses, "split": "days", "month_amount_max_fen": 40_000}));
    let window = open(&days, &opening(json!({}))).unwrap();
    let window = paused(&window, &days, "2026-04-11", "2026-05-01").unwrap();
    // 10 of 30 days: 100.00 × 2/3 × 1/3 = 22.22…; one division, not 66.66 / 3. A month's most before the days.
    let paid = json!([{"month": "2026-03", "paid_fen": 60_001}, {"month": "2026-04", "paid_fen": 10_000}]);
    assert_eq!(amounts(&window, &days, paid), [40_000, 2_222]);
    assert_eq!(amounts(&window, &days, json!([{"month": "2026-04", "paid_fen": 90_000}])), [13_333]);
    // 20 days more at the end: the last month has 20 of 31.
    assert_eq!(amounts(&window, &days, json!([{"month": "2029-03", "paid_fen": 3_100}])), [1_333]);
}

/// A claim at the share is paid, one fen above is refused.
#[test]
fn claims_up_to_the_share() {
    let rule = rule(json!({"share": {"numerator": 2, "denominator": 3}}));
    let window = open(&rule, &opening(json!({}))).unwrap();
    for paid in 0..500 {
        for claimed in 0..=paid {
            let line = json!([{"month": "2026-04", "paid_fen": paid, "claimed_fen": claimed}]);
            let granted = payable(&window, &rule, &read::<Vec<PaidMonth>>(line)).is_ok();
            assert_eq!(granted, claimed * 3 <= paid * 2, "{claimed} of {paid}");
        }
    }
}
