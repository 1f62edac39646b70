//! Street networks: speed over a made-up city, growth, people and stations by the million, Jinan.
//!
//! ```text
//! streets speed DIR [SIDE HOMES STATIONS]     answers and times, for measure.py
//! streets growth [SIDE ...]                   a process for each size
//! streets people SIDE HOMES STATIONS          from network to scores
//! streets matching [SIDE POSTS PEOPLE]        a question to the matcher, with streets and without
//! streets jinan DATA DIR                      40 stations in Jinan, and a picture
//! streets at-nodes STREETS KMH MINUTES DIR    answers for reference_pandana.py
//! streets circles STREETS KMH LIMIT_M DIR     isochrones for reference_valhalla.py and helsinki.py
//! streets nearest STREETS KMH DIR             nearest stations for all of them
//! ```

mod beside;
mod city;
mod growth;
mod jinan;
mod matching;
mod speed;

use std::path::Path;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let text = |place: usize| args.get(place).map(String::as_str);
    let number = |place: usize, default: u32| -> Result<u32> {
        text(place).map_or(Ok(default), |text| text.parse().with_context(|| format!("{text} is no number")))
    };
    let decimal = |place: usize| -> Result<f64> { Ok(text(place).context("a number is missing")?.parse()?) };
    let path = |place: usize| text(place).map(Path::new).context("a folder is missing");
    match text(0) {
        Some("speed") => {
            let (homes, stations) = (number(3, 50_000)?, number(4, 200)?);
            speed::run(path(1)?, number(2, 450)?, homes as usize, stations as usize)
        }
        Some("growth") => growth::run(args.get(1..).unwrap_or_default()),
        Some("growth-of") => growth::one(number(1, 450)?),
        Some("people") => {
            growth::people(number(1, 2_470)?, number(2, 1_000_000)? as usize, number(3, 2_000)? as usize)
        }
        Some("matching") => {
            matching::run(number(1, 450)?, number(2, 200_000)?.into(), number(3, 500)?.into())
        }
        Some("jinan") => jinan::run(path(1)?, path(2)?),
        Some("at-nodes") => beside::at_nodes(path(1)?, decimal(2)?, decimal(3)?, path(4)?),
        Some("circles") => beside::circles(path(1)?, decimal(2)?, decimal(3)?, path(4)?),
        Some("nearest") => beside::nearest(path(1)?, decimal(2)?, path(3)?),
        _ => bail!("streets speed | growth | people | matching | jinan | at-nodes | circles | nearest"),
    }
}
