//! The order of posts in blocks: like occupations and like places together.

use super::block::BLOCK;

/// Into how many groups of like occupations posts are divided at most, before places divide them.
const GROUPS: usize = 80;
/// Posts in a group at least, as a number of blocks.
const GROUP_BLOCKS: usize = 8;
/// A block of places within this many degrees, about a kilometre and a half, is divided by occupation.
const NARROW_DEG: f64 = 0.014;

/// What decides where a post stands.
pub(super) struct Key {
    /// The likeliest occupation.
    pub(super) code: u32,
    /// Its place among all posts by id.
    pub(super) number: u32,
    /// Longitude and latitude; infinite without a place.
    pub(super) place: [f64; 2],
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
        let [width, height] = extent(posts);
        let middle = (posts.len() / 2).next_multiple_of(BLOCK).min(posts.len() - 1);
        if width.max(height) <= NARROW_DEG {
            posts.select_nth_unstable_by_key(middle, |post| (post.code, post.number));
        } else {
            let axis = usize::from(width <= height);
            let along = |post: &Key| post.place.get(axis).copied().unwrap_or(f64::INFINITY);
            posts.select_nth_unstable_by(middle, |left, right| {
                along(left).total_cmp(&along(right)).then_with(|| left.number.cmp(&right.number))
            });
        }
        let (before, after) = posts.split_at_mut(middle);
        open.extend([before, after]);
    }
}

/// How far places lie apart, east and north, in degrees. Who has no place stands at the end of both axes.
fn extent(posts: &[Key]) -> [f64; 2] {
    let start = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    let ends = posts.iter().filter(|post| post.place[0].is_finite()).fold(start, |mut ends, post| {
        for ((least, most), part) in ends.iter_mut().zip(post.place) {
            *least = least.min(part);
            *most = most.max(part);
        }
        ends
    });
    ends.map(|(least, most)| (most - least).max(0.0))
}
