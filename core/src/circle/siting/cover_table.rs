//! Rows of small numbers, and places in columns that may not be there.

/// Rows of small numbers, end to end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    first: Vec<u32>,
    items: Vec<u32>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self { first: vec![0], items: Vec::new() }
    }

    /// Adds to the row that [`Table::end`] will close.
    pub(super) fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    pub(super) fn end(&mut self) {
        self.first.push(self.items.len() as u32);
    }

    pub(super) fn len(&self) -> usize {
        self.first.len() - 1
    }

    pub(super) fn pairs(&self) -> usize {
        self.items.len()
    }

    pub(super) fn row(&self, row: u32) -> &[u32] {
        match self.first.get(row as usize..) {
            Some([start, end, ..]) => self.items.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.first.windows(2).map(|ends| match ends {
            [start, end] => self.items.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        })
    }

    /// The same pairs by item, of which there are so many; each row ascends.
    pub(super) fn turned(&self, items: usize) -> Self {
        let mut first = vec![0_u32; items + 1];
        for &item in &self.items {
            add(&mut first, item + 1, 1);
        }
        let mut sum = 0;
        for start in &mut first {
            sum += *start;
            *start = sum;
        }
        let mut next = first.clone();
        let mut turned = vec![0; self.items.len()];
        for (row, place) in self.rows().zip(0_u32..) {
            for &item in row {
                set(&mut turned, at(&next, item), place);
                add(&mut next, item, 1);
            }
        }
        Self { first, items: turned }
    }
}

pub(super) fn at<T: Copy + Default>(values: &[T], place: u32) -> T {
    values.get(place as usize).copied().unwrap_or_default()
}

pub(super) fn set<T>(values: &mut [T], place: u32, value: T) {
    if let Some(slot) = values.get_mut(place as usize) {
        *slot = value;
    }
}

pub(super) fn add<T: std::ops::AddAssign>(values: &mut [T], place: u32, more: T) {
    if let Some(slot) = values.get_mut(place as usize) {
        *slot += more;
    }
}
