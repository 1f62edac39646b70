//! Every constraint: a case of yes, of no and of unknown, with its texts.

use doorstep::matching::{Constraint, MatchOptions, Matcher, Verdict};
use doorstep::table::{Mapping, RawTable, read};
use doorstep::{Post, Seeker};
use serde_json::{Value, json};

use super::one;

#[track_caller]
fn check(
    constraint: Constraint,
    seeker: &Value,
    post: &Value,
    today: Option<&str>,
    expected: Verdict,
) -> String {
    let mut post: Post = one(post);
    post.id = "p".into();
    let options = MatchOptions { today: today.map(|day| day.parse().unwrap()), ..MatchOptions::default() };
    let matcher = Matcher::new(vec![post], options).unwrap();
    let seeker: Seeker = one(seeker);
    let explanation = matcher.explain(&seeker, "p").unwrap();
    let finding = explanation.constraints.iter().find(|finding| finding.code == constraint).unwrap();
    assert_eq!(finding.verdict, expected, "{finding:?}");
    assert_eq!(matcher.recommend(&seeker, 1).is_empty(), explanation.verdict == Verdict::No);
    assert!(!finding.en.is_empty() && !finding.zh.is_empty());
    // English is English, but for what the tables themselves say.
    let quotes_tables =
        matches!(constraint, Constraint::Area | Constraint::Certificates | Constraint::RefusedWork);
    assert!(
        quotes_tables || !finding.en.contains(|letter| ('一'..='鿿').contains(&letter)),
        "{}",
        finding.en
    );
    finding.zh.clone()
}

const TODAY: Option<&str> = Some("2026-06-14");

#[test]
fn every_constraint_has_its_three_answers() {
    use Constraint::{
        Area, Certificates, DeclaredAge, Distance, Education, Experience, Insurance, Kind, LegalAge, Lodging,
        Meals, Open, Openings, PublicWelfare, RefusedWork, Remote, Rest, Schedule, Scope, Settlement, Shift,
        Team, WageFloor,
    };
    use Verdict::{No, Unknown, Yes};
    let home = |extra: Value| {
        let mut row = json!({"lon": 117.0, "lat": 36.6});
        row.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        row
    };
    let none = json!({"id": "x"});
    let cases = [
        (Open, none.clone(), json!({"closes": "2026-06-15"}), TODAY, Yes),
        (Open, none.clone(), json!({"closes": "2026-06-14"}), TODAY, No),
        (Open, none.clone(), json!({"opens": "2026-06-15"}), TODAY, No),
        (Open, none.clone(), json!({"closes": "2026-06-15"}), None, Unknown),
        (Openings, none.clone(), json!({"openings": 1}), TODAY, Yes),
        (Openings, none.clone(), json!({"openings": 0}), TODAY, No),
        (LegalAge, json!({"born": "2010-06-14"}), none.clone(), TODAY, Yes),
        (LegalAge, json!({"born": "2010-06-15"}), none.clone(), TODAY, No),
        (LegalAge, none.clone(), none.clone(), TODAY, Unknown),
        (PublicWelfare, json!({"groups": ["就业困难人员"]}), json!({"kind": "public_welfare"}), TODAY, Yes),
        (PublicWelfare, json!({"groups": ["宝妈"]}), json!({"kind": "public_welfare"}), TODAY, No),
        (
            PublicWelfare,
            json!({"groups": ["就业困难人员@..2026-01-01"]}),
            json!({"kind": "public_welfare"}),
            TODAY,
            No,
        ),
        (
            PublicWelfare,
            json!({"groups": ["就业困难人员@..2027-01-01"]}),
            json!({"kind": "public_welfare"}),
            None,
            Unknown,
        ),
        (Kind, json!({"kinds": ["gig", "兼职"]}), json!({"kind": "part_time"}), TODAY, Yes),
        (Kind, json!({"kinds": ["gig"]}), json!({"kind": "full_time"}), TODAY, No),
        (Kind, json!({"kinds": ["gig"]}), none.clone(), TODAY, Unknown),
        (Settlement, json!({"settlements": ["日结"]}), json!({"settlement": "daily"}), TODAY, Yes),
        (Settlement, json!({"settlements": ["日结"]}), json!({"settlement": "monthly"}), TODAY, No),
        (Settlement, json!({"settlements": ["日结"]}), none.clone(), TODAY, Unknown),
        (Education, json!({"education": "本科"}), json!({"education": "大专"}), TODAY, Yes),
        (Education, json!({"education": "高中"}), json!({"education": "大专"}), TODAY, No),
        (Education, none.clone(), json!({"education": "大专"}), TODAY, Unknown),
        (Education, none.clone(), json!({"education": "学历不限"}), TODAY, Yes),
        (Experience, json!({"experience_years": 3}), json!({"experience_years": 3}), TODAY, Yes),
        (Experience, json!({"experience_years": 2}), json!({"experience_years": 3}), TODAY, No),
        (Experience, none.clone(), json!({"experience_years": 3}), TODAY, Unknown),
        (
            Certificates,
            json!({"certificates": ["Ｃ1驾照"]}),
            json!({"certificates": ["c1 驾照"]}),
            TODAY,
            Yes,
        ),
        (Certificates, none.clone(), json!({"certificates": ["健康证"]}), TODAY, Unknown),
        (Certificates, json!({"certificates": []}), json!({"certificates": ["健康证"]}), TODAY, No),
        (Certificates, json!({"certificates": "无"}), json!({"certificates": ["健康证"]}), TODAY, No),
        (
            Certificates,
            json!({"certificates": ["电工/高级工"]}),
            json!({"certificates": ["电工/四级"]}),
            TODAY,
            Yes,
        ),
        (
            Certificates,
            json!({"certificates": ["电工/五级"]}),
            json!({"certificates": ["电工/四级"]}),
            TODAY,
            No,
        ),
        (
            Certificates,
            json!({"certificates": ["电工"]}),
            json!({"certificates": ["电工/四级"]}),
            TODAY,
            Unknown,
        ),
        (
            Certificates,
            json!({"certificates": ["健康证@..2026-06-15"]}),
            json!({"certificates": ["健康证"]}),
            TODAY,
            Yes,
        ),
        (
            Certificates,
            json!({"certificates": ["健康证@..2026-06-14"]}),
            json!({"certificates": ["健康证"]}),
            TODAY,
            No,
        ),
        (
            Certificates,
            json!({"certificates": ["健康证@..2026-06-14"]}),
            json!({"certificates": ["健康证"]}),
            None,
            Unknown,
        ),
        (Certificates, json!({"certificates": ["A2驾照"]}), json!({"certificates": ["C1驾照"]}), TODAY, Yes),
        (Certificates, json!({"certificates": ["C1驾照"]}), json!({"certificates": ["A2驾照"]}), TODAY, No),
        (Team, json!({"team": "couple"}), json!({"team": "夫妻工"}), TODAY, Yes),
        (Team, json!({"team": "couple"}), json!({"openings": 2}), TODAY, Yes),
        (Team, json!({"team": "couple"}), json!({"openings": 1}), TODAY, No),
        (Team, json!({"team": "couple"}), json!({"team": "group 3"}), TODAY, No),
        (Team, json!({"team": "couple"}), none.clone(), TODAY, Unknown),
        (Team, none.clone(), json!({"team": "couple"}), TODAY, Unknown),
        (Team, none.clone(), none.clone(), TODAY, Yes),
        (Meals, json!({"needs_meals": true}), json!({"meals": true}), TODAY, Yes),
        (Meals, json!({"needs_meals": true}), json!({"meals": false}), TODAY, No),
        (Meals, json!({"needs_meals": true}), none.clone(), TODAY, Unknown),
        (Insurance, json!({"insurance": "五险"}), json!({"insurance": "五险一金"}), TODAY, Yes),
        (Insurance, json!({"insurance": "五险"}), json!({"insurance": "商业保险"}), TODAY, No),
        (Insurance, json!({"insurance": "五险"}), none.clone(), TODAY, Unknown),
        (Rest, json!({"rest": "单休"}), json!({"rest": "大小周"}), TODAY, Yes),
        (Rest, json!({"rest": "双休"}), json!({"rest": "月休4天"}), TODAY, No),
        (Rest, json!({"rest": "双休"}), json!({"rest": "轮休"}), TODAY, Unknown),
        (Shift, json!({"shifts": ["白班"]}), json!({"shift": "day"}), TODAY, Yes),
        (Shift, json!({"shifts": ["白班"]}), json!({"shift": "night"}), TODAY, No),
        (Shift, json!({"shifts": ["白班"]}), none.clone(), TODAY, Unknown),
        (Remote, json!({"needs_remote": true}), json!({"remote": true}), TODAY, Yes),
        (Remote, json!({"needs_remote": true}), json!({"remote": false}), TODAY, No),
        (Remote, json!({"needs_remote": true}), none.clone(), TODAY, Unknown),
        (RefusedWork, json!({"refused_work": ["销售"]}), json!({"title": "收银员"}), TODAY, Yes),
        (RefusedWork, json!({"refused_work": ["销售"]}), json!({"title": "电话销售"}), TODAY, No),
        (RefusedWork, json!({"refused_work": ["销售"]}), none.clone(), TODAY, Unknown),
        (
            Scope,
            json!({"home_region": "370102005001", "scope": "街道"}),
            json!({"region": "370102005002"}),
            TODAY,
            Yes,
        ),
        (
            Scope,
            json!({"home_region": "370102005001", "scope": "社区"}),
            json!({"region": "370102005002"}),
            TODAY,
            No,
        ),
        (
            Scope,
            json!({"home_region": "370102005001", "scope": "community"}),
            json!({"region": "370102"}),
            TODAY,
            Unknown,
        ),
        (Scope, json!({"scope": "county"}), json!({"region": "370102"}), TODAY, Unknown),
        (Scope, json!({"home_region": "370102", "scope": "county"}), json!({"remote": true}), TODAY, Yes),
        (DeclaredAge, json!({"born": "1980-01-01"}), json!({"age_max": 50}), TODAY, Yes),
        (DeclaredAge, json!({"born": "1970-01-01"}), json!({"age_max": 50}), TODAY, No),
        (DeclaredAge, none.clone(), json!({"age_max": 50}), TODAY, Unknown),
        (Lodging, json!({"needs_lodging": true}), json!({"lodging": true}), TODAY, Yes),
        (Lodging, json!({"needs_lodging": true}), json!({"lodging": false}), TODAY, No),
        (Lodging, json!({"needs_lodging": true}), none.clone(), TODAY, Unknown),
        (
            Schedule,
            json!({"available": "1-5 08:00-18:00"}),
            json!({"schedule": "1-5 09:00-17:00"}),
            TODAY,
            Yes,
        ),
        (Schedule, json!({"available": "1-5 08:00-18:00"}), json!({"schedule": "5 22:00-06:00"}), TODAY, No),
        (Schedule, json!({"available": "1-5 08:00-18:00"}), none.clone(), TODAY, Unknown),
        (
            Schedule,
            json!({"unavailable": "1-5 16:00-18:00"}),
            json!({"schedule": "1-5 08:00-16:00"}),
            TODAY,
            Yes,
        ),
        (
            Schedule,
            json!({"unavailable": "1-5 16:00-18:00"}),
            json!({"schedule": "5 08:00-17:00"}),
            TODAY,
            No,
        ),
        (Schedule, json!({"unavailable": "6 00:00-06:00"}), json!({"schedule": "5 22:00-06:00"}), TODAY, No),
        (
            Schedule,
            json!({"inconvenient": "1-5 16:00-18:00"}),
            json!({"schedule": "5 08:00-17:00"}),
            TODAY,
            Yes,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 4000}),
            json!({"wage_max_yuan": 25, "wage_period": "hour"}),
            TODAY,
            Yes,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 4000}),
            json!({"wage_max_yuan": 180, "wage_period": "day"}),
            TODAY,
            No,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 4000}),
            json!({"wage_max_yuan": 8, "wage_period": "piece"}),
            TODAY,
            Unknown,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 4350}),
            json!({"wage_max_yuan": 0.5, "wage_period": "piece", "pieces_per_day": 400}),
            TODAY,
            Yes,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 4350}),
            json!({"wage_max_yuan": 0.5, "wage_period": "piece", "pieces_per_day": 399}),
            TODAY,
            No,
        ),
        (WageFloor, json!({"wage_floor_yuan": 4000}), none.clone(), TODAY, Unknown),
        (
            WageFloor,
            json!({"wage_floor_yuan": 20, "wage_period": "hour"}),
            json!({"wage_max_yuan": 3480}),
            TODAY,
            Yes,
        ),
        (
            WageFloor,
            json!({"wage_floor_yuan": 20, "wage_period": "hour"}),
            json!({"wage_max_yuan": 3479}),
            TODAY,
            No,
        ),
        (Area, json!({"region": "370102"}), json!({"region": "370102001"}), TODAY, Yes),
        (Area, json!({"region": "370102"}), json!({"region": "370103"}), TODAY, No),
        (Area, json!({"region": "370102"}), json!({"region": "370100"}), TODAY, Unknown),
        (Area, json!({"area": "济南市历下区"}), json!({"area": "济南·历下区·浆水泉"}), TODAY, Yes),
        (Area, json!({"area": "济南市历下区"}), json!({"area": "济南"}), TODAY, Unknown),
        (Area, json!({"area": "济南市历下区"}), json!({"area": "广州", "remote": true}), TODAY, Yes),
        (Distance, home(json!({"distance_m_max": 1200})), json!({"lon": 117.01, "lat": 36.6}), TODAY, Yes),
        (Distance, home(json!({"distance_m_max": 800})), json!({"lon": 117.01, "lat": 36.6}), TODAY, No),
        (Distance, home(json!({"travel_min_max": 10})), json!({"lon": 117.01, "lat": 36.6}), TODAY, No),
        (Distance, home(json!({"distance_m_max": 800})), none.clone(), TODAY, Unknown),
        (
            Distance,
            home(json!({"distance_m_max": 800})),
            json!({"lon": 118.0, "lat": 36.6, "lodging": true}),
            TODAY,
            Yes,
        ),
        (Distance, home(json!({"distance_m_max": 800})), json!({"remote": true}), TODAY, Yes),
        (
            Distance,
            home(json!({"distance_m_max": 800})),
            json!({"lon": 118.0, "lat": 36.6, "multi_site": true}),
            TODAY,
            Yes,
        ),
        (Distance, json!({"distance_m_max": 800}), json!({"lon": 118.0, "lat": 36.6}), TODAY, Unknown),
    ];
    for (constraint, seeker, post, today, expected) in &cases {
        check(*constraint, seeker, post, *today, *expected);
    }
    let answered = |constraint: Constraint, answer: Verdict| {
        cases.iter().any(|(of, _, _, _, expected)| (*of, *expected) == (constraint, answer))
    };
    for constraint in Constraint::ALL {
        for answer in [Yes, No, Unknown] {
            // Places that are not stated ask for nothing: a post without a number is open.
            let never = (*constraint, answer) == (Openings, Unknown);
            assert_ne!(answered(*constraint, answer), never, "{constraint:?} {answer:?}");
        }
    }
}

#[test]
fn texts_say_what_was_compared() {
    let zh = check(
        Constraint::WageFloor,
        &json!({"wage_floor_yuan": 4500}),
        &json!({"wage_min_yuan": 180, "wage_max_yuan": 200, "wage_period": "day"}),
        TODAY,
        Verdict::No,
    );
    assert_eq!(zh, "工资不低于最低期望：180–200元/天，折合最高4350元/月，最低期望4500元/月");
    let zh = check(
        Constraint::Distance,
        &json!({"lon": 117.0, "lat": 36.6, "travel_min_max": 30, "travel_mode": "cycle"}),
        &json!({"lon": 117.02, "lat": 36.6}),
        TODAY,
        Verdict::Yes,
    );
    assert!(zh.starts_with("距离在可接受范围内：1.7公里，骑行约"), "{zh}");
}

/// A wage whose period was inferred from its size never excludes a post.
#[test]
fn an_inferred_period_leaves_the_answer_open() {
    let mapping =
        Mapping::from_json(r#"{"wage_period_by_amount": [{"below_yuan": 100, "period": "hour"}]}"#).unwrap();
    let table = RawTable::from_json(&json!([{"id": "p", "wage_max_yuan": 20}])).unwrap();
    let posts = read::<Post>(&table, &mapping).unwrap().into_records().unwrap();
    let matcher = Matcher::new(posts, MatchOptions::default()).unwrap();
    let seeker = one::<Seeker>(&json!({"id": "s", "wage_floor_yuan": 9000}));
    let explanation = matcher.explain(&seeker, "p").unwrap();
    let finding =
        explanation.constraints.iter().find(|finding| finding.code == Constraint::WageFloor).unwrap();
    assert_eq!(finding.verdict, Verdict::Unknown);
    assert!(finding.zh.contains("周期为推断"), "{}", finding.zh);
}

#[test]
fn bad_questions_are_refused() {
    let code =
        |posts: Vec<Post>, options: MatchOptions| Matcher::new(posts, options).unwrap_err().code().code();
    assert_eq!(
        code(vec![Post::new("a"), Post::new("a")], MatchOptions::default()),
        "matching.duplicate_post"
    );
    let mut options = MatchOptions::default();
    options.hours.hours_per_day = 0;
    assert_eq!(code(Vec::new(), options), "matching.work_hours");
    let mut options = MatchOptions::default();
    options.weights.skills = 1_000_001;
    assert_eq!(code(Vec::new(), options), "matching.weights");
    let matcher = Matcher::new(Vec::new(), MatchOptions::default()).unwrap();
    assert_eq!(matcher.explain(&Seeker::new("s"), "p").unwrap_err().code().code(), "matching.unknown_post");
}
