//! What is measured: coverage of 20,000 residents by 200 stations, on one thread, straight lines; the nearest station of
//! each, and all pairs within 5 km. Input: [`doorstep_benches::place_rows`] with seeds 3 and 4. Beside coverage the plain
//! way: every station for every resident.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use criterion::{Criterion, criterion_group, criterion_main};
use doorstep::circle::{
    Answer, ResidentPoint, Standard, StationPoint, StraightLines, coverage, covers, nearest_by_distance,
};
use doorstep::matching::Threads;
use doorstep::{AnyCoordinate, Resident, Station};
use doorstep_benches::{place_rows, records};

fn benches(criterion: &mut Criterion) {
    let residents: Vec<Resident> = records(&place_rows(20_000, 3)).unwrap();
    let stations: Vec<Station> = records(&place_rows(200, 4)).unwrap();
    let standard = Standard::default();
    let people: Vec<ResidentPoint<'_>> = residents
        .iter()
        .map(|one| ResidentPoint {
            id: &one.id,
            place: one.place,
            class: one.area_class,
            region: None,
            weight: 1,
        })
        .collect();
    let points: Vec<StationPoint<'_>> = stations
        .iter()
        .map(|one| StationPoint { id: &one.id, place: one.place.unwrap(), class: one.area_class })
        .collect();
    let plain = || {
        let covered = |person: &&ResidentPoint<'_>| {
            let place = person.place.unwrap();
            points.iter().any(|point| covers(point.place, place, person.class, &standard) == Answer::Covered)
        };
        people.iter().filter(covered).count() as u64
    };
    assert_eq!(coverage(&people, &points, &standard).unwrap().total.covered, plain());
    let mut group = criterion.benchmark_group("circle");
    group.sample_size(10);
    group.bench_function("coverage/20000x200/doorstep", |bencher| {
        bencher.iter(|| coverage(&people, &points, &standard).unwrap());
    });
    group.bench_function("coverage/20000x200/plain", |bencher| bencher.iter(plain));
    let homes: Vec<AnyCoordinate> = residents.iter().map(|one| one.place.unwrap()).collect();
    let places: Vec<AnyCoordinate> = stations.iter().map(|one| one.place.unwrap()).collect();
    group.bench_function("nearest/20000x200/doorstep", |bencher| {
        bencher.iter(|| nearest_by_distance(&homes, &places, &Threads::one()));
    });
    group.bench_function("pairs/20000x200/doorstep", |bencher| {
        bencher.iter(|| StraightLines::new(&homes, &places, 5_000.0).pairs(&Threads::one()));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
