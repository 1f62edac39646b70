//! How evenly a score is spread over people (公平性).

use serde::Serialize;

/// How evenly scores are spread over people. All figures come from the Lorenz curve: people in order of their score, the
/// part of all score that the worst-served part of them has together, people of one row served alike.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Equity {
    /// The mean score of a person; 0 if there are no people.
    pub mean: f64,
    /// The Gini coefficient: 0 if all are served alike (also if nobody is served), near 1 if one has everything.
    pub gini: f64,
    /// The Palma ratio: the share of the best-served 10 % over that of the worst-served 40 %. Absent if the latter have
    /// nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub palma: Option<f64>,
    /// The mean score of the worst-served 10 %.
    pub worst_decile_mean: f64,
    /// Their share of all score, 0.1 if all are served alike. Absent if nobody is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst_decile_share: Option<f64>,
}

/// How evenly scores are spread over people, each row standing for `weights` people.
///
/// With rows in order of score, shares of people p and cumulated shares of score L, the Gini coefficient of grouped
/// people is 1 - Σ p_i (L_(i-1) + L_i), twice the area between the diagonal and the Lorenz curve drawn in straight lines
/// (Lerman and Yitzhaki 1989, Journal of Econometrics 42, 43-47). The Palma ratio is the one of incomes (Palma 2011,
/// Development and Change 42, 87-153; Cobham and Sumner 2013). Where a tenth ends inside a row, the row is divided.
///
/// Scores and weights are finite and not negative.
///
/// ```
/// use doorstep::circle::equity;
/// let even = equity(&[2.0, 2.0], &[10.0, 30.0]);
/// assert_eq!((even.gini, even.palma, even.worst_decile_share), (0.0, Some(0.25), Some(0.1)));
/// let two = equity(&[0.0, 1.0], &[1.0, 1.0]);
/// assert_eq!((two.mean, two.gini, two.palma, two.worst_decile_mean), (0.5, 0.5, None, 0.0));
/// assert_eq!(equity(&[], &[]).gini, 0.0);
/// ```
pub fn equity(scores: &[f64], weights: &[f64]) -> Equity {
    let mut rows: Vec<(f64, f64)> = scores
        .iter()
        .map(|score| score + 0.0)
        .zip(weights.iter().copied())
        .filter(|row| row.1 > 0.0)
        .collect();
    // Numbers that are not negative are in the order of their bits.
    rows.sort_unstable_by_key(|row| (row.0.to_bits(), row.1.to_bits()));
    let people: f64 = rows.iter().map(|row| row.1).sum();
    let score: f64 = rows.iter().map(|row| row.0 * row.1).sum();
    if !(people > 0.0 && score > 0.0) {
        return Equity::default();
    }
    let alike = rows.first().map(|row| row.0) == rows.last().map(|row| row.0);
    let (mut below, mut doubled_area) = (0.0, 0.0);
    for (each, count) in &rows {
        let above = below + each * count;
        doubled_area += count / people * ((below + above) / score);
        below = above;
    }
    // The score of the worst-served part of all people.
    let of_worst = |part: f64| {
        let mut left = part * people;
        let mut sum = 0.0;
        for (each, count) in &rows {
            let taken = count.min(left);
            sum += each * taken;
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        sum
    };
    let (tenth, four_tenths, nine_tenths) = (of_worst(0.1), of_worst(0.4), of_worst(0.9));
    let palma = if alike { 0.25 } else { (score - nine_tenths).max(0.0) / four_tenths };
    Equity {
        mean: score / people,
        gini: if alike { 0.0 } else { (1.0 - doubled_area).max(0.0) },
        palma: (four_tenths > 0.0).then_some(palma),
        worst_decile_mean: tenth / (0.1 * people),
        worst_decile_share: Some(if alike { 0.1 } else { tenth / score }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * other.abs().max(1.0)
    }

    /// Half the mean difference of two people over the mean: the definition that Gini gave in 1912.
    fn gini_by_pairs(people: &[f64]) -> f64 {
        let all = people.len() as f64;
        let mean = people.iter().sum::<f64>() / all;
        let differences: f64 =
            people.iter().flat_map(|one| people.iter().map(move |other| (one - other).abs())).sum();
        if mean > 0.0 { differences / (2.0 * all * all * mean) } else { 0.0 }
    }

    proptest! {
        /// Each row stands for so many people as if each were a row, and the figures are those of the people.
        #[test]
        fn rows_stand_for_people(rows in prop::collection::vec((0_u8..20, 0_usize..6), 0..30)) {
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0) / 7.0).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.1 as f64).collect();
            let mut people: Vec<f64> =
                scores.iter().zip(&rows).flat_map(|(score, row)| vec![*score; row.1]).collect();
            people.sort_by(f64::total_cmp);
            let found = equity(&scores, &weights);
            prop_assert!(near(found.gini, gini_by_pairs(&people)), "{:?}", found);
            let tenfold: Vec<f64> = people.iter().flat_map(|score| [*score; 10]).collect();
            let all = people.len();
            let sum = |part: &[f64]| part.iter().sum::<f64>();
            let (worst, best) = (sum(&tenfold[..4 * all]), sum(&tenfold[9 * all..]));
            match found.palma {
                Some(palma) => prop_assert!(near(palma, best / worst)),
                None => prop_assert!(worst == 0.0),
            }
            if all > 0 {
                prop_assert!(near(found.worst_decile_mean, sum(&tenfold[..all]) / all as f64));
                prop_assert!(near(found.mean, sum(&people) / all as f64));
            }
            match found.worst_decile_share {
                Some(share) => prop_assert!(near(share, sum(&tenfold[..all]) / sum(&tenfold))),
                None => prop_assert!(sum(&people) == 0.0),
            }
        }
    }

    #[test]
    fn nobody_served_is_an_answer() {
        for (scores, weights) in [(vec![], vec![]), (vec![0.0; 3], vec![1.0; 3]), (vec![1.0], vec![0.0])] {
            assert_eq!(equity(&scores, &weights), Equity::default());
        }
    }
}
