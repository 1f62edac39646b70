//! What a wish has in common with the occupations and titles of posts, block by block.

use super::block::BLOCK;
use super::{NONE, PostIndex, index, number};
use crate::matching::part::{Ladder, ONE, kinship, weighed};
use crate::matching::prepared::PreparedSeeker;
use crate::model::OccupationCode;
use crate::text::similarity;

/// How many blocks are kept with the value of every post. The walk seldom goes further; where it does, the rest stands
/// there with a bound for each block. Tests have few blocks and go beyond.
const NEAR: usize = if cfg!(test) { 3 } else { 64 };

/// A wish made ready for the posts of one index.
#[derive(Debug, Default)]
pub(in crate::matching) struct Wish {
    /// Blocks that have most in common with the wish, in order.
    near: Vec<Near>,
    /// The values of the posts of these blocks.
    values: Vec<u32>,
    /// For every block: what its best post has in common at most, in 127ths rounded up, and as the lowest bit whether a
    /// post has no value.
    far: Vec<u8>,
}

/// A near block.
#[derive(Debug, Clone, Copy)]
struct Near {
    block: u32,
    /// The value of its best post.
    best: u32,
    some_none: bool,
}

impl Wish {
    /// The values of the posts of the `place`-th near block.
    pub(super) fn values(&self, place: usize) -> &[u32] {
        self.values.get(place * BLOCK..(place + 1) * BLOCK).unwrap_or_default()
    }

    /// What the best post of a block has at most, and whether one of them has no value.
    pub(super) fn far(&self, block: usize) -> (u32, bool) {
        let packed = self.far.get(block).copied().unwrap_or(u8::MAX);
        (u32::from(packed >> 1) * (ONE / 127 + 1), packed & 1 == 1)
    }

    /// [`Wish::far`] of every block, in shares of one.
    pub(super) fn far_all(&self) -> impl Iterator<Item = (f32, bool)> {
        const STEP: f32 = (ONE / 127 + 1) as f32 / ONE as f32;
        self.far.iter().map(|packed| (f32::from(packed >> 1) * STEP, packed & 1 == 1))
    }

    /// Which of the near blocks a block is.
    pub(super) fn place_of(&self, block: u32) -> Option<usize> {
        let found = self.near.binary_search_by_key(&block, |near| near.block);
        found.ok()
    }

    /// Memory in bytes.
    pub(in crate::matching) fn bytes(&self) -> usize {
        self.near.capacity() * size_of::<Near>()
            + self.values.capacity() * size_of::<u32>()
            + self.far.capacity()
    }
}

/// Room to work in, kept from one wish to the next.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// What each class has in common with the wish.
    values: Vec<u32>,
    common: Vec<u32>,
    touched: Vec<u32>,
    kin: Vec<u64>,
    blocks: Vec<Near>,
}

impl PostIndex {
    /// Makes a person's wish ready.
    pub(in crate::matching) fn wish(
        &self,
        seeker: &PreparedSeeker<'_>,
        scratch: &mut super::Scratch,
    ) -> Wish {
        let desk = &mut scratch.desk;
        self.class_values(seeker, desk);
        desk.blocks.clear();
        let slots = self.classes.of_slots().chunks(BLOCK);
        desk.blocks.extend((0..).zip(slots).map(|(block, classes)| {
            let (mut best, mut some_none) = (0, false);
            for class in classes {
                match desk.values.get(index(*class)).copied().unwrap_or(NONE) {
                    NONE => some_none = true,
                    value => best = best.max(value),
                }
            }
            Near { block, best, some_none }
        }));
        let far = desk.blocks.iter().map(|near| {
            let packed = near.best.div_ceil(ONE / 127 + 1).min(127);
            u8::try_from(packed << 1).unwrap_or(u8::MAX - 1) | u8::from(near.some_none)
        });
        let mut wish = Wish { far: far.collect(), ..Wish::default() };
        let promising = |near: &Near| std::cmp::Reverse((near.best, std::cmp::Reverse(near.block)));
        if desk.blocks.len() > NEAR {
            desk.blocks.select_nth_unstable_by_key(NEAR, promising);
        }
        desk.blocks.truncate(NEAR);
        desk.blocks.sort_unstable_by_key(|near| near.block);
        wish.near.clone_from(&desk.blocks);
        wish.values.reserve_exact(wish.near.len() * BLOCK);
        for near in &wish.near {
            let start = index(near.block) * BLOCK;
            let slots = self.classes.of_slots();
            let classes = slots.get(start..slots.len().min(start + BLOCK)).unwrap_or_default();
            wish.values
                .extend(classes.iter().map(|class| desk.values.get(index(*class)).copied().unwrap_or(NONE)));
            wish.values.extend(std::iter::repeat_n(NONE, BLOCK - classes.len()));
        }
        wish
    }

    /// What each class has in common with the wish: the better of titles and of occupations.
    fn class_values(&self, seeker: &PreparedSeeker<'_>, desk: &mut Desk) {
        let classes = &self.classes;
        let asked = !seeker.titles.is_empty();
        desk.values.clear();
        desk.values.extend(classes.pairs.iter().map(|pairs| if asked && *pairs > 0 { 0 } else { NONE }));
        desk.common.resize(classes.len(), 0);
        for title in &seeker.titles {
            for pair in title.pairs() {
                for class in classes.with_pair(*pair) {
                    if let Some(common) = desk.common.get_mut(index(*class)) {
                        if *common == 0 {
                            desk.touched.push(*class);
                        }
                        *common += 1;
                    }
                }
            }
            let wanted = number(title.pairs().len());
            for class in desk.touched.drain(..) {
                let class = index(class);
                let (Some(common), Some(pairs), Some(value)) =
                    (desk.common.get_mut(class), classes.pairs.get(class), desk.values.get_mut(class))
                else {
                    continue;
                };
                *value = (*value).max(similarity(*common, wanted, *pairs));
                *common = 0;
            }
        }
        for wanted in seeker.occupations.iter().filter(|wanted| !wanted.is_empty()) {
            self.kin(wanted, &mut desk.kin);
            for (value, occupations) in desk.values.iter_mut().zip(classes.occupations()) {
                if occupations.is_empty() {
                    continue;
                }
                let kin = |code: u32| desk.kin.get(index(code)).copied().unwrap_or(0);
                let by_code = weighed(occupations.iter().map(|(code, likely)| (kin(*code), *likely)));
                *value = if *value == NONE { by_code } else { (*value).max(by_code) };
            }
        }
    }

    /// The expected kinship of each distinct occupation with the wanted ones.
    fn kin(&self, wanted: &[(OccupationCode, u32)], kin: &mut Vec<u64>) {
        kin.clear();
        kin.resize(self.classes.ladders.len(), 0);
        for (wanted, likely) in wanted {
            let wanted = Ladder::of(*wanted);
            // Codes are in order, so that those of one major class stand together.
            let from = self.classes.ladders.partition_point(|offered| offered.major() < wanted.major());
            for (slot, offered) in kin.iter_mut().zip(&self.classes.ladders).skip(from) {
                if offered.major() != wanted.major() {
                    break;
                }
                *slot += kinship(&wanted, offered) * u64::from(*likely);
            }
        }
    }
}
