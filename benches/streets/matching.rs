//! What it costs a question to the matcher that ways are measured on streets.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use doorstep::matching::{MatchOptions, Matcher, Measured, Threads};
use doorstep::place::Snapping;
use doorstep::{AnyCoordinate, Seeker, TravelMode};
use doorstep_benches::market::Market;
use doorstep_benches::process::held_kib;

use crate::city::City;

const K: usize = 10;

/// A place of the market, 60 km wide, in the city, half as wide.
fn into_city(place: Option<AnyCoordinate>) -> Option<AnyCoordinate> {
    let place = place?;
    let (lon, lat) = (117.0 + (place.lon() - 116.8) / 2.0, 36.6 + (place.lat() - 36.3) / 2.0);
    AnyCoordinate::new(lon, lat, place.system()).ok()
}

/// Posts and people of the market in the city, with the streets and without.
pub(crate) fn run(side: u32, posts: u64, people: u64) -> Result<()> {
    let market = Market::new(1)?;
    let mut posts = market.posts(0..posts);
    posts.iter_mut().for_each(|post| post.place = into_city(post.place));
    let mut people = market.seekers(0..people);
    for person in &mut people {
        person.place = into_city(person.place);
        (person.travel_mode, person.travel_min_max) = (Some(TravelMode::Walk), None);
    }
    let network = Arc::new(City::new(side, 0, 0)?.network()?);
    println!("nodes\t{}\nstreets\t{}", network.nodes(), network.streets());
    let plain =
        Matcher::new(posts, MatchOptions { today: Some(Market::today()), ..MatchOptions::default() })?;
    println!("question\tlimit min\tp50 ms\tp99 ms\tmean ms\tposts measured on streets");
    told("straight lines", &plain, &mut people);
    let (before, start) = (held_kib(), Instant::now());
    let on_streets = plain.with_network(network, &Snapping::default(), &Threads::one())?;
    let taken_s = start.elapsed().as_secs_f64();
    told("streets", &on_streets, &mut people);
    println!("posts brought to streets s\t{taken_s:.2}\nMiB more\t{:.0}", (held_kib() - before) / 1024.0);
    Ok(())
}

fn told(name: &str, matcher: &Matcher, people: &mut [Seeker]) {
    for limit in [Some(15), Some(30), Some(60), None] {
        people.iter_mut().for_each(|person| person.travel_min_max = limit);
        // Columns, and what else is made when it is first asked for.
        people.iter().take(20).for_each(|person| drop(matcher.recommend(person, K)));
        let (mut times, mut measured) = (Vec::with_capacity(people.len()), 0);
        for person in &*people {
            let start = Instant::now();
            let found = matcher.recommend(person, K);
            times.push(start.elapsed().as_secs_f64() * 1e3);
            measured += found.iter().filter(|one| one.measured == Some(Measured::Network)).count();
        }
        let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
        times.sort_by(f64::total_cmp);
        let share = |permille: usize| times.get(times.len() * permille / 1_000).copied().unwrap_or_default();
        let limit = limit.map_or("none".to_owned(), |limit| limit.to_string());
        println!("{name}\t{limit}\t{:.2}\t{:.2}\t{mean:.2}\t{measured}", share(500), share(990));
    }
}
