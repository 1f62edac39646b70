//! The threads that work is shared among (线程).

/// The threads that work is shared among (线程). Results are the same whatever their number.
///
/// Without the feature `parallel`, as in the browser, all work is done on the thread that asks.
#[derive(Debug, Clone, Default)]
pub struct Threads {
    #[cfg(feature = "parallel")]
    pool: Option<std::sync::Arc<rayon::ThreadPool>>,
}

impl Threads {
    /// The thread that asks, alone.
    pub fn one() -> Self {
        Self::default()
    }

    /// A pool of so many threads, which nothing else of the process shares; 0 for as many as the machine runs at once.
    #[cfg(feature = "parallel")]
    pub(crate) fn build(count: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        if count == 1 {
            return Ok(Self::one());
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build()?;
        Ok(Self { pool: Some(std::sync::Arc::new(pool)) })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        #[cfg(feature = "parallel")]
        if let Some(pool) = &self.pool {
            return pool.current_num_threads();
        }
        1
    }

    /// Calls `work` for every item; results are in order.
    pub(crate) fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        #[cfg(feature = "parallel")]
        if let Some(pool) = self.pool.as_ref().filter(|_| items.len() > 1) {
            use rayon::prelude::*;
            return pool.install(|| items.into_par_iter().map(&work).collect());
        }
        items.into_iter().map(work).collect()
    }

    /// [`Self::map`] with room that one item after another uses again, such as arrays over all nodes of a network; what is
    /// left in it must not change a result.
    pub(crate) fn map_with<T: Send, R: Send, Room: Default + Send>(
        &self,
        items: Vec<T>,
        work: impl Fn(&mut Room, T) -> R + Sync,
    ) -> Vec<R> {
        let rooms = std::sync::Mutex::new(Vec::new());
        self.map(items, |item| {
            let free = rooms.lock().ok().and_then(|mut rooms| rooms.pop());
            let mut room = free.unwrap_or_default();
            let result = work(&mut room, item);
            if let Ok(mut rooms) = rooms.lock() {
                rooms.push(room);
            }
            result
        })
    }
}
