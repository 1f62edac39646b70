use super::*;

fn card(id: &str, replaces: Option<&str>, scores: [u32; 3]) -> Scorecard {
    let evidence = vec![EvidenceId::new("e-1").unwrap()];
    let names = [("placements", 5_000), ("files", 2_550), ("satisfaction", 2_450)];
    let criterion = |((name, weight), score): ((&str, u32), u32)| Criterion {
        criterion: CriterionId::new(name).unwrap(),
        weight,
        score,
        evidence: evidence.clone(),
    };
    Scorecard {
        scorecard: ScorecardId::new(id).unwrap(),
        operator: PartyId::new("op-1").unwrap(),
        year: 2026,
        replaces: replaces.map(|id| ScorecardId::new(id).unwrap()),
        reason: replaces.map(|_| Note::new("复核后更正").unwrap()),
        criteria: names.into_iter().zip(scores).map(criterion).collect(),
        vetoes: vec![VetoItem {
            criterion: CriterionId::new("false_files").unwrap(),
            failed: false,
            evidence: vec![],
        }],
    }
}

/// The fault of a card after a change.
fn fault(change: impl FnOnce(&mut Scorecard)) -> Option<(FeeCode, String)> {
    let mut card = card("s", None, [4_000, 2_000, 2_000]);
    change(&mut card);
    card.check().err().map(|error| (error.code(), error.place().to_owned()))
}

#[test]
fn a_scorecard_is_checked() {
    let at = |code, place: &str| Some((code, place.to_owned()));
    assert_eq!(fault(|_| ()), None);
    assert_eq!(fault(|card| card.criteria[1].weight -= 1), at(FeeCode::WeightsSum, "criteria"));
    assert_eq!(fault(|card| card.criteria[1].weight += 1), at(FeeCode::WeightsSum, "criteria"));
    assert_eq!(fault(|card| card.criteria[1].weight = u32::MAX), at(FeeCode::WeightsSum, "criteria"));
    assert_eq!(fault(|card| card.criteria.clear()), at(FeeCode::WeightsSum, "criteria"));
    assert_eq!(fault(|card| card.criteria[2].score = 2_451), at(FeeCode::ScoreAboveWeight, "criteria[2]"));
    assert_eq!(fault(|card| card.criteria[2].score = 2_450), None);
    assert_eq!(fault(|card| card.criteria[0].evidence.clear()), at(FeeCode::EvidenceMissing, "criteria[0]"));
    assert_eq!(fault(|card| card.vetoes[0].failed = true), at(FeeCode::EvidenceMissing, "vetoes[0]"));
    assert_eq!(
        fault(|card| card.vetoes[0].criterion = card.criteria[0].criterion.clone()),
        at(FeeCode::Duplicate, "vetoes[0]")
    );
    assert_eq!(
        fault(|card| card.vetoes = vec![card.vetoes[0].clone(); LIST_LEN_MAX + 1]),
        at(FeeCode::TooMany, "vetoes")
    );
    assert_eq!(
        fault(|card| card.vetoes = vec![card.vetoes[0].clone(); LIST_LEN_MAX]),
        at(FeeCode::Duplicate, "vetoes[1]")
    );
    assert_eq!(card("s", None, [4_001, 2_000, 2_449]).total(), 8_450);
}

#[test]
fn an_appeal_adds_a_version_and_names_the_one_before() {
    let mut book = ScoreBook::default();
    let refused = |book: &mut ScoreBook, card| book.add(card).unwrap_err().code();
    let first = card("s-1", None, [4_000, 2_000, 2_000]);
    assert_eq!(refused(&mut book, card("s-1", Some("s-0"), [0; 3])), FeeCode::Replaces);
    book.add(first.clone()).unwrap();
    assert_eq!(refused(&mut book, first.clone()), FeeCode::Duplicate);
    assert_eq!(refused(&mut book, card("s-2", None, [4_500, 2_000, 2_000])), FeeCode::Replaces);
    let mut other_weights = card("s-2", Some("s-1"), [4_500, 2_000, 2_000]);
    other_weights.criteria[0].weight = 5_050;
    other_weights.criteria[1].weight = 2_500;
    assert_eq!(refused(&mut book, other_weights), FeeCode::CriteriaChanged);
    let mut without_veto = card("s-2", Some("s-1"), [4_500, 2_000, 2_000]);
    without_veto.vetoes.clear();
    assert_eq!(refused(&mut book, without_veto), FeeCode::CriteriaChanged);
    let second = card("s-2", Some("s-1"), [4_500, 2_000, 2_000]);
    book.add(second.clone()).unwrap();
    assert_eq!(refused(&mut book, card("s-3", Some("s-1"), [0; 3])), FeeCode::Replaces);
    let mut next_year = card("s-3", None, [1_000, 1_000, 1_000]);
    next_year.year = 2027;
    book.add(next_year.clone()).unwrap();

    assert_eq!(
        book.versions(&first.operator, 2026),
        [first.clone(), second.clone()],
        "nothing is overwritten"
    );
    assert_eq!(book.current().collect::<Vec<_>>(), [&second, &next_year]);
    assert!(book.versions(&first.operator, 2025).is_empty());
}
