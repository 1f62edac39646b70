//! Writes the tables of columns and of codes and the page of the voucher machine into a folder: `cargo xtask schema` runs
//! it.

mod picture;
mod vouchers;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use doorstep::matching::Outcome;
use doorstep::table::{Field, Record};
use doorstep::wire::{Membership, ResidentAnswer, ServiceRow, codes};
use doorstep::{Post, Resident, Seeker, Station};

fn columns() -> String {
    let mut page = String::from(
        "# Columns of tables (列)\n\nAll are optional but those of services that are said to be needed. A mapping reads columns of other names; lists are Arrow lists, JSON \
         arrays or text cut at commas.\nMade from the code by `cargo xtask schema`.\n",
    );
    let mut table = |name: &str, zh: &str, fields: &[Field]| {
        let _ = write!(page, "\n## {name} ({zh})\n\n| column | kind | meaning | 中文 |\n|---|---|---|---|\n");
        for field in fields {
            let kind = serde_json::to_value(field.kind).unwrap_or_default();
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} |",
                field.name,
                kind.as_str().unwrap_or("?"),
                field.en,
                field.zh
            );
        }
    };
    table("Posts", "岗位", Post::FIELDS);
    table("Seekers", "求职者", Seeker::FIELDS);
    table("Stations", "服务站", Station::FIELDS);
    table("Residents", "居民", Resident::FIELDS);
    table("Answers for a roll-up", "覆盖结果", ResidentAnswer::FIELDS);
    table("Outcomes of an audit", "审计结果", Outcome::FIELDS);
    table("Memberships of an audit", "审计群体", Membership::FIELDS);
    table("Services for fees", "服务记录", ServiceRow::FIELDS);
    page
}

fn code_table() -> String {
    let mut page = String::from(
        "# Codes (代码)\n\nStable in every language. Errors and refusals name their area before the dot; refusals, constraints and \
         parts stand in\norder of precedence. Made from the code by `cargo xtask schema`.\n\n\
         | kind | code | meaning | 中文 |\n|---|---|---|---|\n",
    );
    for entry in codes() {
        let _ = writeln!(page, "| {} | `{}` | {} | {} |", entry.kind, entry.code, entry.en, entry.zh);
    }
    page
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: reference FOLDER");
        return ExitCode::from(2);
    };
    let (page, table) = match vouchers::page().and_then(|page| Ok((page, vouchers::table()?))) {
        Ok(made) => made,
        Err(error) => {
            eprintln!("vouchers.md: {error}");
            return ExitCode::FAILURE;
        }
    };
    for (name, page) in [
        ("columns.md", columns()),
        ("codes.md", code_table()),
        ("vouchers.md", page),
        ("vouchers.svg", picture::picture()),
        ("voucher-table.json", table),
    ] {
        if let Err(error) = std::fs::write(folder.join(name), page) {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
