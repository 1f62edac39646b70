//! Other programs, run so that one can see what is run.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A program with its arguments. It reads no standard input, and shows its output as it comes.
pub(crate) struct Command {
    line: String,
    inner: std::process::Command,
    quiet: bool,
}

impl Command {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut inner = std::process::Command::new(&program);
        inner.stdin(Stdio::null());
        let name = Path::new(&program).file_name().unwrap_or(program.as_ref());
        Self { line: name.to_string_lossy().into_owned(), inner, quiet: false }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&arg.as_ref().to_string_lossy());
        self.inner.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.inner.env(name, value.into());
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.inner.env_remove(name);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.inner.current_dir(dir);
        self
    }

    /// Does not show the command.
    pub(crate) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    fn show(&self) {
        if !self.quiet {
            println!("$ {}", self.line);
        }
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Result<()> {
        self.show();
        let status = self.inner.status().with_context(|| format!("cannot start `{}`", self.line))?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.line);
        }
        Ok(())
    }

    /// Runs it to its end, or stops it after `limit`.
    pub(crate) fn run_within(mut self, limit: Duration) -> Result<()> {
        self.show();
        let start = Instant::now();
        let mut child = self.inner.spawn().with_context(|| format!("cannot start `{}`", self.line))?;
        loop {
            if let Some(status) = child.try_wait()? {
                if !status.success() {
                    bail!("`{}` failed ({status})", self.line);
                }
                return Ok(());
            }
            if start.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                bail!("`{}` gave no answer within {} s", self.line, limit.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs it to its end and gives what it wrote to its standard output.
    pub(crate) fn read(mut self) -> Result<String> {
        self.show();
        let output = self.inner.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("cannot start `{}`", self.line))?;
        if !output.status.success() {
            bail!("`{}` failed ({})", self.line, output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// Whether it runs and succeeds, whatever it says.
    pub(crate) fn succeeds(mut self) -> bool {
        self.inner.stdout(Stdio::null()).stderr(Stdio::null());
        self.inner.status().is_ok_and(|status| status.success())
    }
}

/// Whether system packages can be installed.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && Command::new("id").arg("-u").quiet().read().is_ok_and(|id| id == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_and_a_wait_without_end_are_errors() {
        assert!(Command::new("cargo").arg("--version").quiet().read().unwrap().starts_with("cargo"));
        assert!(Command::new("no-such-program-of-this-name").quiet().run().is_err());
        if cfg!(unix) {
            assert!(Command::new("false").quiet().run().is_err());
            let start = Instant::now();
            assert!(Command::new("sleep").arg("30").quiet().run_within(Duration::from_millis(100)).is_err());
            assert!(start.elapsed() < Duration::from_secs(10));
        }
    }
}
