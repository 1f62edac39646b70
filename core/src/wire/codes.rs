//! Every stable code of the crate, with its texts (代码表).

use serde::Serialize;

use super::RequestCode;
use crate::circle::{CircleCode, OpenOutcome, UnknownWhy, UnplacedWhy};
use crate::error::ValueCode;
use crate::matching::{Constraint, MatchingCode, Part, SearchPart, SuggestionKind};
use crate::model::OpenUnknown;
use crate::place::NetworkCode;
use crate::place::OsmCode;
use crate::table::TableCode;
use crate::text::LexiconCode;
use crate::voucher::bank::{DifferenceCode, LineCode};
use crate::voucher::fees::{FeeCode, UnpaidWhy};
use crate::voucher::supervision::{FindingRule, InspectionRefusalCode, KpiCode, SupervisionCode};
use crate::voucher::window::WindowRefusalCode;
use crate::voucher::{RefusalCode, VoucherCode};

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeEntry {
    /// What the code is: an error, a refusal of the voucher machine, of a subsidy window or of an inspection, a fault of a
    /// line of a bank's file or a difference found in it, a constraint, a part of a
    /// score or of a hit's, a kind of suggestion, a missing fact, what became of the search for an open station, why
    /// people were not placed, why a service is not paid, a rule of supervision, a key figure.
    pub kind: &'static str,
    /// The code.
    pub code: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// What it means, in Chinese.
    pub zh: &'static str,
}

/// Every code, by kind, in order of declaration.
pub fn codes() -> Vec<CodeEntry> {
    macro_rules! entries {
        ($($kind:literal $list:ident;)+) => {
            [$($list::ALL.iter().map(|one| CodeEntry {
                kind: $kind, code: one.code(), en: one.en(), zh: one.zh(),
            }).collect::<Vec<_>>()),+].concat()
        };
    }
    entries! {
        "error" ValueCode;
        "error" TableCode;
        "error" MatchingCode;
        "error" LexiconCode;
        "error" CircleCode;
        "error" NetworkCode;
        "error" OsmCode;
        "error" RequestCode;
        "error" VoucherCode;
        "error" FeeCode;
        "error" SupervisionCode;
        "refusal" RefusalCode;
        "refusal" WindowRefusalCode;
        "refusal" InspectionRefusalCode;
        "bank_line" LineCode;
        "bank_difference" DifferenceCode;
        "constraint" Constraint;
        "part" Part;
        "search_part" SearchPart;
        "suggestion" SuggestionKind;
        "unknown" UnknownWhy;
        "unknown" OpenUnknown;
        "open" OpenOutcome;
        "unplaced" UnplacedWhy;
        "unpaid" UnpaidWhy;
        "finding" FindingRule;
        "kpi" KpiCode;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_plain() {
        let all = codes();
        assert!(all.len() > 100, "{}", all.len());
        let mut seen = std::collections::HashSet::new();
        for entry in all {
            assert!(seen.insert((entry.kind, entry.code)), "{} twice", entry.code);
            let plain = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._".contains(letter)
            };
            assert!(entry.code.chars().all(plain), "{}", entry.code);
            assert!(
                !entry.en.is_empty() && entry.zh.contains(|letter| ('一'..='鿿').contains(&letter)),
                "{}",
                entry.code
            );
            // Errors, refusals and what is said of a bank's file name their area first.
            assert_eq!(
                entry.code.contains('.'),
                matches!(entry.kind, "error" | "refusal" | "bank_line" | "bank_difference"),
                "{}",
                entry.code
            );
        }
    }
}
