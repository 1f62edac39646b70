//! Every operation by name, JSON in and JSON out: what the golden cases of all languages go through.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{
    RequestCode, RequestError, accessibility, assign, audit, circle, fees, matching, network, open, place,
    proof, rollup, search, siting, supervision, text, voucher, window,
};
use crate::error::Error;

/// Names of the operations that [`call`] knows.
pub const OPERATIONS: &[&str] = &[
    "accessibility",
    "allocate",
    "assign",
    "audit",
    "bank_return",
    "candidates",
    "check_command",
    "circles",
    "code",
    "convert",
    "coverage",
    "diagnose",
    "explain",
    "fees",
    "findings",
    "inspection",
    "isochrones",
    "kpi",
    "ledger",
    "nearest_open",
    "nearest_stations",
    "points_within",
    "rates",
    "read_posts",
    "read_wish",
    "recommend",
    "retirement",
    "rollup",
    "same_posts",
    "sample",
    "scorecard",
    "search",
    "site",
    "subsidy_window",
    "suggest",
    "terms",
    "travel_times",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
];

/// Carries out one operation: the request as JSON, the answer as JSON. Equal requests give equal bytes, on every
/// machine and in every language.
///
/// # Errors
/// `request.unknown_operation`, `request.json`, `request.too_large`, and those of the operation.
///
/// ```
/// let answer = doorstep::wire::call(
///     "convert",
///     r#"{"points": [[116.404, 39.915]], "source": "wgs84", "target": "gcj02"}"#,
/// )?;
/// assert!(answer.starts_with(r#"{"points":[[116.4102"#), "{answer}");
/// # Ok::<(), doorstep::Error>(())
/// ```
pub fn call(operation: &str, request: &str) -> Result<String, Error> {
    match operation {
        "accessibility" => answer(request, accessibility::accessibility),
        "allocate" => answer(request, fees::allocate),
        "assign" => answer(request, assign::assign),
        "audit" => answer(request, audit::audit),
        "bank_return" => answer(request, voucher::bank_return),
        "candidates" => answer(request, matching::candidates),
        "check_command" => answer(request, voucher::check_command),
        "code" => answer(request, text::code),
        "circles" => answer(request, circle::circles),
        "coverage" => answer(request, circle::coverage),
        "convert" => answer(request, place::convert),
        "diagnose" => answer(request, matching::diagnose),
        "explain" => answer(request, matching::explain),
        "fees" => answer(request, fees::fees),
        "findings" => answer(request, supervision::findings),
        "inspection" => answer(request, supervision::inspection),
        "isochrones" => answer(request, network::isochrones),
        "kpi" => answer(request, supervision::kpi),
        "ledger" => answer(request, voucher::ledger),
        "nearest_open" => answer(request, open::nearest_open),
        "nearest_stations" => answer(request, network::nearest_stations),
        "rates" => answer(request, supervision::rates),
        "read_posts" => answer(request, matching::read_posts),
        "read_wish" => answer(request, matching::read_wish_of),
        "recommend" => answer(request, matching::recommend),
        "retirement" => answer(request, window::retirement),
        "rollup" => answer(request, rollup::rollup),
        "same_posts" => answer(request, matching::same_posts),
        "sample" => answer(request, supervision::sample),
        "scorecard" => answer(request, fees::scorecard),
        "search" => answer(request, search::search),
        "site" => answer(request, siting::site),
        "subsidy_window" => answer(request, window::subsidy_window),
        "suggest" => answer(request, search::suggest),
        "terms" => answer(request, text::terms),
        "points_within" => answer(request, network::points_within),
        "travel_times" => answer(request, network::travel_times),
        "verify_checkpoint" => answer(request, proof::verify_checkpoint),
        "verify_consistency" => answer(request, proof::verify_consistency),
        "verify_inclusion" => answer(request, proof::verify_inclusion),
        _ => Err(RequestError::new(RequestCode::UnknownOperation, operation).into()),
    }
}

/// Longest request, in bytes.
const REQUEST_BYTES_MAX: usize = 1 << 30;

fn answer<Q: DeserializeOwned, A: Serialize>(
    request: &str,
    operation: impl FnOnce(Q) -> Result<A, Error>,
) -> Result<String, Error> {
    if request.len() > REQUEST_BYTES_MAX {
        return Err(RequestError::new(RequestCode::TooLarge, request.len()).into());
    }
    let answer = operation(serde_json::from_str(request).map_err(RequestError::from)?)?;
    Ok(serde_json::to_string(&answer).map_err(RequestError::from)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_and_hide_the_value() {
        for (operation, request, code, part) in [
            ("divine", "{}", "request.unknown_operation", "divine"),
            ("convert", "{", "request.json", "unexpected end"),
            ("convert", "{}", "request.json", "missing field `points`"),
            (
                "convert",
                r#"{"points": "张三, expected", "source": "", "target": ""}"#,
                "request.json",
                "expected a sequence",
            ),
            (
                "convert",
                r#"{"points": [[1.5, 123.25]], "source": "wgs84", "target": "gcj02"}"#,
                "coordinate.latitude_out_of_range",
                "`***`",
            ),
            (
                "convert",
                r#"{"points": [], "source": "mars", "target": "wgs84"}"#,
                "coordinate.unknown_system",
                "mars",
            ),
            (
                "recommend",
                r#"{"posts": {"rows": []}, "seekers": {"rows": []}, "kk": 1}"#,
                "request.json",
                "`kk`",
            ),
            (
                "recommend",
                r#"{"posts": {"rows": 7}, "seekers": {"rows": []}}"#,
                "table.not_rows",
                "list of rows",
            ),
        ] {
            let error = call(operation, request).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(part), "{error}");
            assert!(!error.to_string().contains("张三"), "{error}");
        }
    }
}
