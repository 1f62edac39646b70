use proptest::prelude::*;

use super::super::scorecard::{Criterion, VetoItem};
use super::*;
use crate::voucher::EvidenceId;

fn card(year: u16, score: u32, failed: bool) -> Scorecard {
    let evidence = vec![EvidenceId::new("e-1").unwrap()];
    Scorecard {
        scorecard: ScorecardId::new(&format!("s-{year}-{score}")).unwrap(),
        operator: PartyId::new("op-1").unwrap(),
        year,
        replaces: None,
        reason: None,
        criteria: vec![Criterion {
            criterion: CriterionId::new("all").unwrap(),
            weight: SCORE_MAX,
            score,
            evidence: evidence.clone(),
        }],
        vetoes: vec![VetoItem { criterion: CriterionId::new("accident").unwrap(), failed, evidence }],
    }
}

fn terms(fee: i64, rule: &str) -> PayoutTerms {
    serde_json::from_str(&format!(r#"{{"fee_fen": {fee}, "rule": {rule}}}"#)).unwrap()
}

const STEP: &str = r#"{"kind": "step", "bands": [{"from_hundredths": 0, "permille": 0},
    {"from_hundredths": 6000, "permille": 705}, {"from_hundredths": 9000, "permille": 1000}]}"#;
const LINEAR: &str = r#"{"kind": "linear", "low_hundredths": 6000, "low_permille": 500,
    "high_hundredths": 9000, "high_permille": 1000, "below_permille": 100}"#;

fn paid(score: u32, terms: &PayoutTerms) -> i64 {
    payout(&card(2026, score, false), terms).unwrap().amount.get()
}

#[test]
fn bands_pay_from_their_first_score_on() {
    let terms = terms(99_999, STEP);
    // 0.705 of 99,999 fen is 70,499.295.
    let expected = [(0, 0), (5_999, 0), (6_000, 70_499), (8_999, 70_499), (9_000, 99_999), (10_000, 99_999)];
    for (score, amount) in expected {
        assert_eq!(paid(score, &terms), amount, "{score}");
    }
}

#[test]
fn a_line_between_two_scores_is_exact() {
    let terms = terms(100_003, LINEAR);
    // At 70.01 points: 0.5 + 0.5 × 1001 / 3000 of the fee = 66,685.3338… fen; at 60.03: 50,051.5015 fen, up to 52.
    let expected = [
        (0, 10_000),
        (5_999, 10_000),
        (6_000, 50_002),
        (6_003, 50_052),
        (7_001, 66_685),
        (8_999, 99_986),
        (9_000, 100_003),
    ];
    for (score, amount) in expected {
        assert_eq!(paid(score, &terms), amount, "{score}");
    }
    let part = payout(&card(2026, 7_001, false), &terms).unwrap();
    assert_eq!((part.part_numerator, part.part_denominator), (500 * 3_000 + 500 * 1_001, 3_000_000));
}

#[test]
fn a_half_fen_is_rounded_up() {
    let rule = r#"{"kind": "step", "bands": [{"from_hundredths": 0, "permille": 500}]}"#;
    assert_eq!([1, 3, 4].map(|fee| paid(0, &terms(fee, rule))), [1, 2, 2]);
    let max = Fen::MAX.get();
    assert_eq!(paid(0, &terms(max, rule)), (max + 1) / 2);
}

#[test]
fn a_failed_veto_item_pays_nothing_or_what_the_contract_says() {
    let mut terms = terms(100_000, STEP);
    let of = |terms: &PayoutTerms, score| payout(&card(2026, score, true), terms).unwrap();
    let none = of(&terms, 9_500);
    assert_eq!((none.amount, none.withheld.get(), none.failed.len()), (Fen::ZERO, 100_000, 1));
    terms.veto_permille = 800;
    assert_eq!(of(&terms, 9_500).amount.get(), 80_000);
    assert_eq!(of(&terms, 7_000).amount.get(), 70_500, "it never pays more than the score");
    // Where both are the same part, the line stands as it was computed.
    let line = PayoutTerms { veto_permille: 800, ..self::terms(100_000, LINEAR) };
    let same = of(&line, 7_800);
    assert_eq!((same.part_numerator, same.part_denominator), (2_400_000, 3_000_000));
}

#[test]
fn terms_are_checked() {
    let step = |bands: &str| format!(r#"{{"kind": "step", "bands": [{bands}]}}"#);
    let band = |from: u32, permille: u16| format!(r#"{{"from_hundredths": {from}, "permille": {permille}}}"#);
    let line = |low: u32, low_permille: u16, high: u32, high_permille: u16, below: u16| {
        format!(
            r#"{{"kind": "linear", "low_hundredths": {low}, "low_permille": {low_permille}, "high_hundredths": {high},
                "high_permille": {high_permille}, "below_permille": {below}}}"#
        )
    };
    for rule in [
        step(""),
        step(&band(1, 0)),
        step(&[band(0, 10), band(0, 20)].join(",")),
        step(&[band(0, 10), band(5, 9)].join(",")),
        step(&[band(0, 10), band(5, 1_001)].join(",")),
        step(&[band(0, 10), band(10_001, 20)].join(",")),
        line(6_000, 500, 6_000, 1_000, 0),
        line(6_000, 500, 10_001, 1_000, 0),
        line(6_000, 500, 9_000, 499, 0),
        line(6_000, 500, 9_000, 1_001, 0),
        line(6_000, 500, 9_000, 1_000, 501),
    ] {
        let error = payout(&card(2026, 0, false), &terms(1, &rule)).unwrap_err();
        assert_eq!(error.code(), FeeCode::PayoutShape, "{rule}");
    }
    let bands = |count: u32| {
        let bands: Vec<String> = (0..count).map(|from| band(from, 10)).collect();
        terms(1, &step(&bands.join(","))).check().map_err(|error| error.code())
    };
    let most = u32::try_from(LIST_LEN_MAX).unwrap();
    assert_eq!((bands(most), bands(most + 1)), (Ok(()), Err(FeeCode::TooMany)));
    let ends = |below_hundredths: u32, years: u16| {
        let termination = Some(Termination { below_hundredths, years, veto_counts: true });
        let terms = PayoutTerms { termination, ..terms(1, STEP) };
        terms.check().map_err(|error| error.place().to_owned())
    };
    assert_eq!(ends(10_000, 1), Ok(()));
    for (below_hundredths, years) in [(6_000, 0), (10_001, 1)] {
        assert_eq!(ends(below_hundredths, years), Err("termination".to_owned()));
    }
    let veto = |veto_permille: u16| PayoutTerms { veto_permille, ..terms(1, STEP) }.check();
    assert_eq!(veto(1_000), Ok(()));
    let error = veto(1_001).unwrap_err();
    assert_eq!(error.place(), "veto_permille");
    assert_eq!(error.message_zh(), format!("{}（veto_permille）", FeeCode::PayoutShape.zh()));
    let said: Termination = serde_json::from_str(r#"{"below_hundredths": 6000, "years": 2}"#).unwrap();
    assert!(said.veto_counts, "unless the contract says otherwise");
}

#[test]
fn years_in_a_row_below_a_score() {
    let mut book = ScoreBook::default();
    for (year, score, failed) in [
        (2020, 5_000, false),
        (2022, 5_999, false),
        (2023, 9_000, true),
        (2024, 100, false),
        (2025, 6_000, false),
    ] {
        book.add(card(year, score, failed)).unwrap();
    }
    let operator = PartyId::new("op-1").unwrap();
    let row = |year, veto_counts| {
        years_below(&book, &operator, year, Termination { below_hundredths: 6_000, years: 2, veto_counts })
    };
    assert_eq!([2020, 2021, 2022, 2023, 2024, 2025].map(|year| row(year, true)), [1, 0, 1, 2, 3, 0]);
    assert_eq!([2022, 2023, 2024].map(|year| row(year, false)), [1, 0, 1]);
    // An appeal that was upheld counts.
    let mut appeal = card(2024, 6_100, false);
    appeal.replaces = Some(card(2024, 100, false).scorecard);
    book.add(appeal).unwrap();
    let ends = Termination { below_hundredths: 6_000, years: 2, veto_counts: true };
    assert_eq!(years_below(&book, &operator, 2024, ends), 0);
}

proptest! {
    /// More points never pay less, nothing is paid above the fee, and rounding is off by half a fen at most.
    #[test]
    fn more_points_never_pay_less(
        fee in 0..=Fen::MAX.get(),
        (low, high) in (0..5_000_u32, 5_000..=SCORE_MAX),
        mut parts in prop::array::uniform3(0..=1_000_u16),
        scores in prop::array::uniform2(0..=SCORE_MAX),
    ) {
        prop_assume!(low < high);
        parts.sort_unstable();
        let [below_permille, low_permille, high_permille] = parts;
        let rule = PayoutRule::Linear {
            low_hundredths: low, low_permille, high_hundredths: high, high_permille, below_permille,
        };
        let terms = PayoutTerms { fee: Fen::new(fee).unwrap(), rule, veto_permille: 0, termination: None };
        let (less, more) = (scores[0].min(scores[1]), scores[0].max(scores[1]));
        prop_assert!(paid(less, &terms) <= paid(more, &terms));
        let of = payout(&card(2026, more, false), &terms).unwrap();
        prop_assert_eq!(of.amount.get() + of.withheld.get(), fee);
        let (numerator, denominator) = (i128::from(of.part_numerator), i128::from(of.part_denominator));
        let off = i128::from(fee) * numerator - i128::from(of.amount.get()) * denominator;
        prop_assert!(2 * off < denominator && -2 * off <= denominator);
    }
}
