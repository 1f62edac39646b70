//! doorstep beside what one would use instead.

use anyhow::Result;

use crate::args::Args;
use crate::project::Project;
use crate::python::Venv;

/// What `benches/topk/run.py` takes.
const OPTIONS: [&str; 9] =
    ["sizes", "ways", "k", "seed", "runs", "budget", "timeout", "numpy-pairs", "peer-sizes"];

/// Runs `benches/topk` with the wheel as a user gets it; the report lies in `target/bench` afterwards.
pub(crate) fn run(project: &Project, mut args: Args) -> Result<()> {
    let mut given = Vec::new();
    for name in OPTIONS {
        given.extend(args.value(name)?.map(|value| format!("--{name}={value}")));
    }
    if let Some(folder) = args.value("peers")? {
        // The folder is named from where the user stands, which need not be the root.
        given.push(format!("--peers={}", std::path::absolute(folder)?.display()));
    }
    args.finish()?;
    let venv = Venv::ready(project, &project.target.join("bench-venv"), "benches/topk/requirements.txt")?;
    venv.install(project)?;
    let out = project.target.join("bench");
    venv.script(&project.path("benches/topk/run.py")).arg("--out").arg(out).args(given).run()
}
