//! `cargo xtask`: the only tool that a newcomer needs.
//!
//! `cargo xtask test` passes everything and `cargo xtask demo` runs the main job; `cargo xtask help` lists the rest. What
//! a step needs it installs into the project folder (`.venv`, `node_modules`) or into the user's cache, and says plainly
//! what it could not do.

mod args;
mod bench;
mod browser;
mod command;
mod debian;
mod demo;
mod npm;
mod order;
mod planted;
mod postgres;
mod project;
mod python;
mod rust;
mod schema;
mod source;
mod steps;
mod typescript;
mod wasm;

use std::process::ExitCode;

use crate::args::Args;
use crate::project::Project;
use crate::steps::Step;

const HELP: &str = "\
cargo xtask test [--only a,b] [--skip a,b] [--list]   everything that must pass, step by step
cargo xtask demo [--data DIR]                         the main job on the shipped sample, or on the tables in DIR
cargo xtask bench [--sizes 2000x2000,..] [--ways a,b] [--peers DIR]
                                                      top-k matching beside its peers, into target/bench
cargo xtask bench --growth [--max-seekers N] [--max-posts N]
                                                      how its time and memory grow, into target/bench
cargo xtask bench --streets                           searches on streets: growth, and beside scipy and numba
cargo xtask bench --siting                            where to build: growth, and beside scipy and spopt (PYTHON: a Python 3.12)
cargo xtask bench --ledger [--peers DIR] [--dsn URL] [--events N]  vouchers on this disk: speed beside its peers, and growth
cargo xtask bench --streets-references [--data DIR]   the same answers as pandana and Valhalla? (PYTHON: a Python 3.12)
cargo xtask planted [--only words,..]                 puts known bugs in, one by one, and sees that the tests find them
cargo xtask order                                     the core's modules against their order of dependence
cargo xtask schema [--check]                          write docs/schema and the TypeScript types, or compare with them
cargo xtask wasm                                      make wasm32 buildable, then lint the crates that run there
cargo xtask wheel                                     build the Python wheel into target/wheels
cargo xtask npm                                       build the npm package into bindings-wasm/pkg
cargo xtask help                                      this text
";

/// The steps of `cargo xtask test`, in order: what is cheap and fails often comes first.
const TEST: &[Step] = &[
    Step { name: "fmt", about: "the code has one format", run: rust::fmt },
    Step { name: "order", about: "the core's modules depend one way", run: order::step },
    Step { name: "clippy", about: "lints, warnings denied", run: rust::clippy },
    Step { name: "docs", about: "the documentation builds, warnings denied", run: rust::docs },
    Step { name: "rust", about: "Rust tests and documentation examples", run: rust::test },
    Step {
        name: "schema",
        about: "docs/schema and the TypeScript types are those of the core",
        run: schema::check,
    },
    Step { name: "wasm", about: "core and binding compile for wasm32, lints", run: wasm::lint },
    Step {
        name: "python",
        about: "the built wheel under pytest, its types under mypy; proofs",
        run: python::test,
    },
    Step { name: "npm", about: "the built package under Node, its types under tsc", run: npm::test },
    Step { name: "browser", about: "the built package in headless Chromium", run: browser::test },
];

fn main() -> ExitCode {
    match dispatch() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs the named command; the answer is whether all its steps passed.
fn dispatch() -> anyhow::Result<bool> {
    let mut args = Args::from_env();
    let project = Project::find()?;
    let command = args.command();
    let one = |name, run| steps::run(&project, &[Step { name, about: "", run }]);
    match command.as_str() {
        "test" => {
            let (only, skip) = (args.list("only")?, args.list("skip")?);
            let list = args.flag("list");
            args.finish()?;
            let chosen = steps::choose(TEST, &only, &skip)?;
            if list {
                chosen.iter().for_each(|step| println!("{:10}{}", step.name, step.about));
                return Ok(true);
            }
            steps::run_and_keep(&project, &chosen, "test")
        }
        "demo" => {
            let data = args.value("data")?;
            args.finish()?;
            demo::run(&project, data.as_deref()).map(|()| true)
        }
        "bench" => bench::run(&project, args).map(|()| true),
        "schema" => {
            let check = args.flag("check");
            args.finish()?;
            one("schema", if check { schema::check } else { schema::write })
        }
        "planted" => {
            let words = args.list("only")?;
            args.finish()?;
            planted::run(&project, &words)
        }
        "order" => args.finish().and_then(|()| one("order", order::step)),
        "wasm" => args.finish().and_then(|()| one("wasm", wasm::lint)),
        "wheel" => args.finish().and_then(|()| one("wheel", python::wheel)),
        "npm" => args.finish().and_then(|()| one("npm", npm::package)),
        "help" => {
            print!("{HELP}");
            Ok(true)
        }
        other => anyhow::bail!("no command `{other}`; there is:\n{HELP}"),
    }
}
