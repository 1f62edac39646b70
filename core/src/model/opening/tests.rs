//! Goal: hours as published are read or refused, never bent; open or closed is right to the minute. Method: published forms,
//! a minute-by-minute reading written apart, random texts.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::{Calendar, CalendarDay, DayKind, NextChange, OpenAt, OpeningHours};
use crate::error::ValueCode;

fn shown(text: &str) -> String {
    OpeningHours::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

#[test]
fn forms_that_stations_publish() {
    for (text, expected) in [
        ("周一至周五 9:00-12:00，13:30-17:00", "Mo-Fr 09:00-12:00,13:30-17:00"),
        ("周一至周五9：00—12：00，13：30—17：00", "Mo-Fr 09:00-12:00,13:30-17:00"),
        ("周一至周五 上午8:30-12:00；下午1:30-5:00", "Mo-Fr 08:30-12:00,13:30-17:00"),
        (
            "周一到周五（法定节假日除外）上午9:00—12:00、下午13:00—17:00",
            "Mo-Fr 09:00-12:00,13:00-17:00; PH off",
        ),
        ("星期一至星期五 9:00~17:00（国家法定节假日休息）", "Mo-Fr 09:00-17:00; PH off"),
        ("工作日 8:30-17:30", "Mo-Fr 08:30-17:30; PH off; makeup 08:30-17:30"),
        (
            "工作日：上午九点至十二点，下午一点半到五点三十分",
            "Mo-Fr 09:00-12:00,13:30-17:30; PH off; makeup 09:00-12:00,13:30-17:30",
        ),
        ("营业时间：每天 9:00—18:00", "Mo-Su 09:00-18:00; PH weekday"),
        ("每日8:00至20:00", "Mo-Su 08:00-20:00; PH weekday"),
        ("周一至周日 9:00-18:00", "Mo-Su 09:00-18:00"),
        ("周一至周日 9:00-18:00，全年无休", "Mo-Su 09:00-18:00; PH weekday"),
        ("24小时", "Mo-Su 00:00-24:00; PH weekday"),
        ("全天24小时开放", "Mo-Su 00:00-24:00; PH weekday"),
        ("7×24小时服务", "Mo-Su 00:00-24:00; PH weekday"),
        ("周一至周五 9:00-17:00；节假日休息", "Mo-Fr 09:00-17:00; PH off"),
        (
            "周一至周五9:00-17:00，周六10:00-16:00，周日及法定节假日休息",
            "Mo-Fr 09:00-17:00; Sa 10:00-16:00; PH off",
        ),
        ("周一至周五9:00-17:00 周六、日10:00-16:00", "Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00"),
        ("周一三五 9点-11点半", "Mo,We,Fr 09:00-11:30"),
        ("每周二、四、六 上午9:00-11:00", "Tu,Th,Sa 09:00-11:00"),
        ("周末 9:00-16:00", "Sa-Su 09:00-16:00"),
        ("9:00-17:00（周一至周五），10:00-16:00（周六）", "Mo-Fr 09:00-17:00; Sa 10:00-16:00"),
        ("每天 9:00-18:00（周一除外）", "Tu-Su 09:00-18:00; PH weekday"),
        ("每天9:00-18:00，周一闭馆", "Tu-Su 09:00-18:00; PH weekday"),
        ("周一至周五(除法定节假日外)9:00-16:30", "Mo-Fr 09:00-16:30; PH off"),
        ("周一至周五 9:00-17:00，节假日 10:00-15:00", "Mo-Fr 09:00-17:00; PH 10:00-15:00"),
        ("周一至周五 9:00-17:00；调休上班日正常上班", "Mo-Fr 09:00-17:00; makeup 09:00-17:00"),
        ("周一至周五 9:00-17:00；节假日照常营业", "Mo-Fr 09:00-17:00; PH weekday"),
        ("每天 18:00-次日2:00", "Mo-Su 18:00-26:00; PH weekday"),
        ("周五、周六 晚上8点至次日凌晨1点", "Fr-Sa 20:00-25:00"),
        ("每天凌晨4:00-上午11:00", "Mo-Su 04:00-11:00; PH weekday"),
        (
            "夏令时（5月1日至9月30日）：周一至周五 8:00-12:00，15:00-18:00；冬令时（10月1日至次年4月30日）：周一至周五 8:00-12:00，14:30-17:30；节假日休息",
            "May 01-Sep 30 Mo-Fr 08:00-12:00,15:00-18:00; May 01-Sep 30 PH off; \
             Oct 01-Apr 30 Mo-Fr 08:00-12:00,14:30-17:30; Oct 01-Apr 30 PH off",
        ),
        (
            "周一至周五：5月-9月 上午8:00-12:00 下午3:00-6:00；10月-4月 上午8:30-12:00 下午2:30-5:30",
            "May 01-Sep 30 Mo-Fr 08:00-12:00,15:00-18:00; Oct 01-Apr 30 Mo-Fr 08:30-12:00,14:30-17:30",
        ),
        (
            "11月1日-2月28日（冬季）工作日9:00-16:00；3月1日-10月31日（夏季）工作日9:00-17:00",
            "Nov 01-Feb 29 Mo-Fr 09:00-16:00; Nov 01-Feb 29 PH off; Nov 01-Feb 29 makeup 09:00-16:00; \
             Mar 01-Oct 31 Mo-Fr 09:00-17:00; Mar 01-Oct 31 PH off; Mar 01-Oct 31 makeup 09:00-17:00",
        ),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH off"),
        (
            "Mo-Fr 09:00-12:00,13:30-17:00; Sa 10:00-14:00; Su,PH off",
            "Mo-Fr 09:00-12:00,13:30-17:00; Sa 10:00-14:00; PH off",
        ),
        ("Mo-Su 09:00-18:00; We 13:00-18:00; Th off", "Mo-Tu,Fr-Su 09:00-18:00; We 13:00-18:00"),
        ("Mo-Fr 09:00-12:00, Mo 14:00-16:00", "Mo 09:00-12:00,14:00-16:00; Tu-Fr 09:00-12:00"),
        ("24/7", "Mo-Su 00:00-24:00; PH weekday"),
        ("Sa-Mo 22:00-02:00", "Mo,Sa-Su 22:00-26:00"),
        (
            "May-Sep Mo-Fr 09:00-18:00; Oct-Apr Mo-Fr 09:00-17:00; PH off",
            "May 01-Sep 30 Mo-Fr 09:00-18:00; May 01-Sep 30 PH off; Oct 01-Apr 30 Mo-Fr 09:00-17:00; Oct 01-Apr 30 PH off",
        ),
        ("Mo-Su off", "Mo-Su off"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
        assert_eq!(shown(expected), expected);
    }
}

#[test]
fn what_is_not_read_is_named() {
    use ValueCode::{
        OpeningHoursConflict as Conflict, OpeningHoursFormat as Format, OpeningHoursNoDays as NoDays,
        OpeningHoursSeasons as Seasons,
    };
    for (text, code, piece) in [
        ("周一至周五 9:00-17:00，周六预约开放", Format, "预约"),
        ("周一至周五 9:00-17:00（午休12:00-13:30）", Format, "午"),
        ("周一至周五 9:00-17:00（中午12:00-13:00休息）", Format, "中午"),
        ("每月1日 9:00-12:00", Format, "每"),
        ("周一至周五 5.1-9.30 8:00-12:00", Format, "5.1"),
        ("夏令时 周一至周五 8:00-12:00；冬令时 周一至周五 8:30-12:00", Format, "夏令时"),
        ("周一至周五 8:30-5:30", Format, "8:30-5:30"),
        ("周一至周五 9:00-12:00，2:00-5:00", Format, "2:00"),
        ("周一至周五 上午9:00-5:00", Format, "上午9:00-5:00"),
        ("周一至周五", Format, "周一至周五"),
        ("周一至周五 9:00", Format, "9:00"),
        ("暂停营业", Format, "暂停"),
        ("周一至周五 9:00-17:00，周末无休", Format, "周末无休"),
        ("电话：66001234", Format, "电话"),
        ("Mo-Fr 09:00-17:00; SH off", Format, "sh"),
        ("Mo-Fr sunrise-17:00", Format, "sunrise"),
        ("Mo[1] 09:00-17:00", Format, "1"),
        ("Mo-Fr 09:00-17:00 \"by appointment\"", Format, "\"by"),
        ("Mo-Fr 09:00-09:00", Format, "09:00-09:00"),
        ("Mo-Fr 09:00-25:70", Format, "25"),
        ("9:00-17:00", NoDays, "9:00-17:00"),
        ("上午9:00-12:00 下午1:00-5:00", NoDays, "上午9:00-12:00 下午1:00-5:00"),
        ("节假日休息", NoDays, "节假日休息"),
        ("", NoDays, ""),
        ("周五 9:00-16:00；周一至周五 9:00-17:00", Conflict, "周一至周五 9:00-17:00"),
        ("周一至周五 9:00-12:00；周一至周五 11:00-17:00", Conflict, "周一至周五 11:00-17:00"),
        ("每天 9:00-18:00；工作日 9:00-20:00", Conflict, "工作日 9:00-20:00"),
        ("5月1日-9月30日 周一至周五 8:00-12:00；10月1日-3月31日 周一至周五 9:00-12:00", Seasons, "5月1日"),
        ("May-Sep Mo-Fr 09:00-18:00", Seasons, "May-Sep Mo-Fr 09:00-18:00"),
    ] {
        let error = OpeningHours::parse(text).expect_err(text);
        assert_eq!(error.code(), code, "{text}: {error}");
        assert!(error.shown().to_lowercase().starts_with(&piece.to_lowercase()), "{text}: {error}");
    }
    assert_eq!(OpeningHours::parse(&"周".repeat(1_001)).unwrap_err().code(), ValueCode::TooLong);
}

#[test]
fn the_schedules_of_the_state_council() {
    let calendar = Calendar::state_council();
    let count = |year: i32, kind| {
        let days =
            NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|day| day.year() == year);
        days.filter(|day| calendar.kind(*day) == Some(kind)).count()
    };
    // The notices state the length of each holiday and list the days to be worked.
    assert_eq!((count(2025, DayKind::Holiday), count(2025, DayKind::MakeUp)), (28, 5));
    assert_eq!((count(2026, DayKind::Holiday), count(2026, DayKind::MakeUp)), (33, 6));
    // Make-up days are weekends, and a year has 13 statutory holidays: what more is off is worked or is a weekend.
    for year in [2025, 2026] {
        let days =
            NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|day| day.year() == year);
        let is_weekend = |day: &NaiveDate| day.weekday().num_days_from_monday() > 4;
        assert!(
            days.clone()
                .filter(|day| calendar.kind(*day) == Some(DayKind::MakeUp))
                .all(|day| is_weekend(&day))
        );
        let weekdays_off =
            days.filter(|day| calendar.kind(*day) == Some(DayKind::Holiday) && !is_weekend(day));
        assert!(weekdays_off.count() - count(year, DayKind::MakeUp) <= 13);
    }
    let day = |text: &str| CalendarDay::new(text.parse().unwrap(), DayKind::Holiday);
    let twice = Calendar::new([2027], &[day("2027-01-01"), day("2027-01-01")]);
    assert_eq!(twice.unwrap_err().code(), ValueCode::Duplicate);
    let early = Calendar::new([2019], &[day("2018-12-30")]).unwrap();
    let covers = |text: &str| early.covers(text.parse().unwrap());
    assert_eq!((covers("2018-12-30"), covers("2018-12-31"), covers("2019-06-01")), (true, false, true));
}

type Spans = Vec<(u32, u32)>;

/// Hours as a test makes them: spans by weekday, on holidays (none: not stated; a weekday's own: `Err`), on make-up days.
#[derive(Debug, Clone)]
struct Plain {
    week: Vec<Spans>,
    holiday: Option<Result<Spans, ()>>,
    make_up: Option<Spans>,
}

fn spans() -> impl Strategy<Value = Spans> {
    // Ends in order, half of them on full hours, the last perhaps beyond midnight.
    prop::collection::btree_set(prop_oneof![0_u32..1_440, (0_u32..24).prop_map(|hour| hour * 60)], 0..6)
        .prop_map(|ends| {
            let ends: Vec<u32> = ends.into_iter().collect();
            ends.chunks(2)
                .map(|pair| match pair {
                    [from, to] => (*from, *to),
                    [from] => (*from, 1_440 + *from / 2),
                    _ => (0, 1),
                })
                .collect()
        })
}

fn plain() -> impl Strategy<Value = Plain> {
    let holiday = prop::option::of(prop_oneof![spans().prop_map(Ok), Just(Err(()))]);
    (prop::collection::vec(spans(), 7), holiday, prop::option::of(spans()))
        .prop_map(|(week, holiday, make_up)| Plain { week, holiday, make_up })
}

impl Plain {
    fn text(&self) -> String {
        let hours = |spans: &Spans| {
            let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
            let spans: Vec<String> =
                spans.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))).collect();
            if spans.is_empty() { "off".to_owned() } else { spans.join(",") }
        };
        let mut rules: Vec<String> = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
            .iter()
            .zip(&self.week)
            .map(|(day, spans)| format!("{day} {}", hours(spans)))
            .collect();
        rules.extend(self.holiday.as_ref().map(|holiday| match holiday {
            Ok(spans) => format!("PH {}", hours(spans)),
            Err(()) => "PH weekday".to_owned(),
        }));
        rules.extend(self.make_up.as_ref().map(|spans| format!("makeup {}", hours(spans))));
        rules.join("; ")
    }

    /// The spans of a date of a kind.
    fn on(&self, date: NaiveDate, kind: Option<DayKind>) -> Spans {
        let own = &self.week[date.weekday().num_days_from_monday() as usize];
        match kind {
            None => own.clone(),
            Some(DayKind::Holiday) => match &self.holiday {
                None => Vec::new(),
                Some(Ok(spans)) => spans.clone(),
                Some(Err(())) => own.clone(),
            },
            Some(DayKind::MakeUp) => self.make_up.clone().unwrap_or_else(|| own.clone()),
        }
    }

    /// Whether it is open at a minute, for every way in which uncovered days may turn out.
    fn minute(&self, world: &World, instant: NaiveDateTime) -> Option<bool> {
        let (date, minute) =
            (instant.date(), ((instant.time() - chrono::NaiveTime::MIN).num_minutes()) as u32);
        let yesterday = date - Days::new(1);
        let mut answers = Vec::new();
        for today_kind in world.kinds(date) {
            for yesterday_kind in world.kinds(yesterday) {
                let within =
                    |spans: Spans, minute| spans.iter().any(|(from, to)| (*from..*to).contains(&minute));
                answers.push(
                    within(self.on(date, today_kind), minute)
                        || within(self.on(yesterday, yesterday_kind), minute + 1_440),
                );
            }
        }
        answers.iter().all(|answer| *answer == answers[0]).then_some(answers[0])
    }
}

/// A holiday schedule that covers 2026 and lists days at the turn of it.
#[derive(Debug)]
struct World {
    listed: BTreeMap<NaiveDate, DayKind>,
}

impl World {
    fn kinds(&self, date: NaiveDate) -> Vec<Option<DayKind>> {
        let listed = self.listed.get(&date).copied();
        if date.year() == 2026 || listed.is_some() {
            return vec![listed];
        }
        let is_weekend = date.weekday().num_days_from_monday() > 4;
        let mut kinds = vec![None, Some(DayKind::Holiday)];
        kinds.extend(is_weekend.then_some(Some(DayKind::MakeUp)));
        kinds
    }

    fn calendar(&self) -> Calendar {
        let days: Vec<CalendarDay> =
            self.listed.iter().map(|(date, kind)| CalendarDay::new(*date, *kind)).collect();
        Calendar::new([2026], &days).unwrap()
    }
}

fn world(first: NaiveDate) -> impl Strategy<Value = World> {
    let kind = prop_oneof![Just(DayKind::Holiday), Just(DayKind::MakeUp)];
    prop::collection::btree_map((0_u64..12).prop_map(move |days| first + Days::new(days)), kind, 0..6)
        .prop_map(|listed| World { listed })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn equals_a_reading_minute_by_minute(
        plain in plain(), covered in any::<bool>(),
        (first, world) in (0_u64..40).prop_flat_map(|days| {
            let first = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap() + Days::new(days);
            (Just(first), world(first))
        }),
        seconds in 0_i64..60,
    ) {
        let hours = OpeningHours::parse(&plain.text()).unwrap();
        let calendar = world.calendar();
        // Weeks in the covered year, or around its end.
        let first = if covered { NaiveDate::from_ymd_opt(2026, 11, 27).unwrap() } else { first };
        let start = first.and_hms_opt(0, 0, 0).unwrap();
        let minutes: Vec<NaiveDateTime> = (0..12 * 1_440).map(|minute| start + TimeDelta::minutes(minute)).collect();
        let answers: Vec<Option<bool>> = minutes.iter().map(|minute| plain.minute(&world, *minute)).collect();
        for (minute, answer) in minutes.iter().zip(&answers) {
            prop_assert_eq!(hours.is_open(&calendar, *minute + TimeDelta::seconds(seconds)), *answer, "{}", minute);
        }
        // The next change, looked for within three days, at every 37th minute.
        for (place, minute) in minutes.iter().enumerate().step_by(37).take_while(|(place, _)| *place < 8 * 1_440) {
            let instant = *minute + TimeDelta::seconds(seconds);
            let last = instant + TimeDelta::days(3);
            let later = (place + 1..).take_while(|later| minutes[*later] <= last);
            let change = later.into_iter().find(|later| answers[*later] != answers[place]);
            let next = match change {
                None => NextChange::Beyond,
                Some(change) if answers[change].is_none() => NextChange::Unknown,
                Some(change) => NextChange::At(minutes[change]),
            };
            let expected = match answers[place] {
                Some(true) => OpenAt::Open { closes: next },
                Some(false) => OpenAt::Closed { opens: next },
                None => continue,
            };
            prop_assert_eq!(hours.at(&calendar, instant, 3), expected, "{}", instant);
        }
    }
}

/// Pieces of texts, so that random ones come close to what is read.
fn pieces() -> impl Strategy<Value = String> {
    let words: Vec<&str> = "周一 周五 周六 日 星期二 至 - 、 ， ； （ ） 9:00 12:00 17:30 24:00 九点 五点半 上午 下午 晚上 中午 次日 工作日 \
        每天 周末 节假日 调休上班日 休息 除外 除 外 正常营业 全年无休 夏令时 5月1日 9月30日 10月 4月 24小时 24/7 Mo Fr Sa PH off May Sep \
        makeup weekday : 30 十 预约 \u{301c}"
        .split_whitespace()
        .collect();
    prop::collection::vec(prop_oneof![prop::sample::select(words), Just(" ")], 0..14)
        .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![pieces(), any::<String>()]) {
        match OpeningHours::parse(&text) {
            Ok(hours) => {
                let shown = hours.to_string();
                prop_assert_eq!(OpeningHours::parse(&shown).unwrap(), hours.clone(), "{}", shown);
                let ends = [NaiveDateTime::MIN, NaiveDateTime::MAX];
                for instant in ends {
                    hours.at(&Calendar::default(), instant, u16::MAX);
                }
            }
            // The piece that was not read is a part of the text.
            Err(error) => prop_assert!(text.contains(error.shown().trim_end_matches('…'))),
        }
    }

    #[test]
    fn what_is_shown_is_read_again(plain in plain()) {
        let hours = OpeningHours::parse(&plain.text()).unwrap();
        prop_assert_eq!(OpeningHours::parse(&hours.to_string()).unwrap(), hours.clone());
        let json = serde_json::to_string(&hours).unwrap();
        prop_assert_eq!(serde_json::from_str::<OpeningHours>(&json).unwrap(), hours);
    }
}
