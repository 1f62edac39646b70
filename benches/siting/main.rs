//! Siting: one question to a file of pairs, made-up towns, growth.
//!
//! ```text
//! siting town DEMAND CANDIDATES SIDE_KM REACH_M FILE    a town from a seed, pairs within a reach, as FILE
//! siting solve FILE MODEL [NAME=NUMBER ...]             objective, bound, gap, time, chosen sites: a name and a tab in each line
//! siting growth [CASE ...]                              a process for each size
//! ```
//!
//! `MODEL` is `mclp`, `lscp`, `p-median` or `p-center`; names are `count`, `reach`, `beyond`, `gap-ppm`, `steps`, `nodes`,
//! `mandatory` and `existing` (candidates with commas between), and `budget` with `costs` (of each candidate, with commas
//! between). `town.rs` tells what a file holds.

mod growth;
mod town;

use std::path::Path;
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use doorstep::circle::siting::{Answer, Choice, Effort, Model, Siting, Standing, site};
use doorstep_benches::process::{peak_kib, thread_s};

use crate::town::Town;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["town", demand, candidates, side_km, reach_m, file] => {
            Town::made_up(demand.parse()?, candidates.parse()?, side_km.parse()?, reach_m.parse()?)?
                .write(Path::new(file))
        }
        ["solve", file, model, options @ ..] => solve(Path::new(file), model, options),
        ["growth", cases @ ..] => growth::run(cases),
        ["growth-of", case] => growth::one(case),
        _ => bail!("siting town, solve or growth; see main.rs"),
    }
}

/// Options as `name=number`.
struct Options<'a>(&'a [&'a str]);

impl Options<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
    }

    fn get<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
        &self,
        name: &str,
    ) -> Result<Option<T>> {
        self.text(name).map(|text| text.parse().with_context(|| format!("{name}={text}"))).transpose()
    }

    fn needed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(&self, name: &str) -> Result<T> {
        self.get(name)?.with_context(|| format!("{name}= is missing"))
    }

    fn stand(&self, name: &str, standing: Standing, all: &mut [Standing]) -> Result<()> {
        for place in self.text(name).unwrap_or_default().split(',').filter(|place| !place.is_empty()) {
            *all.get_mut(place.parse::<usize>()?).with_context(|| format!("no candidate {place}"))? =
                standing;
        }
        Ok(())
    }
}

fn solve(file: &Path, model: &str, options: &[&str]) -> Result<()> {
    let options = Options(options);
    let Town { people, demand, candidate, cost, candidates } = Town::read(file)?;
    let choice = |options: &Options<'_>| match options.get("budget")? {
        Some(budget) => {
            let costs = options.text("costs").unwrap_or_default().split(',').map(str::parse);
            let costs = costs.collect::<Result<_, _>>().context("costs=")?;
            Ok(Choice::Budget { costs, budget, at_most: options.get("count")? })
        }
        None => options.needed("count").map(Choice::Count),
    };
    let (model, choice) = match model {
        "mclp" => (Model::MaxCovering { reach: options.needed("reach")? }, choice(&options)?),
        "lscp" => (Model::SetCovering { reach: options.needed("reach")? }, Choice::Needed),
        "p-median" => (Model::Median { beyond: options.get("beyond")? }, choice(&options)?),
        "p-center" => (Model::Center, choice(&options)?),
        _ => bail!("unknown model {model}"),
    };
    let effort = Effort {
        steps_max: options.get("steps")?.unwrap_or(Effort::default().steps_max),
        nodes_max: options.get("nodes")?.unwrap_or(Effort::default().nodes_max),
        gap_ppm: options.get("gap-ppm")?.unwrap_or(0),
    };
    let mut standing = vec![Standing::Open; candidates];
    options.stand("mandatory", Standing::Mandatory, &mut standing)?;
    options.stand("existing", Standing::Existing, &mut standing)?;
    let (start, used) = (Instant::now(), thread_s());
    let relation = town::relation(people.len(), candidates, &demand, &candidate, &cost)?;
    drop((demand, candidate, cost));
    println!("table_s\t{:.3}", start.elapsed().as_secs_f64());
    let (start, table_used) = (Instant::now(), thread_s() - used);
    let room = [];
    let question = Siting {
        model,
        people: &people,
        relation: &relation,
        standing: &standing,
        room: &room,
        choice,
        effort,
    };
    let answer = site(&question)?.answer;
    println!(
        "seconds\t{:.4}\nprocessor_s\t{:.4}",
        start.elapsed().as_secs_f64(),
        thread_s() - used - table_used
    );
    match answer {
        Answer::Plan(plan) => {
            println!("objective\t{}\nbound\t{}\ngap_ppm\t{}", plan.objective, plan.bound, plan.gap_ppm);
            println!("steps\t{}\nnodes\t{}", plan.steps, plan.nodes);
            let unserved = plan.served_by.iter().filter(|site| site.is_none()).count();
            let sites: Vec<String> = plan.sites.iter().map(|site| site.candidate.to_string()).collect();
            println!("unserved\t{unserved}\nsites\t{}\nchosen\t{}", sites.len(), sites.join(" "));
        }
        Answer::Infeasible(why) => {
            println!("infeasible\t{}\nproven\t{}", why.demand.len(), u8::from(why.is_proven));
        }
    }
    println!("peak_mib\t{:.0}", peak_kib() / 1024.0);
    Ok(())
}
