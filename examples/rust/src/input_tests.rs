//! Each mapping reads its file, and nothing is lost: records and rejected rows are all rows.

use std::collections::BTreeMap;
use std::path::Path;

use doorstep::table::Effect::{Cell, Row};
use doorstep::table::{Effect, Record};
use doorstep::{Post, Resident, Seeker, Station};

use super::*;

/// Findings by effect and code.
type Findings<'a> = &'a [(Effect, &'a str, usize)];

#[track_caller]
fn check<T: Record>(path: &Path, mapping: &str, read: usize, rejected: usize, by_code: Findings<'_>) {
    let table = read_csv::<T>(path, mapping).unwrap();
    let expected: BTreeMap<(Effect, &str), usize> =
        by_code.iter().map(|(effect, code, count)| ((*effect, *code), *count)).collect();
    assert_eq!(
        (table.reading.records.len(), table.reading.rows_rejected),
        (read, rejected),
        "{}",
        table.file
    );
    assert_eq!(table.reading.counts(), expected, "{}", table.file);
}

#[test]
fn the_sample_reads_with_its_dirt() {
    let data = |name: &str| examples_dir().join("data").join(name);
    let post_dirt = [
        (Row, "coordinate.latitude_out_of_range", 1),
        (Row, "credit_code.check_digit", 1),
        (Row, "education.unknown", 1),
        (Row, "value.duplicate", 1),
        (Row, "value.not_finite", 1),
        (Row, "wage.negative", 1),
        (Row, "wage.reversed", 1),
        (Cell, "coordinate.null_point", 1),
    ];
    check::<Post>(&data("posts.csv"), "sample_posts", 313, 7, &post_dirt);
    let seeker_dirt = [(Row, "resident_id.check_digit", 1), (Row, "value.not_a_date", 1)];
    check::<Seeker>(&data("seekers.csv"), "sample_seekers", 118, 2, &seeker_dirt);
    check::<Station>(&data("stations.csv"), "sample_stations", 14, 0, &[]);
    check::<Resident>(&data("residents.csv"), "sample_residents", 599, 1, &[(Row, "value.not_a_number", 1)]);
}

#[test]
fn the_four_tables_of_real_posts_read_with_one_mapping() {
    let Some(dir) = outside_data() else {
        println!("skipped: no data");
        return;
    };
    let tables: [(&str, usize, Findings<'_>); 4] = [
        ("jobs_jinan_in_road_network", 4742, &[]),
        ("jobs_guangdong_public_employment_service", 4762, &[(Cell, "coordinate.null_point", 81)]),
        ("jobs_gig", 1715, &[(Cell, "coordinate.null_point", 134)]),
        ("jobs_jiuyezaixian_national_platform", 1163, &[(Cell, "coordinate.null_point", 896)]),
    ];
    for (name, read, by_code) in tables {
        check::<Post>(&dir.join(format!("{name}.csv")), "job_posts_cn", read, 0, by_code);
    }
}
