//! The order in which nodes are kept: neighbours on the map are neighbours in memory.

use super::streets::Spot;

/// The place of a spot along a Hilbert curve of 2^16 x 2^16 cells over a box.
pub(super) fn along_curve([lon, lat]: Spot, [west, south]: Spot, [east, north]: Spot) -> u32 {
    let cell = |value: i32, least: i32, most: i32| {
        let (span, offset) = (i64::from(most) - i64::from(least) + 1, i64::from(value) - i64::from(least));
        ((offset << 16) / span.max(1)) as u32
    };
    let (mut x, mut y) = (cell(lon, west, east), cell(lat, south, north));
    // The usual turn of quadrants, from the largest to the smallest.
    let (mut side, mut place) = (1_u32 << 15, 0_u32);
    while side > 0 {
        let (right, upper) = (u32::from(x & side > 0), u32::from(y & side > 0));
        place = (place << 2) | ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (side.wrapping_sub(1).wrapping_sub(x), side.wrapping_sub(1).wrapping_sub(y));
            }
            (x, y) = (y, x);
        }
        side >>= 1;
    }
    place
}

/// The box of some spots: its south-western and its north-eastern corner.
pub(super) fn bounds(spots: impl IntoIterator<Item = Spot>) -> (Spot, Spot) {
    let empty = ([i32::MAX; 2], [i32::MIN; 2]);
    spots.into_iter().fold(empty, |(least, most), [lon, lat]| {
        ([least[0].min(lon), least[1].min(lat)], [most[0].max(lon), most[1].max(lat)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each cell of a small square once, and every step to a neighbour.
    #[test]
    fn the_curve_visits_neighbours_in_turn() {
        let most = [15, 15];
        let mut cells: Vec<Spot> = (0..16).flat_map(|x| (0..16).map(move |y| [x, y])).collect();
        cells.sort_by_key(|&cell| along_curve(cell, [0, 0], most));
        for pair in cells.windows(2) {
            let apart = (pair[0][0] - pair[1][0]).abs() + (pair[0][1] - pair[1][1]).abs();
            assert_eq!(apart, 1, "{pair:?}");
        }
    }
}
