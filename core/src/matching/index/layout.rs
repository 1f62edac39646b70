//! The order of posts in blocks: like occupations and like places together.

use super::block::BLOCK;
use crate::place::EARTH_RADIUS_M;

/// Into how many groups of like occupations posts are divided at most, before places divide them.
const GROUPS: usize = 80;
/// Posts in a group at least, as a number of blocks.
const GROUP_BLOCKS: usize = 8;
/// A block of places within this many radii of the Earth, a kilometre and a half, is divided by occupation.
const NARROW: f64 = 1_500.0 / EARTH_RADIUS_M;

/// What decides where a post stands.
pub(super) struct Key {
    /// The likeliest occupation.
    pub(super) code: u32,
    /// Its place among all posts by id.
    pub(super) number: u32,
    /// On the unit sphere; no number without a place.
    pub(super) place: [f64; 3],
    /// Where its facts lie.
    pub(super) from: usize,
}

/// Arranges posts by groups of neighbouring occupation codes, a group by halves of its places, and what lies close
/// together by occupation again. Any order gives the same results; this one lets most blocks be passed over.
pub(super) fn arrange(posts: &mut [Key]) {
    posts.sort_unstable_by_key(|post| (post.code, post.number));
    let size = posts.len().div_ceil(GROUPS).next_multiple_of(BLOCK).max(GROUP_BLOCKS * BLOCK);
    posts.chunks_mut(size).for_each(divide);
}

/// Halves posts until a block is left.
fn divide(posts: &mut [Key]) {
    let mut open = vec![posts];
    while let Some(posts) = open.pop() {
        if posts.len() <= BLOCK {
            continue;
        }
        let middle = (posts.len() / 2).next_multiple_of(BLOCK).min(posts.len() - 1);
        let (axis, width) = widest(posts);
        if width <= NARROW {
            posts.select_nth_unstable_by_key(middle, |post| (post.code, post.number));
        } else {
            // No number stands behind all others.
            let along = |post: &Key| post.place.get(axis).copied().unwrap_or(f64::NAN);
            posts.select_nth_unstable_by(middle, |left, right| {
                along(left).total_cmp(&along(right)).then_with(|| left.number.cmp(&right.number))
            });
        }
        let (before, after) = posts.split_at_mut(middle);
        open.extend([before, after]);
    }
}

/// The axis along which places lie farthest apart, and how far.
fn widest(posts: &[Key]) -> (usize, f64) {
    let start = [(f64::INFINITY, f64::NEG_INFINITY); 3];
    let ends = posts.iter().fold(start, |mut ends, post| {
        for ((least, most), part) in ends.iter_mut().zip(post.place) {
            // What is no number is neither.
            *least = least.min(part);
            *most = most.max(part);
        }
        ends
    });
    let widths = ends.map(|(least, most)| (most - least).max(0.0));
    (0..).zip(widths).fold((0, 0.0), |widest, axis| if axis.1 > widest.1 { axis } else { widest })
}
