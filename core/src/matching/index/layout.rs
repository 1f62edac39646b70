//! The order of posts in blocks: like occupations and like places together.

use super::PreparedPost;
use super::block::BLOCK;

/// Into how many groups of like occupations posts are divided at most, before places divide them.
const GROUPS: usize = 40;
/// Posts in a group at least, as a number of blocks.
const GROUP_BLOCKS: usize = 16;
/// A block of places within this many degrees, about a kilometre and a half, is divided by occupation.
const NARROW_DEG: f64 = 0.014;

/// Arranges posts by groups of neighbouring occupation codes, a group by halves of its places, and what lies close
/// together by occupation again. Any order gives the same results; this one lets most blocks be passed over.
pub(super) fn arrange(posts: &mut [(u32, &PreparedPost)]) {
    posts.sort_by_cached_key(|(number, post)| (code(post), *number));
    let size = posts.len().div_ceil(GROUPS).next_multiple_of(BLOCK).max(GROUP_BLOCKS * BLOCK);
    posts.chunks_mut(size).for_each(divide);
}

fn code(post: &PreparedPost) -> u32 {
    post.occupations.first().map_or(0, |(code, _)| code.padded().digits())
}

/// Halves posts until a block is left.
fn divide(posts: &mut [(u32, &PreparedPost)]) {
    let mut open = vec![posts];
    while let Some(posts) = open.pop() {
        if posts.len() <= BLOCK {
            continue;
        }
        let (width, height) = extent(posts);
        let middle = (posts.len() / 2).next_multiple_of(BLOCK).min(posts.len() - 1);
        // Who has no place stands at the end of every axis.
        let axis = |of: fn(&crate::model::AnyCoordinate) -> f64| {
            move |post: &PreparedPost| post.record.place.as_ref().map_or(f64::INFINITY, of)
        };
        if width.max(height) <= NARROW_DEG {
            posts.select_nth_unstable_by_key(middle, |(number, post)| (code(post), *number));
        } else {
            let of = if width > height { axis(|place| place.lon()) } else { axis(|place| place.lat()) };
            posts.select_nth_unstable_by(middle, |left, right| {
                of(left.1).total_cmp(&of(right.1)).then_with(|| left.0.cmp(&right.0))
            });
        }
        let (before, after) = posts.split_at_mut(middle);
        open.extend([before, after]);
    }
}

/// How far places lie apart, east and north, in degrees.
fn extent(posts: &[(u32, &PreparedPost)]) -> (f64, f64) {
    let places = || posts.iter().filter_map(|(_, post)| post.record.place);
    let span = |of: fn(&crate::model::AnyCoordinate) -> f64| {
        let (least, most) = places().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), place| {
            (least.min(of(&place)), most.max(of(&place)))
        });
        (most - least).max(0.0)
    };
    (span(|place| place.lon()), span(|place| place.lat()))
}
