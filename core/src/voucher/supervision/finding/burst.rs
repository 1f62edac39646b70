//! Stretches of time in which too much happens.

use std::collections::HashMap;
use std::ops::Range;

/// Items, sorted by time, in which some window holds too many different keys.
pub(super) struct Burst {
    /// The items of all such windows that touch one another.
    pub(super) items: Range<usize>,
    /// The most different keys in one window.
    pub(super) peak: usize,
}

/// Every window of `length` seconds (its end not included) that begins with an item and holds at least `least` different
/// keys; windows that share items are one burst. The items are sorted by time.
pub(super) fn bursts(items: &[(i64, usize)], length: i64, least: usize) -> Vec<Burst> {
    let mut found: Vec<Burst> = Vec::new();
    let mut inside: HashMap<usize, usize> = HashMap::new();
    let mut end = 0;
    for (start, (from, key)) in items.iter().enumerate() {
        while let Some((_, next)) = items.get(end).filter(|(time, _)| *time < from.saturating_add(length)) {
            *inside.entry(*next).or_default() += 1;
            end += 1;
        }
        let many = inside.len();
        if many >= least {
            match found.last_mut().filter(|burst| start < burst.items.end) {
                Some(burst) => {
                    burst.items.end = burst.items.end.max(end);
                    burst.peak = burst.peak.max(many);
                }
                None => found.push(Burst { items: start..end, peak: many }),
            }
        }
        if let Some(left) = inside.get_mut(key) {
            *left -= 1;
            if *left == 0 {
                inside.remove(key);
            }
        }
    }
    found
}
