//! JSON Schema (draft 2020-12) of every request, answer and table row (feature `schema`).
//!
//! `cargo xtask schema` writes the [`documents`] into `docs/schema` and makes the TypeScript types from them. Requests
//! are described as they are read (what has a default is optional), answers as they are written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::network::described::IsochroneCollection;
use super::{
    AccessibilityAnswer, AccessibilityRequest, AllocateRequest, ApplyAnswer, ApplyRequest, AssignAnswer,
    AssignRequest, AuditRequest, BankReturnAnswer, BankReturnRequest, CandidatesRequest, CheckCommandAnswer,
    CheckCommandRequest, CirclesRequest, CodeAnswer, CodeRequest, ConvertAnswer, ConvertRequest,
    CoverageAnswer, CoverageRequest, DiagnoseRequest, ErrorAnswer, ExplainRequest, FeesAnswer, FeesRequest,
    FindingsRequest, InspectionAnswer, InspectionRequest, IsochronesRequest, KpiAnswer, KpiRequest,
    LedgerAnswer, LedgerRequest, Membership, NearestOpenAnswer, NearestOpenRequest, NearestStationsAnswer,
    NearestStationsRequest, NetworkFacts, NetworkInput, OccupationClass, PointsWithinAnswer,
    PointsWithinRequest, RatesRequest, ReadPostsAnswer, ReadPostsRequest, ReadWishRequest, RecommendAnswer,
    RecommendRequest, ResidentAnswer, RetirementAnswer, RetirementRequest, RollupAnswer, RollupRequest,
    SamePostsAnswer, SamePostsRequest, SampleRequest, ScorecardAnswer, ScorecardRequest, SearchAnswer,
    SearchRequest, ServiceRow, SiteAnswer, SiteRequest, SubsidyWindowAnswer, SubsidyWindowRequest,
    SuggestAnswer, SuggestRequest, TermsAnswer, TermsRequest, TravelTimesAnswer, TravelTimesRequest,
    VerifyCheckpointRequest, VerifyConsistencyAnswer, VerifyConsistencyRequest, VerifyInclusionAnswer,
    VerifyInclusionRequest,
};
use crate::circle::Rule;
use crate::matching::{Audit, Diagnosis, Explanation, Outcome, WishReading};
use crate::model::{AreaClass, Post, Resident, Seeker, Station, System};
use crate::table::{Field, FieldKind, Record};
use crate::text::Words;
use crate::voucher;

/// One schema, complete in itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The operation and `_request` or `_answer`, a kind of record and `_row`, or a type that no operation has alone.
    pub name: String,
    /// The schema.
    pub schema: Value,
}

/// Every document, by name.
///
/// ```
/// let documents = doorstep::wire::schema::documents();
/// let request = documents.iter().find(|document| document.name == "recommend_request").unwrap();
/// assert_eq!(request.schema["required"], serde_json::json!(["posts", "seekers"]));
/// ```
pub fn documents() -> Vec<Document> {
    let mut documents = vec![
        read_as::<AccessibilityRequest>("accessibility_request"),
        written_as::<AccessibilityAnswer>("accessibility_answer"),
        read_as::<AllocateRequest>("allocate_request"),
        written_as::<voucher::fees::Allocation>("allocate_answer"),
        read_as::<ApplyRequest>("apply_request"),
        written_as::<ApplyAnswer>("apply_answer"),
        read_as::<AssignRequest>("assign_request"),
        written_as::<AssignAnswer>("assign_answer"),
        read_as::<SiteRequest>("site_request"),
        written_as::<SiteAnswer>("site_answer"),
        read_as::<AuditRequest>("audit_request"),
        written_as::<Audit>("audit_answer"),
        read_as::<CandidatesRequest>("candidates_request"),
        written_as::<RecommendAnswer>("candidates_answer"),
        read_as::<CodeRequest>("code_request"),
        written_as::<CodeAnswer>("code_answer"),
        read_as::<ReadPostsRequest>("read_posts_request"),
        written_as::<ReadPostsAnswer>("read_posts_answer"),
        read_as::<ReadWishRequest>("read_wish_request"),
        written_as::<WishReading>("read_wish_answer"),
        read_as::<SamePostsRequest>("same_posts_request"),
        written_as::<SamePostsAnswer>("same_posts_answer"),
        read_as::<Words>("words"),
        read_as::<CirclesRequest>("circles_request"),
        read_as::<CircleCollection>("circles_answer"),
        read_as::<ConvertRequest>("convert_request"),
        written_as::<ConvertAnswer>("convert_answer"),
        read_as::<CoverageRequest>("coverage_request"),
        written_as::<CoverageAnswer>("coverage_answer"),
        read_as::<DiagnoseRequest>("diagnose_request"),
        written_as::<Diagnosis>("diagnose_answer"),
        read_as::<ExplainRequest>("explain_request"),
        written_as::<Explanation>("explain_answer"),
        read_as::<FeesRequest>("fees_request"),
        written_as::<FeesAnswer>("fees_answer"),
        read_as::<FindingsRequest>("findings_request"),
        written_as::<voucher::supervision::Findings>("findings_answer"),
        read_as::<InspectionRequest>("inspection_request"),
        written_as::<InspectionAnswer>("inspection_answer"),
        read_as::<KpiRequest>("kpi_request"),
        written_as::<KpiAnswer>("kpi_answer"),
        read_as::<RatesRequest>("rates_request"),
        written_as::<voucher::supervision::Rates>("rates_answer"),
        read_as::<SampleRequest>("sample_request"),
        written_as::<voucher::supervision::Sample>("sample_answer"),
        read_as::<voucher::supervision::PopulationAsked>("population_asked"),
        read_as::<IsochronesRequest>("isochrones_request"),
        written_as::<IsochroneCollection>("isochrones_answer"),
        read_as::<NearestStationsRequest>("nearest_stations_request"),
        written_as::<NearestStationsAnswer>("nearest_stations_answer"),
        read_as::<PointsWithinRequest>("points_within_request"),
        written_as::<PointsWithinAnswer>("points_within_answer"),
        read_as::<TravelTimesRequest>("travel_times_request"),
        written_as::<TravelTimesAnswer>("travel_times_answer"),
        read_as::<NetworkInput>("network"),
        written_as::<NetworkFacts>("network_facts"),
        read_as::<NearestOpenRequest>("nearest_open_request"),
        written_as::<NearestOpenAnswer>("nearest_open_answer"),
        read_as::<RecommendRequest>("recommend_request"),
        written_as::<RecommendAnswer>("recommend_answer"),
        read_as::<RetirementRequest>("retirement_request"),
        written_as::<RetirementAnswer>("retirement_answer"),
        read_as::<RollupRequest>("rollup_request"),
        written_as::<RollupAnswer>("rollup_answer"),
        read_as::<ScorecardRequest>("scorecard_request"),
        written_as::<ScorecardAnswer>("scorecard_answer"),
        read_as::<SearchRequest>("search_request"),
        written_as::<SearchAnswer>("search_answer"),
        read_as::<SubsidyWindowRequest>("subsidy_window_request"),
        written_as::<SubsidyWindowAnswer>("subsidy_window_answer"),
        read_as::<SuggestRequest>("suggest_request"),
        written_as::<SuggestAnswer>("suggest_answer"),
        read_as::<TermsRequest>("terms_request"),
        written_as::<TermsAnswer>("terms_answer"),
        written_as::<OccupationClass>("occupation_class"),
        read_as::<voucher::Command>("command"),
        written_as::<voucher::Answer>("command_answer"),
        written_as::<voucher::BatchView>("batch"),
        written_as::<voucher::Budget>("budget_total"),
        written_as::<voucher::Card>("card"),
        read_as::<BankReturnRequest>("bank_return_request"),
        written_as::<BankReturnAnswer>("bank_return_answer"),
        read_as::<voucher::bank::ReturnLayout>("return_layout"),
        written_as::<voucher::bank::Reconciliation>("reconciliation"),
        written_as::<voucher::bank::AppliedReturn>("applied_return"),
        read_as::<CheckCommandRequest>("check_command_request"),
        written_as::<CheckCommandAnswer>("check_command_answer"),
        read_as::<LedgerRequest>("ledger_request"),
        written_as::<LedgerAnswer>("ledger_answer"),
        written_as::<voucher::BudgetView>("budget"),
        written_as::<voucher::EventRecord>("event"),
        read_as::<voucher::EventFilter>("event_filter"),
        written_as::<voucher::Status>("command_status"),
        written_as::<voucher::Verified>("verified"),
        written_as::<voucher::VoucherView>("voucher"),
        written_as::<voucher::proof::Checkpoint>("verify_checkpoint_answer"),
        written_as::<voucher::proof::Checked>("checked"),
        written_as::<voucher::proof::DayRoot>("day_root"),
        read_as::<VerifyCheckpointRequest>("verify_checkpoint_request"),
        read_as::<VerifyConsistencyRequest>("verify_consistency_request"),
        written_as::<VerifyConsistencyAnswer>("verify_consistency_answer"),
        read_as::<VerifyInclusionRequest>("verify_inclusion_request"),
        written_as::<VerifyInclusionAnswer>("verify_inclusion_answer"),
        written_as::<ErrorAnswer>("error"),
        written_as::<Field>("field"),
        row::<Membership>(),
        row::<Outcome>(),
        row::<Post>(),
        row::<Resident>(),
        row::<ResidentAnswer>(),
        row::<Seeker>(),
        row::<ServiceRow>(),
        row::<Station>(),
    ];
    documents.iter_mut().for_each(|document| for_all_languages(&mut document.schema));
    documents.sort_by(|left, right| left.name.cmp(&right.name));
    documents
}

/// Takes from the descriptions what only Rust documentation understands: examples and links between items.
fn for_all_languages(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(for_all_languages),
        Value::Object(members) => {
            if let Some(Value::String(description)) = members.get_mut("description") {
                let text = description.split("```").step_by(2).collect::<String>();
                *description = text.replace("[`", "`").replace("`]", "`").trim().to_owned();
            }
            members.values_mut().for_each(for_all_languages);
        }
        _ => {}
    }
}

/// What `circles` answers: a GeoJSON `FeatureCollection` (RFC 7946), one polygon for each station and class of area.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct CircleCollection {
    /// `FeatureCollection`.
    #[schemars(extend("const" = "FeatureCollection"))]
    r#type: String,
    /// The circles, by station in the order given.
    features: Vec<CircleFeature>,
    /// The coordinate system of the outlines; RFC 7946 means `wgs84`.
    system: System,
}

/// One circle.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct CircleFeature {
    /// `Feature`.
    #[schemars(extend("const" = "Feature"))]
    r#type: String,
    /// The outline.
    geometry: CircleOutline,
    /// What the circle is.
    properties: CircleProperties,
}

/// The outline of a circle.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct CircleOutline {
    /// `Polygon`.
    #[schemars(extend("const" = "Polygon"))]
    r#type: String,
    /// One closed ring of longitudes and latitudes.
    coordinates: Vec<Vec<[f64; 2]>>,
}

/// What a circle is.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct CircleProperties {
    /// The station.
    station_id: String,
    /// Town or country.
    area_class: AreaClass,
    /// Radius in metres.
    radius_m: u32,
    /// The rule that gives the radius.
    rule: Rule,
}

fn read_as<T: JsonSchema>(name: &str) -> Document {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut schema = with_rows(schema);
    as_commands_are_read(&mut schema);
    Document { name: name.to_owned(), schema }
}

fn written_as<T: JsonSchema>(name: &str) -> Document {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    without_null(&mut schema);
    as_commands_are_written(&mut schema);
    Document { name: name.to_owned(), schema }
}

/// A command that is written has every field of its action; what is read may leave some out, and is named `Command`.
fn as_commands_are_written(schema: &mut Value) {
    let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return };
    let Some(command) = defs.remove("Command") else { return };
    defs.insert("PreparedCommand".to_owned(), command);
    refer(schema, "#/$defs/Command", "#/$defs/PreparedCommand");
}

/// Lets every reference to one definition refer to another.
fn refer(schema: &mut Value, from: &str, to: &str) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "$ref" && member == from {
                    *member = json!(to);
                } else {
                    refer(member, from, to);
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| refer(member, from, to)),
        _ => {}
    }
}

/// A command is read field by field: those of a programme's terms that have a default may be absent, those of a single
/// item may stand beside the others, unknown ones are refused.
fn as_commands_are_read(schema: &mut Value) {
    let defaults = [
        ("per_person_limit", json!(1)),
        ("four_eyes", json!(true)),
        ("accredited_only", json!(false)),
        ("batch_approvals", json!(0)),
    ];
    // What is written as well has one description: there, what is absent is left out and not null.
    for name in ["Actor", "Programme", "VoucherView"] {
        if let Some(described) = schema.pointer_mut(&format!("/$defs/{name}")) {
            without_null(described);
        }
    }
    let item = schema.pointer("/$defs/Item/properties").and_then(Value::as_object).cloned();
    let root = schema.get("title").is_some_and(|title| title == "Command");
    let found = if root { Some(schema) } else { schema.pointer_mut("/$defs/Command") };
    let Some(command) = found.and_then(Value::as_object_mut) else { return };
    command.insert("unevaluatedProperties".to_owned(), json!(false));
    let actions = command.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
    for action in actions {
        for (name, default) in &defaults {
            optional(action, name, Some(default));
        }
        optional(action, "items", None);
        let fields = action.get_mut("properties").and_then(Value::as_object_mut);
        if let (Some(fields), Some(item)) = (fields.filter(|fields| fields.contains_key("items")), &item) {
            fields.extend(item.clone());
        }
    }
}

/// A field of an object that may be absent.
fn optional(object: &mut Value, name: &str, default: Option<&Value>) {
    let Some(field) = object.pointer_mut(&format!("/properties/{name}")) else { return };
    if let (Some(field), Some(default)) = (field.as_object_mut(), default) {
        field.insert("default".to_owned(), default.clone());
    }
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|needed| needed != name);
    }
}

/// Puts the rows of the right kind where the type only says that there are rows.
fn with_rows(schema: Schema) -> Value {
    let mut schema = schema.to_value();
    put_rows::<Membership>(&mut schema, &["groups"]);
    put_rows::<Outcome>(&mut schema, &["outcomes"]);
    put_rows::<Post>(&mut schema, &["posts", "upsert"]);
    put_rows::<Resident>(&mut schema, &["places", "residents"]);
    put_rows::<ResidentAnswer>(&mut schema, &["answers"]);
    put_rows::<Seeker>(&mut schema, &["filters", "seeker", "seekers"]);
    put_rows::<ServiceRow>(&mut schema, &["records"]);
    put_rows::<Station>(&mut schema, &["stations"]);
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        definitions.remove("Rows");
        definitions.sort_keys();
    }
    schema
}

/// Makes the members of a request that hold a `T` tables of it.
fn put_rows<T: Record>(schema: &mut Value, members: &[&str]) {
    let name = row_name::<T>().replace("Row", "Table");
    for member in members {
        let Some(reference) = schema.pointer_mut(&format!("/properties/{member}/$ref")) else { continue };
        *reference = json!(format!("#/$defs/{name}"));
        if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
            definitions.insert(name.clone(), table::<T>());
            definitions.insert(row_name::<T>(), row_type::<T>());
        }
    }
}

fn table<T: Record>() -> Value {
    json!({
        "description": format!("A table of {}s: rows, and a mapping if their keys are not the names of the fields.", T::NAME),
        "type": "object",
        "properties": {
            "rows": {
                "description": "One object for each row.",
                "type": "array",
                "items": { "$ref": format!("#/$defs/{}", row_name::<T>()) },
            },
            "mapping": {
                "description": "How the keys of the rows become fields.",
                "$ref": "#/$defs/Mapping",
            },
        },
        "additionalProperties": false,
        "required": ["rows"],
    })
}

/// `PostRow` for posts.
fn row_name<T: Record>() -> String {
    let (first, rest) = T::NAME.split_at(1);
    format!("{}{rest}Row", first.to_uppercase())
}

fn row<T: Record>() -> Document {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": row_name::<T>(),
    });
    if let (Some(schema), Value::Object(row)) = (schema.as_object_mut(), row_type::<T>()) {
        schema.extend(row);
    }
    Document { name: format!("{}_row", T::NAME), schema }
}

/// What of a row may be absent.
fn absent<T: Record>() -> &'static str {
    let needed = T::FIELDS.iter().any(|field| field.en.ends_with("; needed"));
    if needed { "What is not needed may be absent." } else { "Every field may be absent." }
}

/// A row: every field is optional, and a key that is no field is reported, not refused.
fn row_type<T: Record>() -> Value {
    let properties: Map<String, Value> =
        T::FIELDS.iter().map(|field| (field.name.to_owned(), cell(field))).collect();
    json!({
        "description": format!("One row of a table of {}s. {}", T::NAME, absent::<T>()),
        "type": "object",
        "properties": properties,
    })
}

/// What a cell may be: the kind of its field, or text that reads as it.
fn cell(field: &Field) -> Value {
    let description = format!("{} ({})", field.en, field.zh);
    let types = match field.kind {
        FieldKind::Text | FieldKind::Word => json!(["string", "number", "null"]),
        FieldKind::Integer | FieldKind::Decimal | FieldKind::Yuan => json!(["number", "string", "null"]),
        FieldKind::Date => json!(["string", "null"]),
        FieldKind::Boolean => json!(["boolean", "string", "number", "null"]),
        FieldKind::List => {
            return json!({
                "description": description,
                "type": ["array", "string", "null"],
                "items": { "type": ["string", "number"] },
            });
        }
    };
    json!({ "description": description, "type": types })
}

/// An answer leaves out what is not there: what need not be there is never null.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(members) => {
            let required = members.get("required").cloned().unwrap_or_default();
            let needed = |name: &str| {
                required
                    .as_array()
                    .is_some_and(|names| names.iter().any(|known| known.as_str() == Some(name)))
            };
            if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
                properties.iter_mut().filter(|(name, _)| !needed(name)).for_each(|(_, one)| not_null(one));
            }
            members.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// Takes null from the choices of a schema.
fn not_null(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(types) = members.get_mut("type")
        && let Some(names) = types.as_array_mut()
    {
        names.retain(|name| name != "null");
        if let [only] = names.as_slice() {
            *types = only.clone();
        }
    }
    if let Some(choices) = members.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            members.remove("anyOf");
            members.extend(only);
        }
    }
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
