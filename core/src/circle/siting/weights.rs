//! People of several groups as one number for each demand point.

use super::tables::SUM_MAX;
use crate::circle::assign_keyed::whole_number;
use crate::circle::{CircleCode, CircleError};

/// People by demand point, where each person of a column counts so many times (按重点群体加权): key groups alone, or more
/// often than others.
///
/// ```
/// use doorstep::circle::siting::weighted_people;
/// let (older, others) = ([20.0, 0.0], [80.0, 50.0]);
/// assert_eq!(weighted_people(2, &[(&older, 3), (&others, 1)])?, [140.0, 50.0]);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.unequal_columns`, `circle.not_whole`, `circle.weight_too_large`.
pub fn weighted_people(rows: usize, groups: &[(&[f64], u32)]) -> Result<Vec<f64>, CircleError> {
    let mut sums = vec![0_u64; rows];
    for (people, weight) in groups {
        if people.len() != rows {
            return Err(CircleError::new(CircleCode::UnequalColumns, "demand"));
        }
        for ((sum, &people), row) in sums.iter_mut().zip(*people).zip(0..) {
            let people = whole_number(people)
                .ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, "demand", row))?;
            let more = people.checked_mul(u64::from(*weight)).and_then(|more| sum.checked_add(more));
            *sum = more
                .filter(|sum| *sum <= SUM_MAX)
                .ok_or_else(|| CircleError::at_row(CircleCode::WeightTooLarge, "demand", row))?;
        }
    }
    // Exact up to the greatest sum.
    Ok(sums.into_iter().map(|sum| sum as f64).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_a_code() {
        for (groups, code, row) in [
            (vec![(&[1.0, 0.5][..], 1)], CircleCode::NotWhole, "demand row 1"),
            (vec![(&[f64::NAN, 1.0][..], 0)], CircleCode::NotWhole, "demand row 0"),
            (vec![(&[1.0, 1.0][..], 1), (&[0.0, -1.0], 1)], CircleCode::NotWhole, "demand row 1"),
            (vec![(&[1.0, (1_u64 << 52) as f64][..], 2)], CircleCode::WeightTooLarge, "demand row 1"),
            (vec![(&[1.0][..], 2)], CircleCode::UnequalColumns, "demand"),
        ] {
            let error = weighted_people(2, &groups).unwrap_err();
            assert_eq!((error.code(), error.shown()), (code, row));
        }
    }
}
