//! nDCG@10 (Järvelin and Kekäläinen, *Cumulated gain-based evaluation of IR techniques*, ACM TOIS 20(4), 2002) and
//! average precision.

use doorstep::OccupationCode;

use crate::judge::Judgement;

/// What one ranking is worth.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measures {
    pub(crate) ndcg: f64,
    pub(crate) precision: f64,
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Gain 2^grade - 1, discounted by log2(1 + rank), over the first ten.
fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    let gains = grades.take(10).zip(2_u32..);
    gains.fold(0.0, |sum, (grade, rank)| sum + f64::from((1_u32 << grade) - 1) / f64::from(rank).log2())
}

/// The measures of a ranking of post numbers.
pub(crate) fn of(ranked: &[usize], judge: &Judgement, asked: OccupationCode) -> Measures {
    let mut ideal: Vec<u8> = (0..judge.len()).map(|post| judge.grade(post, asked)).collect();
    ideal.sort_unstable_by(|left, right| right.cmp(left));
    let best = gain(ideal.iter().copied());
    let relevant = ideal.iter().filter(|grade| **grade == 2).count();
    let (mut found, mut precision) = (0, 0.0);
    for (place, post) in ranked.iter().enumerate() {
        if judge.grade(*post, asked) == 2 {
            found += 1;
            precision += f64::from(found) / count(place + 1);
        }
    }
    Measures {
        ndcg: if best > 0.0 { gain(ranked.iter().map(|post| judge.grade(*post, asked))) / best } else { 0.0 },
        precision: if relevant > 0 { precision / count(relevant) } else { 0.0 },
    }
}

pub(crate) fn mean(all: &[Measures]) -> Measures {
    let of = |value: fn(&Measures) -> f64| all.iter().map(value).sum::<f64>() / count(all.len().max(1));
    Measures { ndcg: of(|one| one.ndcg), precision: of(|one| one.precision) }
}
