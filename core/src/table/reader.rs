//! From raw rows to checked records.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::{
    Cell, Effect, Field, FieldMapping, Finding, Mapping, OnError, RawTable, Reading, TableCode, TableError,
};
use crate::error::{ValueCode, ValueError};
use crate::model::{AnyCoordinate, Fen, System};
use crate::privacy::mask;

/// A kind of record that tables hold: [`crate::Post`], [`crate::Seeker`], [`crate::Station`], [`crate::Resident`].
pub trait Record: Sized {
    /// The name of the kind, as in `post`.
    const NAME: &'static str;
    /// Its fields, in the order of the documentation.
    const FIELDS: &'static [Field];

    /// Reads one row; what cannot be read is noted in `row`.
    fn read(row: &mut RowReader<'_>) -> Self;

    /// The caller's key.
    fn id(&self) -> &str;
}

/// Reads every row of `table` as a `T`.
///
/// A row without an `id` gets its number as one: `#17`. A second row with the same id is rejected.
///
/// # Errors
/// Only what concerns the table as a whole: `table.missing_column` if the mapping names a column that is not there,
/// `table.bad_mapping` if it names a field that `T` does not have. What is wrong with a row is in
/// [`Reading::findings`].
///
/// ```
/// use doorstep::{Post, table::{Mapping, RawTable, read}};
/// let csv = "id,title,education\n1,电工,大专\n2,保安,高小\n";
/// let reading = read::<Post>(&RawTable::from_csv(csv.as_bytes())?, &Mapping::default())?;
/// assert_eq!((reading.records.len(), reading.rows_rejected), (1, 1));
/// assert_eq!((reading.findings[0].row, reading.findings[0].code), (2, "education.unknown"));
/// # Ok::<(), doorstep::table::TableError>(())
/// ```
pub fn read<T: Record>(table: &RawTable, mapping: &Mapping) -> Result<Reading<T>, TableError> {
    read_after(0, table, mapping)
}

/// Reads a part of a table that comes in parts, of which `before` rows came before: [`read`], with the numbers that rows
/// have in the whole. That an id comes twice is seen within the part only.
///
/// # Errors
/// Those of [`read`].
///
/// ```
/// use doorstep::{Post, table::{Mapping, RawTable, read_after}};
/// let part = RawTable::from_csv("title,education\n电工,大专\n保安,高小\n".as_bytes())?;
/// let reading = read_after::<Post>(1000, &part, &Mapping::default())?;
/// assert_eq!((reading.records[0].id.as_str(), reading.findings[0].row), ("#1001", 1002));
/// # Ok::<(), doorstep::table::TableError>(())
/// ```
pub fn read_after<T: Record>(
    before: usize,
    table: &RawTable,
    mapping: &Mapping,
) -> Result<Reading<T>, TableError> {
    let plan = Plan::new::<T>(table, mapping)?;
    let mut reading =
        Reading { records: Vec::new(), rows: Vec::new(), rows_rejected: 0, findings: Vec::new() };
    reading.findings.extend(plan.unread_columns::<T>(table, mapping));
    let mut ids = HashSet::new();
    for (index, cells) in table.rows().iter().enumerate() {
        let number = before + index + 1;
        let mut row =
            RowReader { plan: &plan, mapping, cells, number, findings: Vec::new(), rejected: false };
        let record = if cells.len() == table.columns().len() {
            T::read(&mut row)
        } else {
            row.note_ragged(table.columns().len());
            reading.findings.append(&mut row.findings);
            reading.rows_rejected += 1;
            continue;
        };
        if !row.rejected && !ids.insert(record.id().to_owned()) {
            row.refuse("id", ValueError::new(ValueCode::Duplicate, record.id()));
        }
        reading.findings.append(&mut row.findings);
        if row.rejected {
            reading.rows_rejected += 1;
        } else {
            reading.records.push(record);
            reading.rows.push(number);
        }
    }
    Ok(reading)
}

/// Where each field is read from.
struct Plan<'a> {
    sources: BTreeMap<&'static str, Source<'a>>,
}

struct Source<'a> {
    field: &'static Field,
    column: Option<usize>,
    column_name: &'a str,
    mapping: Option<&'a FieldMapping>,
    default: Option<&'a str>,
}

impl<'a> Plan<'a> {
    fn new<T: Record>(table: &RawTable, mapping: &'a Mapping) -> Result<Self, TableError> {
        let known = |name: &String| T::FIELDS.iter().any(|field| field.name == name);
        if let Some(name) = mapping.fields.keys().chain(mapping.defaults.keys()).find(|name| !known(name)) {
            let names = T::FIELDS.iter().map(|field| field.name);
            let detail = format!("a {} has no field `{name}`{}", T::NAME, did_you_mean(name, names));
            return Err(TableError::new(TableCode::BadMapping, detail));
        }
        let position = |column: &str| table.columns().iter().position(|name| name == column);
        let mut sources = BTreeMap::new();
        for field in T::FIELDS {
            let field_mapping = mapping.fields.get(field.name);
            let column_name = field_mapping.map_or(field.name, |found| found.column.as_str());
            let column = position(column_name);
            if column.is_none() && field_mapping.is_some() {
                let detail = format!("`{column_name}` for the field `{}`", field.name);
                return Err(TableError::new(TableCode::MissingColumn, detail));
            }
            let default = mapping.defaults.get(field.name).map(String::as_str);
            sources
                .insert(field.name, Source { field, column, column_name, mapping: field_mapping, default });
        }
        Ok(Self { sources })
    }

    /// Columns that no field is read from: reported, because a misspelt name would else be lost in silence.
    fn unread_columns<T: Record>(&self, table: &RawTable, mapping: &Mapping) -> Vec<Finding> {
        let read: HashSet<usize> = self.sources.values().filter_map(|source| source.column).collect();
        let unread = table.columns().iter().enumerate().filter(|(index, _)| !read.contains(index));
        unread
            .filter(|(_, name)| !mapping.ignore.contains(name))
            .map(|(_, name)| {
                let hint = did_you_mean(name, T::FIELDS.iter().map(|field| field.name));
                Finding {
                    row: 0,
                    column: name.clone(),
                    code: TableCode::UnknownColumn.code(),
                    value: String::new(),
                    effect: Effect::Column,
                    message_en: format!("{}{hint}", TableCode::UnknownColumn.en()),
                    message_zh: TableCode::UnknownColumn.zh().to_owned(),
                }
            })
            .collect()
    }
}

/// `; did you mean …` if one of `names` is close to `name`.
fn did_you_mean<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    const CLOSE: f64 = 0.85;
    names
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(similarity, _)| *similarity >= CLOSE)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map_or(String::new(), |(_, known)| format!("; did you mean `{known}`?"))
}

/// Words for an empty list.
const NONE: [&str; 3] = ["无", "none", "[]"];

/// One row on its way to a record. Each method reads a field by its name, and notes what is wrong with it.
pub struct RowReader<'a> {
    plan: &'a Plan<'a>,
    mapping: &'a Mapping,
    cells: &'a [Cell],
    number: usize,
    findings: Vec<Finding>,
    rejected: bool,
}

impl RowReader<'_> {
    /// Longest text that a field takes, in bytes.
    pub const TEXT_BYTES_MAX: usize = 64 * 1024;

    /// The mapping that the table is read with.
    pub fn mapping(&self) -> &Mapping {
        self.mapping
    }

    /// Number of the row, the first below the header being 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The text of a field, trimmed; `None` if there is none.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let source = self.plan.sources.get(name)?;
        let cell = source.column.and_then(|column| self.cells.get(column)).unwrap_or(&Cell::Null);
        let text = match cell {
            Cell::Null => String::new(),
            Cell::Text(text) => text.trim().to_owned(),
            Cell::Integer(number) => number.to_string(),
            // A data frame's NaN is not the text `NaN`.
            Cell::Decimal(number) if !number.is_finite() => {
                self.refuse(name, ValueError::new(ValueCode::NotFinite, number));
                return None;
            }
            Cell::Decimal(number) => number.to_string(),
            Cell::Boolean(yes) => yes.to_string(),
            Cell::List(items) => items.join(","),
            Cell::Unreadable => {
                self.refuse(name, ValueError::new(ValueCode::WrongType, "…"));
                return None;
            }
        };
        let null = text.is_empty() || source.mapping.is_some_and(|found| found.null.contains(&text));
        let text = if null { source.default?.to_owned() } else { text };
        if text.len() > Self::TEXT_BYTES_MAX {
            self.refuse(name, ValueError::new(ValueCode::TooLong, text));
            return None;
        }
        let replaced = source.mapping.and_then(|found| found.words.get(&text));
        Some(replaced.cloned().unwrap_or(text))
    }

    /// A field read by `parse`.
    pub fn parse<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let text = self.text(name)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                // The whole text is masked, not what a parser may have cut or masked of it already.
                let personal = self.plan.sources.get(name).and_then(|source| source.field.personal);
                let error = if personal.is_some() { error.with_shown(text) } else { error };
                self.refuse(name, error);
                None
            }
        }
    }

    /// The value of a field without which the record is as good: what cannot be read is noted and costs the cell,
    /// whatever the mapping says.
    pub fn parse_or_unknown<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let (rejected, noted) = (self.rejected, self.findings.len());
        let value = self.parse(name, parse);
        self.rejected = rejected;
        self.findings.iter_mut().skip(noted).for_each(|finding| finding.effect = Effect::Cell);
        value
    }

    /// The items of a list.
    pub fn list(&mut self, name: &'static str) -> Vec<String> {
        let source = self.plan.sources.get(name);
        let cell = source.and_then(|source| source.column).and_then(|column| self.cells.get(column));
        if let Some(Cell::List(items)) = cell {
            return items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
        }
        let separator = source.and_then(|source| source.mapping).and_then(|found| found.separator.clone());
        let Some(text) = self.text(name) else { return Vec::new() };
        if NONE.contains(&text.as_str()) {
            return Vec::new();
        }
        let items: Vec<&str> = match &separator {
            Some(separator) => text.split(separator.as_str()).collect(),
            None => text.split([',', '，', '、', ';', '；']).collect(),
        };
        items.into_iter().map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The items of a list, each read by `parse`; an item that cannot be read is noted.
    pub fn parse_list<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, ValueError>,
    ) -> Vec<T> {
        let mut parsed = Vec::new();
        for item in self.list(name) {
            match parse(&item) {
                Ok(value) => parsed.push(value),
                Err(error) => self.refuse(name, error),
            }
        }
        parsed
    }

    /// Whether a list has a value: one item or more, an empty list, or a word for 'none' (无, none).
    ///
    /// A cell without anything says nothing; such a word says that there is nothing, and [`RowReader::list`] then gives
    /// no item.
    pub fn is_stated(&mut self, name: &'static str) -> bool {
        self.is_empty_list(name) || self.text(name).is_some()
    }

    fn is_empty_list(&self, name: &'static str) -> bool {
        let column = self.plan.sources.get(name).and_then(|source| source.column);
        let cell = column.and_then(|column| self.cells.get(column));
        matches!(cell, Some(Cell::List(items)) if items.is_empty())
    }

    /// A vector: a list of finite numbers.
    pub fn vector(&mut self, name: &'static str) -> Vec<f32> {
        self.parse_list(name, |text| {
            let number: f32 = text.parse().map_err(|_| ValueError::new(ValueCode::NotANumber, text))?;
            if number.is_finite() { Ok(number) } else { Err(ValueError::new(ValueCode::NotFinite, text)) }
        })
    }

    /// A number.
    pub fn decimal(&mut self, name: &'static str) -> Option<f64> {
        self.parse(name, |text| {
            let number: f64 = text.parse().map_err(|_| ValueError::new(ValueCode::NotANumber, text))?;
            if number.is_finite() { Ok(number) } else { Err(ValueError::new(ValueCode::NotFinite, text)) }
        })
    }

    /// A whole number from `min` to `max`; `3.0` is one.
    pub fn integer(&mut self, name: &'static str, min: u32, max: u32) -> Option<u32> {
        let number = self.decimal(name)?;
        if number.fract() != 0.0 {
            self.refuse(name, ValueError::new(ValueCode::NotAnInteger, number));
            return None;
        }
        if number < f64::from(min) || number > f64::from(max) {
            self.refuse(name, ValueError::new(ValueCode::OutOfRange, number));
            return None;
        }
        // In range and whole, so the conversion is exact.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        Some(number as u32)
    }

    /// A whole number from `min` to `max` that fits a byte.
    pub fn small(&mut self, name: &'static str, max: u8) -> Option<u8> {
        self.integer(name, 0, u32::from(max)).and_then(|number| u8::try_from(number).ok())
    }

    /// An amount in yuan that is a wage.
    pub fn wage_yuan(&mut self, name: &'static str) -> Option<Fen> {
        self.parse(name, |text| {
            Fen::from_yuan_text(text).map_err(|error| match error.code() {
                ValueCode::NegativeAmount => ValueError::new(ValueCode::NegativeWage, text),
                ValueCode::NotANumber if text.eq_ignore_ascii_case("nan") => {
                    ValueError::new(ValueCode::NotFinite, text)
                }
                _ => error,
            })
        })
    }

    /// Yes or no.
    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.parse(name, |text| match text.to_lowercase().as_str() {
            "true" | "1" | "yes" | "是" | "有" => Ok(true),
            "false" | "0" | "no" | "否" | "无" => Ok(false),
            _ => Err(ValueError::new(ValueCode::NotABoolean, text)),
        })
    }

    /// A date: `2026-11-22`, `2026/11/22`, `20261122`, or the head of a time stamp.
    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        self.parse(name, |text| {
            let day = text.split(['T', ' ']).next().unwrap_or(text).replace('/', "-");
            let format = if day.contains('-') { "%Y-%m-%d" } else { "%Y%m%d" };
            NaiveDate::parse_from_str(&day, format).map_err(|_| ValueError::new(ValueCode::NotADate, text))
        })
    }

    /// The fields `lon`, `lat` and `system` as a place; WGS-84 if no system is given.
    pub fn place(&mut self) -> Option<AnyCoordinate> {
        let rejected_before = self.findings.len();
        let (lon, lat) = (self.decimal("lon"), self.decimal("lat"));
        let system = self.parse("system", System::parse);
        if self.findings.len() > rejected_before {
            return None;
        }
        let missing = match (lon, lat) {
            (Some(lon), Some(lat)) => return self.checked_place(lon, lat, system.unwrap_or_default()),
            (None, None) => return None,
            (None, Some(_)) => "lon",
            (Some(_), None) => "lat",
        };
        self.refuse(missing, ValueError::new(ValueCode::CoordinateIncomplete, ""));
        None
    }

    fn checked_place(&mut self, lon: f64, lat: f64, system: System) -> Option<AnyCoordinate> {
        let place = AnyCoordinate::new(lon, lat, system)
            .map_err(|error| {
                let column = if error.code() == ValueCode::LatitudeOutOfRange { "lat" } else { "lon" };
                self.refuse(column, error);
            })
            .ok()?;
        if self.mapping.null_points.iter().any(|point| point.matches(place)) {
            let error = ValueError::new(ValueCode::CoordinateNullPoint, format_args!("{lon} {lat}"));
            self.note("lon", &error, Effect::Cell);
            return None;
        }
        Some(place)
    }

    /// The id, or the number of the row if there is none.
    pub fn id(&mut self) -> String {
        let number = self.number;
        self.text("id").unwrap_or_else(|| format!("#{number}"))
    }

    /// Notes that a field's value is refused; it costs what the mapping says.
    pub fn refuse(&mut self, name: &'static str, error: ValueError) {
        let mapping = self.plan.sources.get(name).and_then(|source| source.mapping);
        match mapping.map(|found| found.on_error).unwrap_or_default() {
            OnError::Reject => {
                self.rejected = true;
                self.note(name, &error, Effect::Row);
            }
            OnError::Null => self.note(name, &error, Effect::Cell),
        }
    }

    fn note(&mut self, name: &'static str, error: &ValueError, effect: Effect) {
        let source = self.plan.sources.get(name);
        let personal = source.and_then(|source| source.field.personal);
        let shown = personal.map_or_else(|| error.shown().to_owned(), |kind| mask(kind, error.shown()));
        self.findings.push(Finding {
            row: self.number,
            column: source.map_or(name, |source| source.column_name).to_owned(),
            code: error.code().code(),
            value: shown,
            effect,
            message_en: error.code().en().to_owned(),
            message_zh: error.code().zh().to_owned(),
        });
    }

    fn note_ragged(&mut self, columns: usize) {
        self.rejected = true;
        self.findings.push(Finding {
            row: self.number,
            column: String::new(),
            code: TableCode::RaggedRow.code(),
            value: format!("{} of {columns}", self.cells.len()),
            effect: Effect::Row,
            message_en: TableCode::RaggedRow.en().to_owned(),
            message_zh: TableCode::RaggedRow.zh().to_owned(),
        });
    }
}
