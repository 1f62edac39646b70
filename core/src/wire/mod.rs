//! Requests and answers (接口类型) for services, Python and JavaScript alike.
//!
//! Plain serde types, defined once; JSON Schema comes from them (feature `schema`), and TypeScript types from that.
//! [`call`] takes any of them by name.

mod accessibility;
mod assign;
mod audit;
mod call;
mod circle;
mod codes;
mod delta;
mod error;
mod fees;
mod matching;
mod network;
mod open;
mod place;
mod proof;
mod rollup;
mod rows;
#[cfg(feature = "schema")]
pub mod schema;
mod search;
mod site_answer;
mod siting;
mod supervision;
mod text;
mod voucher;
mod window;

pub use accessibility::{
    AccessCost, AccessKey, AccessPoint, AccessibilityAnswer, AccessibilityRequest, DemandAccess, SupplyLoad,
    access_place, accessibility, accessibility_on,
};
pub use assign::{AssignAnswer, AssignRequest, AssignedRow, SupplyUse, UnplacedRow, assign, assign_on};
pub use audit::{AuditRequest, Membership, audit, audited};
pub use call::{OPERATIONS, call};
pub use circle::{
    CirclesRequest, CoverageAnswer, CoverageRequest, circles, circles_of, coverage, coverage_of, coverage_on,
};
pub use codes::{CodeEntry, codes};
pub use delta::{ApplyAnswer, ApplyRequest, apply};
pub use error::{ErrorAnswer, RequestCode, RequestError};
pub use fees::{
    AllocateRequest, FeesAnswer, FeesRequest, ScoreRow, ScorecardAnswer, ScorecardRequest, ServiceRow,
    allocate, fees, fees_of, scorecard,
};
pub use matching::{
    CandidatesRequest, DiagnoseRequest, ExplainRequest, Language, ReadPost, ReadPostsAnswer,
    ReadPostsRequest, ReadWishRequest, RecommendAnswer, RecommendRequest, Recommendation, SamePostsAnswer,
    SamePostsRequest, candidates, candidates_among, candidates_of, diagnose, explain, lexicon_of,
    posts_asked, read_one, read_posts, read_wish_of, read_wish_text, recommend, recommendations,
    recommendations_ranked, same_posts,
};
pub use network::{
    IsochronesRequest, NearestRow, NearestStationsAnswer, NearestStationsRequest, NetworkEdge, NetworkFacts,
    NetworkInput, NetworkNode, NetworkPlace, PointsWithinAnswer, PointsWithinRequest, TimeRow,
    TravelTimesAnswer, TravelTimesRequest, WithinRow, isochrones, isochrones_of, isochrones_on,
    nearest_stations, nearest_stations_on, node_keys, points_within, points_within_on, profile_of,
    street_search, streets_of, travel_times, travel_times_on,
};
pub use open::{
    NearestOpenAnswer, NearestOpenRequest, OpenQuestion, OwnCalendar, OwnDay, local_time, nearest_open,
    nearest_open_of, nearest_open_on,
};
pub use place::{ConvertAnswer, ConvertRequest, convert, convert_point};
pub use proof::{
    VerifyCheckpointRequest, VerifyConsistencyAnswer, VerifyConsistencyRequest, VerifyInclusionAnswer,
    VerifyInclusionRequest, verify_checkpoint, verify_consistency, verify_inclusion,
};
pub use rollup::{
    GroupRow, RegionGroupRow, RegionRow, ResidentAnswer, RollupAnswer, RollupRequest, rollup, rollup_of,
};
pub use rows::{OnReject, Rows, one, settle};
pub use search::{
    Near, RankedHit, SearchAnswer, SearchRequest, SuggestAnswer, SuggestRequest, filters_of, filters_of_row,
    hits, search, suggest,
};
pub use site_answer::{SiteAnswer, SiteAssignment, SiteHelp, SiteInfeasible, SiteRow, SiteShare};
pub use siting::{SiteCandidate, SiteCost, SitePoint, SiteRequest, site, site_on};
pub use supervision::{
    FindingsAsked, FindingsRequest, InspectionAnswer, InspectionRequest, InspectionStepAnswer, KpiAnswer,
    KpiAsked, KpiRequest, RatesRequest, SampleRequest, findings, findings_of, inspection, kpi, kpi_of, rates,
    rates_of, sample,
};
pub use text::{
    CodeAnswer, CodeRequest, CodedTitle, OccupationClass, Term, TermsAnswer, TermsRequest, code, terms,
    terms_of,
};
pub use voucher::{
    BankReturnAnswer, BankReturnRequest, CheckCommandAnswer, CheckCommandRequest, LedgerAnswer,
    LedgerRequest, TimedCommand, bank_return, check_command, ledger,
};
pub use window::{
    RetirementAnswer, RetirementRequest, StepAnswer, SubsidyWindowAnswer, SubsidyWindowRequest, WindowView,
    retirement, subsidy_window,
};
