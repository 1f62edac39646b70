//! The statutory retirement month (法定退休年龄), by law as data.

use serde::{Deserialize, Serialize};

use super::month::YearMonth;
use crate::error::{ValueCode, ValueError};

/// Whose retirement age it is: named by the age before the reform (原法定退休年龄).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RetirementCategory {
    /// Men: 60 before the reform (男职工).
    #[serde(rename = "men_60")]
    Men60,
    /// Women: 55 before the reform (原法定退休年龄五十五周岁的女职工).
    #[serde(rename = "women_55")]
    Women55,
    /// Women: 50 before the reform (原法定退休年龄五十周岁的女职工).
    #[serde(rename = "women_50")]
    Women50,
}

impl RetirementCategory {
    /// Every category.
    pub const ALL: [Self; 3] = [Self::Men60, Self::Women55, Self::Women50];
}

/// How one category's age rises: one month more for every `birth_months_per_step` months of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetirementStep {
    /// Age before the law, in months.
    pub age_months_before: u32,
    /// Months of birth that share one step.
    pub birth_months_per_step: u32,
    /// Age at the end of the rise, in months.
    pub age_months_max: u32,
}

/// A law on retirement ages: from when it raises them, and how fast for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetirementLaw {
    /// First month of the rise: who reaches the earlier age in it or later retires later.
    pub from: YearMonth,
    /// Men.
    pub men_60: RetirementStep,
    /// Women who retired at 55.
    pub women_55: RetirementStep,
    /// Women who retired at 50.
    pub women_50: RetirementStep,
}

impl RetirementLaw {
    /// 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13), 办法 art. 1.
    ///
    /// From 2025-01-01 the age rises by one month for every four months of birth for men (60 to 63) and for women of 55
    /// (to 58), and for every two months for women of 50 (to 55).
    pub const DECISION_2024: Self = Self {
        from: YearMonth::known(2025, 1),
        men_60: RetirementStep {
            age_months_before: 60 * 12,
            birth_months_per_step: 4,
            age_months_max: 63 * 12,
        },
        women_55: RetirementStep {
            age_months_before: 55 * 12,
            birth_months_per_step: 4,
            age_months_max: 58 * 12,
        },
        women_50: RetirementStep {
            age_months_before: 50 * 12,
            birth_months_per_step: 2,
            age_months_max: 55 * 12,
        },
    };

    /// The statutory age of somebody born in this month, in months.
    ///
    /// ```
    /// use doorstep::model::{RetirementCategory, RetirementLaw, YearMonth};
    /// let law = RetirementLaw::DECISION_2024;
    /// let born: YearMonth = "1971-04".parse()?;
    /// assert_eq!(law.age_months(born, RetirementCategory::Women55)?, 55 * 12 + 4);
    /// assert_eq!(law.month(born, RetirementCategory::Women55)?.to_string(), "2026-08");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `value.out_of_range` after the year 9999, or if a step of the law is 0 or its ages fall or pass 1,200 months.
    pub fn age_months(&self, born: YearMonth, category: RetirementCategory) -> Result<u32, ValueError> {
        let step = match category {
            RetirementCategory::Men60 => self.men_60,
            RetirementCategory::Women55 => self.women_55,
            RetirementCategory::Women50 => self.women_50,
        };
        let rise = step.age_months_max.checked_sub(step.age_months_before);
        let (Some(rise), 1.., ..=1_200) = (rise, step.birth_months_per_step, step.age_months_max) else {
            return Err(ValueError::new(ValueCode::OutOfRange, "retirement step"));
        };
        // Months of birth since the first that is concerned; that one itself takes the first step.
        let since = born.checked_add(step.age_months_before)?.months_since(self.from);
        let Ok(since) = u32::try_from(since) else { return Ok(step.age_months_before) };
        Ok(step.age_months_before + rise.min(since / step.birth_months_per_step + 1))
    }

    /// The month in which somebody born in this month reaches the statutory age (退休时间).
    ///
    /// # Errors
    /// Those of [`RetirementLaw::age_months`].
    pub fn month(&self, born: YearMonth, category: RetirementCategory) -> Result<YearMonth, ValueError> {
        born.checked_add(self.age_months(born, category)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> YearMonth {
        text.parse().unwrap()
    }

    /// Rows of the tables attached to the decision: birth month, age, month of retirement.
    #[test]
    fn follows_the_published_tables() {
        use RetirementCategory::{Men60, Women50, Women55};
        let law = RetirementLaw::DECISION_2024;
        for (category, born, years, months, retires) in [
            (Men60, "1964-12", 60, 0, "2024-12"),
            (Men60, "1965-01", 60, 1, "2025-02"),
            (Men60, "1965-04", 60, 1, "2025-05"),
            (Men60, "1965-05", 60, 2, "2025-07"),
            (Men60, "1965-12", 60, 3, "2026-03"),
            (Men60, "1976-08", 62, 11, "2039-07"),
            (Men60, "1976-09", 63, 0, "2039-09"),
            (Men60, "1990-01", 63, 0, "2053-01"),
            (Women55, "1969-12", 55, 0, "2024-12"),
            (Women55, "1970-01", 55, 1, "2025-02"),
            (Women55, "1971-04", 55, 4, "2026-08"),
            (Women55, "1981-08", 57, 11, "2039-07"),
            (Women55, "1981-09", 58, 0, "2039-09"),
            (Women50, "1974-12", 50, 0, "2024-12"),
            (Women50, "1975-01", 50, 1, "2025-02"),
            (Women50, "1975-02", 50, 1, "2025-03"),
            (Women50, "1975-03", 50, 2, "2025-05"),
            (Women50, "1984-10", 54, 11, "2039-09"),
            (Women50, "1984-11", 55, 0, "2039-11"),
            (Women50, "2000-02", 55, 0, "2055-02"),
        ] {
            assert_eq!(
                law.age_months(month(born), category).unwrap(),
                years * 12 + months,
                "{category:?} {born}"
            );
            assert_eq!(law.month(month(born), category).unwrap(), month(retires), "{category:?} {born}");
        }
    }

    /// Counted out month by month instead of divided, and later births never retire earlier.
    #[test]
    fn steps_are_even_and_stop() {
        let law = RetirementLaw::DECISION_2024;
        for (category, step) in
            RetirementCategory::ALL.into_iter().zip([law.men_60, law.women_55, law.women_50])
        {
            let (mut age, mut in_step, mut last) = (step.age_months_before, 0, None);
            let mut born = law.from;
            while born.checked_add(step.age_months_before).unwrap() > law.from {
                born = YearMonth::new(born.year() - 1, born.month()).unwrap();
            }
            for _ in 0..400 {
                if in_step == 0 && age < step.age_months_max {
                    age += 1;
                }
                in_step = (in_step + 1) % step.birth_months_per_step;
                assert_eq!(law.age_months(born, category).unwrap(), age, "{category:?} {born}");
                let retires = law.month(born, category).unwrap();
                assert!(last < Some(retires));
                last = Some(retires);
                born = born.checked_add(1).unwrap();
            }
            assert_eq!(age, step.age_months_max);
        }
    }

    #[test]
    fn laws_that_make_no_sense_are_refused() {
        let good = RetirementLaw::DECISION_2024;
        for step in [
            RetirementStep { birth_months_per_step: 0, ..good.men_60 },
            RetirementStep { age_months_max: 1, ..good.men_60 },
            RetirementStep { age_months_max: u32::MAX, ..good.men_60 },
        ] {
            let law = RetirementLaw { men_60: step, ..good };
            let error = law.age_months(month("1970-01"), RetirementCategory::Men60).unwrap_err();
            assert_eq!(error.code(), ValueCode::OutOfRange);
        }
        assert!(good.month(month("9990-01"), RetirementCategory::Men60).is_err());
    }
}
