//! Figures of one size, as a line of a table.

use std::fmt::Write as _;

/// Figures by name, in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Row(Vec<(&'static str, f64)>);

impl Row {
    pub(crate) fn add(&mut self, name: &'static str, value: f64) {
        self.0.push((name, value));
    }

    /// A line `name<TAB>value` for each figure.
    pub(crate) fn lines(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, (name, value)| {
            let _infallible = writeln!(text, "{name}\t{value}");
            text
        })
    }
}

/// The heading and the line of a table, from lines of [`Row::lines`].
pub(crate) fn joined(lines: &str) -> (String, String) {
    let (names, values): (Vec<&str>, Vec<&str>) =
        lines.lines().filter_map(|line| line.split_once('\t')).unzip();
    (names.join("\t"), values.join("\t"))
}

/// The figure of a name.
pub(crate) fn value(lines: &str, name: &str) -> f64 {
    let found = lines.lines().filter_map(|line| line.split_once('\t')).find(|(one, _)| *one == name);
    found.and_then(|(_, value)| value.parse().ok()).unwrap_or(f64::NAN)
}
