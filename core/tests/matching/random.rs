//! Random markets, with many ties and many missing facts: small domains find more mistakes than large ones.

use doorstep::table::{Mapping, RawTable, read};
use doorstep::{Post, Seeker};
use proptest::prelude::*;
use serde_json::{Value, json};

fn maybe<T: std::fmt::Debug + Clone + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.7, strategy)
}

fn rarely<T: std::fmt::Debug + Clone + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.2, strategy)
}

fn words(from: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(from), 0..=most)
}

const TITLES: &[&str] = &["电工", "保安", "物业保安", "保洁员", "送餐骑手", "仓库理货员", "Java 开发", ""];
const SKILLS: &[&str] = &["焊接", "驾驶", "收银", "Excel", "ｅｘｃｅｌ"];
const CERTIFICATES: &[&str] = &["健康证", "电工/中级工", "电工/高级工", "C1驾照", "A2驾照"];
const EDUCATION: &[&str] = &["初中", "高中", "大专", "本科"];
const SYSTEMS: &[&str] = &["wgs84", "gcj02", "bd09"];
const SPANS: &[&str] = &["1-5 08:00-17:00", "1-7 00:00-24:00", "6-7 18:00-02:00", "1 09:00-12:00"];
const PERIODS: &[&str] = &["month", "day", "hour", "piece"];
const OCCUPATIONS: &[&str] = &["4-07-05-01", "6-29-03-01", "4-07-05", "4-02-07-08"];
const GROUPS: &[&str] = &["宝妈", "就业困难人员", "就业困难人员@2026-01-01..2026-06-01", "残疾人"];

/// The value with the keys that are null left out, as a caller would write it.
fn compact(row: Value) -> Value {
    match row {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

fn place() -> impl Strategy<Value = Option<(f64, f64, &'static str)>> {
    maybe((0..8_i32, 0..8_i32, prop::sample::select(SYSTEMS)).prop_map(|(east, north, system)| {
        (117.0 + f64::from(east) * 0.02, 36.6 + f64::from(north) * 0.02, system)
    }))
}

prop_compose! {
    fn post_row(ids: u32)(
        id in 0..ids,
        title in prop::sample::select(TITLES),
        skills in words(SKILLS, 3),
        certificates in words(CERTIFICATES, 1),
        place in place(),
        (remote, lodging) in (maybe(any::<bool>()), maybe(any::<bool>())),
        wage in maybe((1..8_u32, 0..4_u32, prop::sample::select(PERIODS))),
        education in maybe(prop::sample::select(EDUCATION)),
        experience in maybe(0..4_u8),
        kind in maybe(prop::sample::select(&["full_time", "gig", "public_welfare"][..])),
        settlement in maybe(prop::sample::select(&["daily", "monthly"][..])),
        ages in maybe((16..40_u8, 40..60_u8)),
        schedule in maybe(prop::sample::select(SPANS)),
        (openings, published, closes) in (maybe(0..3_u32), maybe(1..28_u8), maybe(1..28_u8)),
        groups in words(&["宝妈", "残疾人"], 1),
        region in maybe(prop::sample::select(&["370102", "370102001", "3701", "370103"][..])),
        (meals, multi_site, pieces) in (maybe(any::<bool>()), maybe(any::<bool>()), maybe(100..900_u32)),
        (team, rest, shift, insurance) in (
            rarely(prop::sample::select(&["couple", "group 3"][..])),
            maybe(prop::sample::select(&["double", "single", "big_small", "rota", "4/month"][..])),
            maybe(prop::sample::select(&["day", "night", "rotating"][..])),
            maybe(prop::sample::select(&["none", "commercial", "five", "five_and_fund"][..])),
        ),
        occupation in maybe(prop::sample::select(OCCUPATIONS)),
        vector in rarely(prop::array::uniform3(-2_i8..3)),
    ) -> Value {
        let unit = |period: &str| match period { "month" => 1000, "day" => 60, "hour" => 7, _ => 2 };
        compact(json!({
            "id": format!("p{id:02}"), "title": title, "skills": skills, "certificates": certificates,
            "lon": place.map(|p| p.0), "lat": place.map(|p| p.1), "system": place.map(|p| p.2),
            "remote": remote, "lodging": lodging,
            "wage_min_yuan": wage.map(|(low, _, period)| low * unit(period)),
            "wage_max_yuan": wage.map(|(low, more, period)| (low + more) * unit(period)),
            "wage_period": wage.map(|(_, _, period)| period),
            "education": education, "experience_years": experience, "kind": kind, "settlement": settlement,
            "age_min": ages.map(|a| a.0), "age_max": ages.map(|a| a.1), "schedule": schedule,
            "openings": openings, "published": published.map(|day| format!("2026-06-{day:02}")),
            "closes": closes.map(|day| format!("2026-06-{day:02}")), "key_groups": groups, "region": region,
            "meals": meals, "multi_site": multi_site, "pieces_per_day": pieces, "team": team, "rest": rest,
            "shift": shift, "insurance": insurance, "occupation": occupation, "vector": vector,
        }))
    }
}

prop_compose! {
    fn seeker_row()(
        titles in words(TITLES, 2),
        skills in words(SKILLS, 3),
        certificates in maybe(words(CERTIFICATES, 2)),
        place in place(),
        (distance, minutes) in (maybe(0..12_000_u32), maybe(0..120_u32)),
        mode in maybe(prop::sample::select(&["walk", "cycle", "drive"][..])),
        floor in maybe((1..6_u32, prop::sample::select(PERIODS))),
        kinds in words(&["full_time", "gig", "public_welfare"], 2),
        settlements in words(&["daily", "monthly"], 1),
        needs_lodging in maybe(any::<bool>()),
        education in maybe(prop::sample::select(EDUCATION)),
        experience in maybe(0..5_u8),
        born in maybe(1960..2012_i32),
        available in maybe(prop::sample::select(SPANS)),
        groups in words(GROUPS, 2),
        region in rarely(prop::sample::select(&["370102", "370102001", "37"][..])),
        (scope, home_region) in rarely((
            prop::sample::select(&["street", "county"][..]),
            prop::sample::select(&["370102001", "370102002", "3701"][..]),
        )).prop_map(Option::unzip),
        (team, rest, insurance) in (
            rarely(prop::sample::select(&["couple", "group 3"][..])),
            rarely(prop::sample::select(&["double", "single", "4/month"][..])),
            rarely(prop::sample::select(&["commercial", "five"][..])),
        ),
        shifts in words(&["day", "night"], 1),
        (needs_meals, needs_remote, near_home) in (rarely(any::<bool>()), rarely(any::<bool>()), maybe(any::<bool>())),
        (unavailable, inconvenient) in
            (rarely(prop::sample::select(SPANS)), rarely(prop::sample::select(SPANS))),
        refused_work in rarely(words(&["保安", "销售"], 1)),
        occupation in rarely(prop::sample::select(OCCUPATIONS)),
        vector in rarely(prop::array::uniform3(-2_i8..3)),
    ) -> Value {
        let unit = |period: &str| match period { "month" => 1000, "day" => 60, "hour" => 7, _ => 2 };
        compact(json!({
            "id": "s", "titles": titles, "skills": skills, "certificates": certificates,
            "lon": place.map(|p| p.0), "lat": place.map(|p| p.1), "system": place.map(|p| p.2),
            "distance_m_max": distance, "travel_min_max": minutes, "travel_mode": mode,
            "wage_floor_yuan": floor.map(|(amount, period)| amount * unit(period)),
            "wage_period": floor.map(|f| f.1), "kinds": kinds, "settlements": settlements,
            "needs_lodging": needs_lodging, "education": education, "experience_years": experience,
            "born": born.map(|year| format!("{year}-06-15")), "available": available, "groups": groups,
            "region": region, "scope": scope, "home_region": home_region, "team": team, "rest": rest,
            "insurance": insurance, "shifts": shifts, "needs_meals": needs_meals, "needs_remote": needs_remote,
            "near_home": near_home, "unavailable": unavailable, "inconvenient": inconvenient,
            "refused_work": refused_work, "occupation": occupation, "vector": vector,
        }))
    }
}

fn read_rows<T: doorstep::table::Record>(rows: Vec<Value>) -> Vec<T> {
    let reading = read(&RawTable::from_json(&Value::Array(rows)).unwrap(), &Mapping::default()).unwrap();
    // The same id twice is the only fault that these generators produce.
    assert!(
        reading.findings.iter().all(|finding| finding.code == "value.duplicate"),
        "{:?}",
        reading.findings
    );
    reading.records
}

#[allow(dead_code, reason = "unit tests read this file for posts by the hundred")]
pub(super) fn posts(most: usize) -> impl Strategy<Value = Vec<Post>> {
    prop::collection::vec(post_row(40), 0..=most).prop_map(read_rows)
}

/// Posts by the hundred, nearly all with an id of their own.
pub(super) fn many_posts(most: usize) -> impl Strategy<Value = Vec<Post>> {
    prop::collection::vec(post_row(1_000_000), most / 2..=most).prop_map(read_rows)
}

pub(super) fn seeker() -> impl Strategy<Value = Seeker> {
    seeker_row().prop_map(|row| read_rows(vec![row]).remove(0))
}

#[allow(dead_code, reason = "this file is read by the unit tests, too")]
pub(super) fn post() -> impl Strategy<Value = Post> {
    post_row(40).prop_map(|row| read_rows(vec![row]).remove(0))
}
