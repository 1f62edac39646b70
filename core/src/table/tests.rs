//! Goal: real dirt in, nothing lost. Method: small tables with known faults, and counts that must add up.

use super::{Cell, Effect, Mapping, RawTable, TableCode, read};
use crate::model::{
    Education, EducationDemand, PeriodSource, Post, Resident, Seeker, Skill, Station, System, WagePeriod,
};

fn codes<T>(reading: &super::Reading<T>) -> Vec<(usize, &str, &str, &str)> {
    reading.findings.iter().map(|f| (f.row, f.column.as_str(), f.code, f.value.as_str())).collect()
}

#[test]
fn five_faults_give_five_rejects_and_the_rest() {
    let csv = "id,titles,lon,lat,wage_floor_yuan,resident_id,education\n\
        good-1,电工,117.02,36.67,4000,11010519491231002X,大专\n\
        nan,电工,NaN,36.67,,,\n\
        latitude,电工,117.02,136.67,,,\n\
        wage,电工,,,-4000,,\n\
        check,电工,,,,110105194912310021,\n\
        school,电工,,,,,高小\n\
        good-2,,,,,,\n";
    let reading = read::<Seeker>(&RawTable::from_csv(csv.as_bytes()).unwrap(), &Mapping::default()).unwrap();
    assert_eq!(
        codes(&reading),
        [
            (2, "lon", "value.not_finite", "***"),
            (3, "lat", "coordinate.latitude_out_of_range", "***"),
            (4, "wage_floor_yuan", "wage.negative", "-4000"),
            (5, "resident_id", "resident_id.check_digit", "110***********0021"),
            (6, "education", "education.unknown", "高小"),
        ]
    );
    let ids: Vec<&str> = reading.records.iter().map(|seeker| seeker.id.as_str()).collect();
    assert_eq!((ids, reading.rows.clone(), reading.rows_rejected), (vec!["good-1", "good-2"], vec![1, 7], 5));
    assert_eq!(reading.records[0].born.unwrap().to_string(), "1949-12-31");
    let findings = reading.findings.clone();
    let error = reading.into_records().unwrap_err();
    assert_eq!((error.code(), error.findings()), (TableCode::Rejected, findings.as_slice()));
    assert!(error.to_string().contains("5 of 7") && !error.to_string().contains("136.67"), "{error}");
}

const CHINESE: &str = r#"{
    "fields": {
        "id": {"column": "编号"}, "title": {"column": "职位"}, "lon": {"column": "经度"}, "lat": {"column": "纬度"},
        "wage_min_yuan": {"column": "最低薪资", "null": ["0"]}, "wage_max_yuan": {"column": "最高薪资", "null": ["0"]},
        "education": {"column": "学历", "null": ["其他"], "on_error": "null"},
        "skills": {"column": "技能", "separator": "|"}
    },
    "defaults": {"system": "gcj02"},
    "ignore": ["描述"],
    "null_points": [{"lon": 0, "lat": 0, "within_degrees": 0.05}],
    "wage_period_by_amount": [
        {"below_yuan": 12, "period": "piece"}, {"below_yuan": 100, "period": "hour"},
        {"below_yuan": 1000, "period": "day"}, {"period": "month"}
    ]
}"#;

#[test]
fn a_mapping_reads_chinese_columns() {
    let csv = "\u{feff}编号,职位,经度,纬度,最低薪资,最高薪资,学历,技能,描述\n\
        a,骑手,0.00000,0.0000,5.00,7.00,大学专科,驾照|电动车,x\n\
        b,保安,117.02,36.67,0,0,其他,,\n\
        c,质检,117.02,36.67,20,25,高小,,\n\
        d,车工,117.02,36.67,6000,5000,,,\n\
        a,焊工,,,,,,,\n\
        e,多一列,,,,,,,,\n";
    let mapping = Mapping::from_json(CHINESE).unwrap();
    let reading = read::<Post>(&RawTable::from_csv(csv.as_bytes()).unwrap(), &mapping).unwrap();
    assert_eq!(
        codes(&reading),
        [
            (1, "经度", "coordinate.null_point", "0 0"),
            (3, "学历", "education.unknown", "高小"),
            (4, "最低薪资", "wage.reversed", "6000.00 > 5000.00"),
            (5, "编号", "value.duplicate", "a"),
            (6, "", "table.ragged_row", "10 of 9"),
        ]
    );
    assert_eq!(reading.counts()[&(Effect::Cell, "education.unknown")], 1);
    let [rider, guard, checker] = &reading.records[..] else { panic!("three records") };
    assert!(rider.skills.iter().map(Skill::as_str).eq(["驾照", "电动车"]));
    assert_eq!(rider.education, Some(EducationDemand::AtLeast(Education::JuniorCollege)));
    let wage = rider.wage.unwrap();
    assert_eq!((wage.period(), wage.source()), (WagePeriod::Piece, PeriodSource::Inferred));
    assert_eq!((rider.place, guard.wage, checker.education), (None, None, None));
    assert_eq!(guard.place.unwrap().system(), System::Gcj02);
    assert_eq!(checker.wage.unwrap().period(), WagePeriod::Hour);
}

#[test]
fn json_rows_and_their_types() {
    let rows = serde_json::json!([
        {"id": 7, "lon": 117.0, "lat": 36.6, "weight": 3.0, "area_class": 111},
        {"id": 8, "lon": 117.0, "weight": 1.5},
        {"id": 9, "wieght": 2, "region": {"code": 1}},
        {"weight": -1},
        {},
    ]);
    let reading = read::<Resident>(&RawTable::from_json(&rows).unwrap(), &Mapping::default()).unwrap();
    assert_eq!(
        codes(&reading),
        [
            (0, "wieght", "table.unknown_column", ""),
            (2, "lat", "coordinate.incomplete", ""),
            (2, "weight", "value.not_an_integer", "1.5"),
            (3, "region", "value.wrong_type", "…"),
            (4, "weight", "value.out_of_range", "-1"),
        ]
    );
    assert!(reading.findings[0].message_en.ends_with("did you mean `weight`?"));
    let read: Vec<_> =
        reading.records.iter().map(|resident| (resident.id.as_str(), resident.weight)).collect();
    assert_eq!(read, [("7", 3), ("#5", 1)]);
    assert_eq!(RawTable::from_json(&serde_json::json!({})).unwrap_err().code(), TableCode::NotRows);
}

#[test]
fn broken_bytes_cost_their_row_only() {
    let mut csv = b"id,title\n1,\xff\xfe\n2,".to_vec();
    csv.extend_from_slice("电工\n".as_bytes());
    let table = RawTable::from_csv(&csv[..]).unwrap();
    assert!(table.rows()[0][1] == Cell::Unreadable);
    let reading = read::<Post>(&table, &Mapping::default()).unwrap();
    assert_eq!(codes(&reading), [(1, "title", "value.wrong_type", "…")]);
    assert_eq!(reading.records.len(), 1);
}

#[test]
fn a_mapping_is_checked() {
    for (text, part) in [
        ("{", "EOF"),
        (r#"{"colums": {}}"#, "colums"),
        (r#"{"fields": {"titel": {"column": "x"}}}"#, "did you mean `title`?"),
        (r#"{"defaults": {"system": "mars"}}"#, "mars"),
        (
            r#"{"wage_period_by_amount": [{"below_yuan": 9, "period": "day"}, {"below_yuan": 5, "period": "hour"}]}"#,
            "order",
        ),
    ] {
        let table = RawTable::from_csv("id\n1\n".as_bytes()).unwrap();
        let error = Mapping::from_json(text)
            .and_then(|mapping| read::<Post>(&table, &mapping).map(drop))
            .unwrap_err();
        assert_eq!(error.code(), TableCode::BadMapping, "{text}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let mapping = Mapping::from_json(r#"{"fields": {"title": {"column": "职位"}}}"#).unwrap();
    let error = read::<Post>(&RawTable::from_csv("id\n1\n".as_bytes()).unwrap(), &mapping).unwrap_err();
    assert_eq!(error.code(), TableCode::MissingColumn);
    assert_eq!(RawTable::from_csv("a,a\n".as_bytes()).unwrap_err().code(), TableCode::DuplicateColumn);
}

#[test]
fn the_key_of_a_person_is_personal() {
    let table = RawTable::from_csv("id\n110105194912310021\n110105194912310021\n".as_bytes()).unwrap();
    let seekers = read::<Seeker>(&table, &Mapping::default()).unwrap();
    assert_eq!(codes(&seekers), [(2, "id", "value.duplicate", "***")]);
    let residents = read::<Resident>(&table, &Mapping::default()).unwrap();
    assert_eq!(codes(&residents), [(2, "id", "value.duplicate", "***")]);
    let posts = read::<Post>(&table, &Mapping::default()).unwrap();
    assert_eq!(codes(&posts), [(2, "id", "value.duplicate", "110105194912310021")]);
}

#[test]
fn a_nan_is_no_text() {
    let mut table = RawTable::new(vec!["id".into(), "title".into(), "lon".into()]).unwrap();
    let cells = |id: &str| vec![Cell::Text(id.into()), Cell::Decimal(f64::NAN), Cell::Decimal(f64::INFINITY)];
    table.push(cells("a")).unwrap();
    let reading = read::<Post>(&table, &Mapping::default()).unwrap();
    let expected = [(1, "title", "value.not_finite", "NaN"), (1, "lon", "value.not_finite", "inf")];
    assert_eq!(codes(&reading), expected);
}

#[test]
fn hours_that_cannot_be_read_cost_their_cell() {
    let csv = "站点编号,开放时间\nZ01,周一至周五 9:00-17:00；节假日休息\nZ02,Mo-Fr 09:00-12:00\nZ03,请来电\n\
        Z04,9:00-17:00\nZ05,周一 9:00-12:00 周一 11:00-13:00\nZ06,\n";
    let mapping = r#"{"fields": {"id": {"column": "站点编号"}, "hours": {"column": "开放时间", "on_error": "reject"}}}"#;
    let mapping = Mapping::from_json(mapping).unwrap();
    let reading = read::<Station>(&RawTable::from_csv(csv.as_bytes()).unwrap(), &mapping).unwrap();
    assert_eq!((reading.records.len(), reading.rows_rejected), (6, 0));
    let known: Vec<bool> = reading.records.iter().map(|station| station.hours.is_some()).collect();
    assert_eq!(known, [true, true, false, false, false, false]);
    let found: Vec<_> = reading.findings.iter().map(|one| (one.row, one.code, one.effect)).collect();
    assert_eq!(
        found,
        [
            (3, "opening_hours.format", Effect::Cell),
            (4, "opening_hours.no_days", Effect::Cell),
            (5, "opening_hours.conflict", Effect::Cell),
        ]
    );

    let mut cells = RawTable::new(vec!["hours".into()]).unwrap();
    for cell in [Cell::Unreadable, Cell::Decimal(f64::NAN)] {
        cells.push(vec![cell]).unwrap();
    }
    let reading = read::<Station>(&cells, &Mapping::default()).unwrap();
    assert_eq!((reading.records.len(), reading.findings.len(), reading.rows_rejected), (2, 2, 0));
}
