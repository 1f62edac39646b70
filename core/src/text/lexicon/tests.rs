//! Goal: the tables are whole, words are found where they stand, certificates stand for each other as the law says.

use std::collections::BTreeSet;

use super::*;
use crate::model::SkillLevel;

fn credential(text: &str) -> Credential {
    Lexicon::embedded().credential(&Certificate::parse(text).unwrap())
}

fn answers(held: &str, asked: &str) -> Held {
    Lexicon::embedded().answers(&credential(held), &credential(asked))
}

#[test]
fn the_tables_are_whole() {
    let lexicon = Lexicon::embedded();
    assert!(lexicon.coder.is_some());
    let mut ids = BTreeSet::new();
    for [id, zh, kind, _, _, _, certificate] in rows::<7>(SKILLS) {
        assert!(ids.insert(id) && !zh.is_empty() && !kind.is_empty(), "{id}");
        let known =
            certificate.is_empty() || rows::<1>(certificates::CERTIFICATES).any(|[id]| id == certificate);
        assert!(known, "{id}: {certificate}");
    }
    assert!(ids.len() > 500);
    for [code, language, words] in rows::<3>(ALIASES) {
        let parsed = OccupationCode::parse(code).unwrap();
        // The code is an id as it stands.
        assert!(lexicon.classification.get(parsed).is_some() && parsed.to_string() == code, "{code}");
        assert!(["zh", "ko", "en", "ja"].contains(&language) && !words.is_empty(), "{code}");
        assert!(words.split('|').all(|word| !normal_form(word).is_empty()), "{code}");
    }
    assert_eq!(format!("{:?}", lexicon.own_occupations), "Terms(0 terms, 0 words)");
}

#[test]
fn words_are_found_where_they_stand() {
    let lexicon = Lexicon::embedded();
    let skills =
        |text: &str| -> Vec<String> { lexicon.skills(text).into_iter().map(|one| one.name).collect() };
    assert_eq!(skills("會開叉車，朝鮮語流利"), skills("会开叉车，朝鲜语流利"));
    // Latin words are whole words.
    assert!(skills("googlewps").is_empty(), "{:?}", skills("googlewps"));
    assert_eq!(lexicon.skill_key("ＣＡＤ"), lexicon.skill_key("cad"));
    assert_eq!(lexicon.skill_key("空气炸锅鉴赏"), "空气炸锅鉴赏");
    let occupations: Vec<String> =
        lexicon.occupations("誠聘 保姆、용접공").into_iter().map(|found| found.name).collect();
    assert_eq!(occupations, ["家政服务员", "焊工"]);
    assert!(lexicon.skills("").is_empty() && lexicon.certificates("，。").is_empty());
}

#[test]
fn certificates_stand_for_each_other() {
    for (held, asked, expected) in [
        ("C1驾照", "Ｃ１ 驾驶证", Held::Yes),
        ("A2驾照", "C1驾照", Held::Yes),
        ("B2驾照", "B1驾照", Held::No),
        ("C1驾照", "A2驾照", Held::No),
        ("C1驾照", "C1驾照", Held::Yes),
        ("电工/高级工", "电工/中级工", Held::Yes),
        ("电工三级", "电工/四级", Held::Yes),
        ("电工/5", "电工/中级工", Held::No),
        ("电工", "电工/中级工", Held::Unknown),
        ("电工/中级工", "电工", Held::Yes),
        ("一级建造师", "二级建造师", Held::Yes),
        ("二级建造师", "一级建造师", Held::No),
        ("高级育婴师证", "育婴员证/中级工", Held::Yes),
        ("育婴证/五级", "高级育婴师证", Held::No),
        ("育婴师证", "高级育婴师证", Held::Unknown),
        ("健康证", "健康证明", Held::Yes),
        ("健康证", "教师资格证", Held::No),
        ("某某协会结业证", "某某协会 结业证", Held::Yes),
    ] {
        assert_eq!(answers(held, asked), expected, "{held} for {asked}");
    }
    assert!(SkillLevel::Junior < SkillLevel::ChiefTechnician);
}

#[test]
fn words_of_the_table_code_what_was_not_learned() {
    let code = |title: &str| {
        let found = Lexicon::embedded().code(title, 3);
        assert!(found.iter().map(|one| u64::from(one.score)).sum::<u64>() <= 1_000_000);
        assert!(found.is_sorted_by(|left, right| left.score >= right.score));
        found.first().map(|one| one.name.clone())
    };
    for (title, name) in [("용접공", "焊工"), ("식당 용접공 모집", "焊工"), ("保洁员", "保洁员")]
    {
        assert_eq!(code(title).as_deref(), Some(name), "{title}");
    }
    assert_eq!(code("🍉"), None);
    assert_eq!(Lexicon::embedded().code("保安", 0), []);
}

#[test]
fn the_callers_words_win() {
    let words = Words::from_json(
        r#"{
            "occupations": [{"code": "4-10-01-06", "words": ["阿依", "上门阿依"]}],
            "skills": [{"id": "forklift", "zh": "叉车驾驶", "words": ["铲叉子"]}],
            "certificates": [{"id": "county-care", "zh": "本县护理证", "ladder": "county-care", "rank": 2}]
        }"#,
    )
    .unwrap();
    let lexicon = Lexicon::with_words(&words).unwrap();
    let coded = lexicon.code("诚聘上门阿依", 3);
    assert_eq!(coded[0].code.to_string(), "4-10-01-06");
    assert!(coded[0].score >= Lexicon::OWN_WORD);
    assert_eq!(coded[0].why[0].text, "上门阿依");
    assert!(coded.iter().map(|one| u64::from(one.score)).sum::<u64>() <= 1_000_000);
    assert_eq!(lexicon.skill_key("会铲叉子"), "forklift");
    assert_eq!(lexicon.occupations("阿依")[0].id, "4-10-01-06");
    assert_eq!(lexicon.certificates("有本县护理证")[0].id, "county-care");
    for (text, code) in [
        ("{", LexiconCode::Json),
        (r#"{"slang": []}"#, LexiconCode::Json),
        (r#"{"skills": [{"id": "x", "zh": " "}]}"#, LexiconCode::Word),
    ] {
        assert_eq!(Words::from_json(text).unwrap_err().code(), code, "{text}");
    }
    let unknown = Words::from_json(r#"{"occupations": [{"code": "4-10-01-77", "words": ["x"]}]}"#).unwrap();
    assert_eq!(Lexicon::with_words(&unknown).unwrap_err().code(), LexiconCode::Occupation);
}
