//! Work on several threads, with progress (并行与进度).

use std::ops::ControlFlow;

use super::MatchingError;
pub use crate::threads::Threads;

/// Who is told how far long work is, and may stop it.
///
/// ```
/// use std::ops::ControlFlow;
/// use doorstep::matching::Progress;
/// let mut shown = 0;
/// let mut bar = |done: usize, all: usize| {
///     shown = 100 * done / all.max(1);
///     ControlFlow::Continue(())
/// };
/// assert!(bar.report(3, 4).is_continue());
/// assert_eq!(shown, 75);
/// ```
pub trait Progress {
    /// `done` of `all` items are done; `Break` stops the work. Called on the thread that asked for the work.
    fn report(&mut self, done: usize, all: usize) -> ControlFlow<()>;
}

impl<F: FnMut(usize, usize) -> ControlFlow<()>> Progress for F {
    fn report(&mut self, done: usize, all: usize) -> ControlFlow<()> {
        self(done, all)
    }
}

/// Nobody is told, and nothing stops.
impl Progress for () {
    fn report(&mut self, _done: usize, _all: usize) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Threads {
    /// So many threads of a pool of their own, which nothing else of the process shares; 0 for as many as the machine
    /// runs at once.
    ///
    /// # Errors
    /// `matching.threads` if the system gives none.
    #[cfg(feature = "parallel")]
    pub fn new(count: usize) -> Result<Self, MatchingError> {
        Self::build(count).map_err(|error| MatchingError::new(super::MatchingCode::Threads, error))
    }

    /// [`Threads::map`] over groups of items in stretches, between which `progress` hears how many items are done.
    ///
    /// # Errors
    /// `matching.stopped`.
    pub(crate) fn map_groups<T: Send, R: Send>(
        &self,
        groups: Vec<(usize, T)>,
        progress: &mut dyn Progress,
        work: impl Fn(T) -> R + Sync,
    ) -> Result<Vec<R>, MatchingError> {
        let all = groups.iter().map(|(count, _)| count).sum();
        // Many groups for each thread, so that none waits long for the last.
        let stretch = self.count().saturating_mul(16);
        let mut results = Vec::with_capacity(groups.len());
        let (mut done, mut groups) = (0, groups.into_iter());
        while groups.len() > 0 {
            let now: Vec<(usize, T)> = groups.by_ref().take(stretch).collect();
            done += now.iter().map(|(count, _)| count).sum::<usize>();
            results.extend(self.map(now, |(_, group)| work(group)));
            if progress.report(done, all).is_break() {
                return Err(MatchingError::stopped(done, Some(all)));
            }
        }
        Ok(results)
    }
}
