//! The command line.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::failure::Failure;

/// The day on which the demonstration takes place unless `--today` says another: the sample's posts and groups are
/// dated around it. There is no clock, so that two runs give the same bytes.
pub(crate) const TODAY: &str = "2026-11-22";

/// What `--help` prints.
pub(crate) const USAGE: &str = "\
usage: doorstep-demo --out DIR [--data DIR] [--today YYYY-MM-DD]

  --out DIR    where the tables, the GeoJSON and index.html are written
  --data DIR   real posts and streets: jobs_jinan_in_road_network.csv, jinan_nodes.csv, jinan_edges.csv;
               without it the sample county that comes with the project
  --today DAY  the day of asking (2026-11-22 if not given; no clock is read)";

/// What the user asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    /// Where the results go.
    pub out: PathBuf,
    /// The folder of real posts and streets, if any.
    pub data: Option<PathBuf>,
    /// The day of asking.
    pub today: NaiveDate,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let (mut out, mut data, mut today) = (None, None, TODAY.to_owned());
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| Failure::new(format!("{name} needs a value")));
            match name.as_str() {
                "--out" => out = Some(PathBuf::from(value()?)),
                "--data" => data = Some(PathBuf::from(value()?)),
                "--today" => today = value()?,
                _ => return Err(Failure::new(format!("unknown argument `{name}`\n\n{USAGE}"))),
            }
        }
        let out = out.ok_or_else(|| Failure::new(format!("--out is missing\n\n{USAGE}")))?;
        let today =
            today.parse().map_err(|_| Failure::new(format!("--today: `{today}` is not YYYY-MM-DD")))?;
        Ok(Self { out, data, today })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_command_line() {
        let parse = |line: &str| Arguments::parse(line.split_whitespace().map(str::to_owned));
        let full = parse("--data d --out o --today 2027-01-02").unwrap();
        assert_eq!((full.out, full.data), (PathBuf::from("o"), Some(PathBuf::from("d"))));
        assert_eq!(full.today.to_string(), "2027-01-02");
        assert_eq!(parse("--out o").unwrap().today.to_string(), TODAY);
        for bad in ["", "--out", "--out o --today tomorrow", "--out o --colour red"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
