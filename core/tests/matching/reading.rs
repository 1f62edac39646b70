//! What is read from texts: fields win, contradictions are reported, every fact quotes its words.

use doorstep::matching::{Constraint, MatchOptions, Matcher, Source, Verdict, read_post, read_wish};
use doorstep::text::Lexicon;
use doorstep::{Post, Seeker};
use serde_json::json;

use super::one;

fn post(row: serde_json::Value) -> Post {
    one(&row)
}

fn cut(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn a_post_is_read_from_its_texts() {
    let mut post = post(json!({
        "id": "p", "title": "诚聘电工夫妻工，包吃住，6000-8000元/月",
        "description": "1、高中以上学历，3年以上经验；2、持有低压电工证，有焊工证者优先；3、8:00-17:00，单休；熟练使用Excel",
        "benefits": ["五险一金", "班车"],
    }));
    let reading = read_post(&mut post, &Lexicon::embedded());
    let found: Vec<(&str, &str, Source, &str)> = reading
        .facts
        .iter()
        .map(|fact| (fact.field, fact.value.as_str(), fact.source, fact.quote.as_str()))
        .collect();
    let has = |field, value, source, quote: &str| {
        assert!(
            found
                .iter()
                .any(|fact| fact.0 == field && fact.1 == value && fact.2 == source && fact.3.contains(quote)),
            "{field} {value}: {found:#?}"
        );
    };
    has("wage", "6000.00-8000.00/month", Source::Title, "6000-8000元/月");
    has("team", "夫妻工", Source::Title, "夫妻工");
    has("lodging", "true", Source::Title, "包吃住");
    has("meals", "true", Source::Title, "包吃住");
    has("education", "senior_middle", Source::Description, "高中以上");
    has("experience_years", "3", Source::Description, "3年以上");
    has("rest", "单休", Source::Description, "单休");
    has("schedule", "1-6 08:00-17:00", Source::Description, "8:00-17:00");
    has("insurance", "five_and_fund", Source::Benefits, "五险一金");
    has("skills", "办公软件", Source::Description, "Excel");
    assert!(found.iter().any(|fact| fact.0 == "certificates" && fact.3.contains("电工证")), "{found:#?}");
    // What a post only likes, it does not demand.
    assert!(!found.iter().any(|fact| fact.0 == "certificates" && fact.3.contains("焊工")), "{found:#?}");
    assert!(reading.contradictions.is_empty(), "{:?}", reading.contradictions);
    for fact in &reading.facts {
        let text = match fact.source {
            Source::Title => post.title.clone(),
            Source::Description => post.description.clone().unwrap(),
            _ => post.benefits.join("；"),
        };
        assert_eq!(cut(&text, fact.start, fact.end), fact.quote);
    }
}

#[test]
fn a_field_wins_and_the_text_against_it_is_reported() {
    let row = json!({
        "id": "p", "title": "服务员，包吃住，月薪3000-4000", "education": "本科", "lodging": false, "wage_max_yuan": 5000,
        "description": "学历不限",
    });
    let mut post = post(row);
    let reading = read_post(&mut post, &Lexicon::embedded());
    let mut against: Vec<(&str, &str, &str)> = reading
        .contradictions
        .iter()
        .map(|one| (one.read.field, one.stated.as_str(), one.read.value.as_str()))
        .collect();
    against.sort_unstable();
    assert_eq!(
        against,
        [
            ("education", "bachelor", "any"),
            ("lodging", "false", "true"),
            ("wage", "5000.00/month", "3000.00-4000.00/month"),
        ]
    );
    assert_eq!((post.lodging, post.meals), (Some(false), Some(true)));
}

#[test]
fn what_is_no_skill_is_no_skill() {
    let row = json!({"id": "p", "title": "设计师", "skills": ["3-4年", "1年以上", "大专", "双休", "CAD", "本科生辅导"]});
    let mut post = post(row);
    read_post(&mut post, &Lexicon::embedded());
    let skills: Vec<&str> = post.skills.iter().map(doorstep::Skill::as_str).collect();
    assert_eq!(skills, ["CAD", "本科生辅导"]);
    assert_eq!(post.rest, Some(doorstep::Rest::Double));
    assert_eq!(post.education.map(|demand| format!("{demand:?}")), Some("AtLeast(JuniorCollege)".to_owned()));
}

#[test]
fn certificates_are_read_with_their_level() {
    for (text, expected) in [
        ("持高级育婴师证", "育婴员职业技能等级证书/高级工"),
        ("要求养老护理员证（三级）", "养老护理员职业技能等级证书/高级工"),
        ("有养老护理员证", "养老护理员职业技能等级证书"),
        ("须持健康证，三级保安公司", "健康证"),
    ] {
        let mut post = post(json!({"id": "p", "title": "护理", "description": text}));
        read_post(&mut post, &Lexicon::embedded());
        let names: Vec<String> = post.certificates.iter().map(ToString::to_string).collect();
        assert_eq!(names, [expected], "{text}");
    }
}

#[test]
fn benefits_are_read_unless_denied() {
    let mut post =
        post(json!({"id": "p", "title": "普工", "description": "有餐补、全勤奖，无年终奖，不提供住宿"}));
    let reading = read_post(&mut post, &Lexicon::embedded());
    assert_eq!(post.benefits, ["餐补", "全勤奖"]);
    assert_eq!(post.lodging, Some(false));
    assert_eq!(reading.facts.iter().filter(|fact| fact.field == "benefits").count(), 2);
}

/// A floor above a wage whose end is open leaves the answer open; above one whose end is stated it excludes.
#[test]
fn an_open_end_never_excludes() {
    let verdict = |text: &str| {
        let posts = vec![post(json!({"id": "p", "title": text}))];
        let matcher = Matcher::new(posts, MatchOptions::default()).unwrap();
        let seeker: Seeker = one(&json!({"id": "s", "wage_floor_yuan": 16000}));
        let explained = matcher.explain(&seeker, "p").unwrap();
        let wage = explained.read.iter().find(|fact| fact.field == "wage");
        let finding = explained.constraints.iter().find(|one| one.code == Constraint::WageFloor).unwrap();
        // The period is stated, so that it is the end alone that decides.
        assert!(wage.is_some() && !finding.zh.contains("推断"), "{text}: {finding:?}");
        finding.verdict
    };
    for text in [
        "底薪3000元/月+提成",
        "月薪3000以上",
        "月薪3000元起",
        "月薪5000-8000元以上",
        "月入过万",
        "保底4000元/月",
    ] {
        assert_eq!(verdict(text), Verdict::Unknown, "{text}");
    }
    for text in ["月薪3000元", "月薪5000-8000元"] {
        assert_eq!(verdict(text), Verdict::No, "{text}");
    }
}

#[test]
fn reading_can_be_turned_off() {
    let posts = || vec![post(json!({"id": "p", "title": "普工，不包住"}))];
    let seeker: Seeker = one(&json!({"id": "s", "needs_lodging": true}));
    let verdict = |read_text| {
        let options = MatchOptions { read_text, ..MatchOptions::default() };
        Matcher::new(posts(), options).unwrap().explain(&seeker, "p").unwrap().verdict
    };
    assert_eq!((verdict(true), verdict(false)), (Verdict::No, Verdict::Unknown));
}

#[test]
fn a_wish_is_read() {
    let wish = "想找个离家近的保洁的活，一个月三千以上，包吃，不上夜班，不做销售，会开叉车";
    let mut seeker: Seeker = one(&json!({"id": "s", "wish": wish}));
    let reading = read_wish(&mut seeker, &Lexicon::embedded());
    assert_eq!(seeker.near_home, Some(true));
    assert_eq!(
        seeker.wage_floor.map(|(amount, period)| (amount.get(), period.en())),
        Some((300_000, "yuan a month"))
    );
    assert_eq!(seeker.needs_meals, Some(true));
    assert_eq!(seeker.unavailable.map(|hours| hours.count()), Some(56));
    assert_eq!(seeker.refused_work, ["销售"]);
    assert!(seeker.titles.iter().any(|title| title.contains("保洁")), "{:?}", seeker.titles);
    assert!(!seeker.titles.iter().any(|title| title.contains("销售")), "{:?}", seeker.titles);
    assert!(seeker.skills.iter().any(|skill| skill.as_str().contains("叉车")), "{:?}", seeker.skills);
    for fact in &reading.facts {
        assert_eq!(cut(wish, fact.start, fact.end), fact.quote);
    }
    // A field wins.
    let mut seeker: Seeker = one(&json!({"id": "s", "wish": wish, "wage_floor_yuan": 5000}));
    let reading = read_wish(&mut seeker, &Lexicon::embedded());
    assert_eq!(seeker.wage_floor.map(|(amount, _)| amount.get()), Some(500_000));
    assert!(reading.contradictions.iter().any(|one| one.read.field == "wage_floor"));
}

/// A preference that nothing was read from is told, not passed over.
#[test]
fn what_was_not_read_of_a_wish_is_told() {
    let unread = |wish: &str| {
        let mut seeker: Seeker = one(&json!({"id": "s", "wish": wish}));
        read_wish(&mut seeker, &Lexicon::embedded()).unread
    };
    assert_eq!(unread("日结，气氛融洽，不上夜班。同事年轻！"), ["气氛融洽", "同事年轻"]);
    assert_eq!(unread("月薪五千以上，双休"), [""; 0]);
    assert_eq!(unread("。， "), [""; 0]);
}

/// Sex, ethnicity and religion have no field, and a wish that speaks of them says nothing of use: no score changes.
#[test]
fn protected_attributes_change_no_score() {
    let posts: Vec<Post> = ["服务员", "保安", "育婴员", "会计", "焊工，限男性"]
        .iter()
        .enumerate()
        .map(|(number, title)| {
            post(json!({"id": format!("p{number}"), "title": title, "wage_max_yuan": 4000 + 500 * number}))
        })
        .collect();
    let matcher = Matcher::new(posts, MatchOptions::default()).unwrap();
    let base = json!({"id": "s", "titles": ["服务员"], "skills": ["收银"], "wage_floor_yuan": 3000});
    let explained = |seeker: &Seeker| -> Vec<String> {
        matcher
            .posts()
            .map(|post| serde_json::to_string(&matcher.explain(seeker, &post.id).unwrap()).unwrap())
            .collect()
    };
    let scored = |seeker: &Seeker| -> Vec<(String, u32, u32, u32)> {
        let best = matcher.recommend(seeker, 10);
        best.into_iter().map(|found| (found.post_id, found.score, found.priority, found.known)).collect()
    };
    let plain = explained(&one(&base));
    // Columns that say it are reported as not read, and are read into nothing.
    for (column, values) in [
        ("sex", ["男", "女"]),
        ("性别", ["男", "女"]),
        ("ethnicity", ["汉族", "朝鲜族"]),
        ("民族", ["汉族", "回族"]),
        ("religion", ["佛教", "无"]),
    ] {
        for value in values {
            let mut row = base.clone();
            row[column] = json!(value);
            let reading = doorstep::table::read::<Seeker>(
                &doorstep::table::RawTable::from_json(&json!([row])).unwrap(),
                &doorstep::table::Mapping::default(),
            )
            .unwrap();
            assert_eq!(reading.findings[0].code, "table.unknown_column");
            assert_eq!(explained(&reading.records[0]), plain, "{column} {value}");
        }
    }
    // The sex digit of a resident id: both numbers have the same birth date and a right check digit.
    let by_id = |resident_id: &str| {
        let mut row = base.clone();
        row["resident_id"] = json!(resident_id);
        explained(&one(&row))
    };
    assert_eq!(by_id("11010519491231002X"), by_id("110105194912310011"));
    // A wish may say it; the score does not listen.
    let wished = |wish: &str| {
        let mut row = base.clone();
        row["wish"] = json!(wish);
        scored(&one(&row))
    };
    let unsaid = wished("想找份稳定的工作");
    for wish in [
        "我是女的，想找份稳定的工作",
        "本人男，回族，想找份稳定的工作",
        "조선족 여성, 想找份稳定的工作",
        "信佛教，想找份稳定的工作",
    ] {
        assert_eq!(wished(wish), unsaid, "{wish}");
    }
}
