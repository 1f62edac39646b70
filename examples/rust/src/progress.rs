//! Progress on standard error, one line for each step.

use std::fmt;
use std::time::Instant;

/// Prints what each step did and how long it took. The times go nowhere else: results hold nothing of the clock.
pub(crate) struct Progress {
    step_began: Instant,
    began: Instant,
}

impl Progress {
    /// Starts the first step.
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self { step_began: now, began: now }
    }

    /// Ends a step, and starts the next one.
    pub(crate) fn done(&mut self, zh: &str, en: &str, what: impl fmt::Display) {
        let ms = self.step_began.elapsed().as_millis();
        eprintln!("{ms:>7} ms  {zh} {en}: {what}");
        self.step_began = Instant::now();
    }

    /// Ends the whole.
    pub(crate) fn finish(&self, what: impl fmt::Display) {
        eprintln!("{:>7} ms  {what}", self.began.elapsed().as_millis());
    }
}
