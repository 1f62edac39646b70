use super::*;

fn versions(text: &str) -> Vec<CatalogueVersion> {
    let item = r#"[{"item": "course", "basis": "service", "price_fen": 5000}]"#;
    serde_json::from_str(&text.replace("ITEMS", item)).unwrap()
}

fn refused(text: &str) -> (FeeCode, String) {
    let error = Catalogue::new(versions(text)).unwrap_err();
    (error.code(), error.place().to_owned())
}

fn with_item(item: &str) -> Result<Catalogue, FeeError> {
    Catalogue::new(versions(&format!(r#"[{{"version": "a", "from": "2026-01-01", "items": [{item}]}}]"#)))
}

#[test]
fn versions_follow_each_other_without_gap_or_overlap() {
    let fault = |text: &str, code, place: &str| assert_eq!(refused(text), (code, place.to_owned()), "{text}");
    fault("[]", FeeCode::CatalogueEmpty, "catalogue");
    // In any order: the later one is named by its place in the list.
    fault(
        r#"[{"version": "b", "from": "2026-03-02", "items": ITEMS},
            {"version": "a", "from": "2026-01-01", "until": "2026-03-01", "items": ITEMS}]"#,
        FeeCode::CatalogueGap,
        "catalogue[0].from",
    );
    fault(
        r#"[{"version": "a", "from": "2026-01-01", "until": "2026-03-02", "items": ITEMS},
            {"version": "b", "from": "2026-03-01", "items": ITEMS}]"#,
        FeeCode::CatalogueOverlap,
        "catalogue[1].from",
    );
    fault(
        r#"[{"version": "a", "from": "2026-01-01", "items": ITEMS}, {"version": "b", "from": "2026-03-01", "items": ITEMS}]"#,
        FeeCode::CatalogueOverlap,
        "catalogue[1].from",
    );
    fault(
        r#"[{"version": "a", "from": "2026-01-01", "until": "2026-01-01", "items": ITEMS}]"#,
        FeeCode::DatesReversed,
        "catalogue[0].until",
    );
    fault(
        r#"[{"version": "a", "from": "2026-01-01", "until": "2026-03-01", "items": ITEMS},
            {"version": "a", "from": "2026-03-01", "items": ITEMS}]"#,
        FeeCode::Duplicate,
        "catalogue[1].version",
    );
}

#[test]
fn a_day_has_one_version_and_the_last_day_is_not_included() {
    let catalogue = Catalogue::new(versions(
        r#"[{"version": "b", "from": "2026-03-01", "until": "2026-05-01", "items": ITEMS},
            {"version": "a", "from": "2026-01-01", "until": "2026-03-01", "items": ITEMS}]"#,
    ))
    .unwrap();
    let on = |day: &str| {
        catalogue.on(day.parse().unwrap()).map_or("-".to_owned(), |list| list.version().to_string())
    };
    let days = ["2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "2026-04-30", "2026-05-01"];
    assert_eq!(days.map(on), ["-", "a", "a", "b", "b", "-"]);
}

#[test]
fn an_item_has_one_kind_of_price() {
    for (item, code) in [
        (r#"{"item": "x", "basis": "person"}"#, FeeCode::PriceShape),
        (
            r#"{"item": "x", "basis": "person", "price_fen": 1, "bands": [{"from": 1, "price_fen": 1}]}"#,
            FeeCode::PriceShape,
        ),
        (
            r#"{"item": "x", "basis": "service", "price_fen": 1, "milestones": [{"milestone": "m", "price_fen": 1}]}"#,
            FeeCode::PriceShape,
        ),
        (r#"{"item": "x", "basis": "performance", "price_fen": 1}"#, FeeCode::PriceShape),
        (r#"{"item": "x", "basis": "performance"}"#, FeeCode::PriceShape),
        (
            r#"{"item": "x", "basis": "performance", "price_fen": 1, "milestones": [{"milestone": "m", "price_fen": 1}]}"#,
            FeeCode::PriceShape,
        ),
        (
            r#"{"item": "x", "basis": "performance", "bands": [{"from": 1, "price_fen": 1}], "milestones": [{"milestone": "m", "price_fen": 1}]}"#,
            FeeCode::PriceShape,
        ),
        (
            r#"{"item": "x", "basis": "performance", "milestones": [{"milestone": "m", "price_fen": 1}, {"milestone": "m", "price_fen": 2}]}"#,
            FeeCode::Duplicate,
        ),
        (
            r#"{"item": "x", "basis": "person", "price_fen": 1}, {"item": "x", "basis": "person", "price_fen": 1}"#,
            FeeCode::Duplicate,
        ),
        (r#"{"item": "x", "basis": "person", "bands": [{"from": 2, "price_fen": 1}]}"#, FeeCode::BandsOrder),
    ] {
        assert_eq!(with_item(item).unwrap_err().code(), code, "{item}");
    }
    let bands = |count: usize| {
        let bands: Vec<String> =
            (1..=count).map(|from| format!(r#"{{"from": {from}, "price_fen": 1}}"#)).collect();
        with_item(&format!(r#"{{"item": "x", "basis": "person", "bands": [{}]}}"#, bands.join(",")))
    };
    assert!(bands(LIST_LEN_MAX).is_ok());
    assert_eq!(bands(LIST_LEN_MAX + 1).unwrap_err().code(), FeeCode::TooMany);
}
