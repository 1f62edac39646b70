//! The command line: one command, then `--name`, `--name value` or `--name=value`.

use anyhow::{Context, Result, bail};

/// The arguments that nobody has taken yet.
pub(crate) struct Args {
    left: Vec<String>,
}

impl Args {
    pub(crate) fn from_env() -> Self {
        Self { left: std::env::args().skip(1).collect() }
    }

    /// The first argument; `help` if there is none.
    pub(crate) fn command(&mut self) -> String {
        if self.left.is_empty() { "help".to_owned() } else { self.left.remove(0) }
    }

    /// Whether `--name` was given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.left.len();
        self.left.retain(|arg| arg.strip_prefix("--") != Some(name));
        self.left.len() < before
    }

    /// The value of `--name`, if given.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let option = format!("--{name}");
        let joined = format!("--{name}=");
        let Some(at) = self.left.iter().position(|arg| *arg == option || arg.starts_with(&joined)) else {
            return Ok(None);
        };
        let found = self.left.remove(at);
        if let Some(value) = found.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        let value = (at < self.left.len()).then(|| self.left.remove(at));
        value.map(Some).with_context(|| format!("{option} needs a value"))
    }

    /// The words of `--name a,b`; none if it was not given.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let value = self.value(name)?.unwrap_or_default();
        Ok(value.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Result<()> {
        if !self.left.is_empty() {
            bail!("not understood: {}", self.left.join(" "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args { left: line.split_whitespace().map(str::to_owned).collect() }
    }

    #[test]
    fn takes_options_in_any_order() {
        let mut given = args("test --list --only=fmt,rust --skip docs");
        assert_eq!(given.command(), "test");
        assert_eq!(given.list("skip").unwrap(), ["docs"]);
        assert_eq!(given.list("only").unwrap(), ["fmt", "rust"]);
        assert!(given.flag("list") && !given.flag("list"));
        given.finish().unwrap();
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(args("--onyl fmt").finish().is_err());
        assert!(args("--data").value("data").is_err(), "no value");
    }
}
