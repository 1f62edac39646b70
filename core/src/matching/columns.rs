//! The columns of a matcher: made when first asked for, from those of before where posts stay as they were.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::index::{Former, PostIndex};

/// Columns that are made, or will be.
#[derive(Debug, Default)]
pub(super) struct Columns {
    made: OnceLock<Arc<PostIndex>>,
    /// What they are made from; given up then, so that no two are held for long.
    former: Mutex<Option<Former>>,
}

impl Columns {
    /// The columns; `make` is given those of before.
    pub(super) fn get(&self, make: impl FnOnce(Option<Former>) -> PostIndex) -> &Arc<PostIndex> {
        self.made.get_or_init(|| {
            let former = self.former.lock().unwrap_or_else(PoisonError::into_inner).take();
            Arc::new(make(former))
        })
    }

    /// Follows a change of the posts: `numbers` has for each post of before its place among those that result, none if it
    /// is gone or changed. Without them nothing stays.
    pub(super) fn follow(&mut self, numbers: Option<Vec<Option<u32>>>) {
        let former = self.former.get_mut().unwrap_or_else(PoisonError::into_inner);
        *former = match (numbers, self.made.take(), former.take()) {
            (Some(numbers), Some(columns), _) => Some(Former::new(columns, numbers)),
            (Some(numbers), None, former) => former.map(|former| former.moved(&numbers)),
            (None, ..) => None,
        };
    }
}

impl Clone for Columns {
    fn clone(&self) -> Self {
        let former = self.former.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { made: self.made.clone(), former: Mutex::new(former) }
    }
}
