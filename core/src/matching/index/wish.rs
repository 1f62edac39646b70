//! What a wish has in common with the occupations and titles of posts, block by block.

use super::block::BLOCK;
use super::sieve::{Bytes, NO_OCCUPATION};
use super::{NONE, PostIndex, index, number};
use crate::matching::part::{Ladder, Part, kinship, weighed};
use crate::matching::prepared::PreparedSeeker;
use crate::model::OccupationCode;
use crate::text::similarity;

/// Millionths in three bytes: they lie apart from what else is at hand, and are read together.
type Packed = [u8; 3];

const fn pack(value: u32) -> Packed {
    let [low, middle, high, _] = value.to_le_bytes();
    [low, middle, high]
}

const fn unpack([low, middle, high]: Packed) -> u32 {
    match u32::from_le_bytes([low, middle, high, 0]) {
        NO_VALUE => NONE,
        value => value,
    }
}

/// The packed value of a class that has none.
const NO_VALUE: u32 = 0xff_ff_ff;

/// A wish made ready for the posts of one index: what it has in common with every class of posts, and for every post
/// what that is worth at most.
#[derive(Debug, Default)]
pub(in crate::matching) struct Wish {
    /// By classes.
    values: Vec<Packed>,
    /// By blocks, in the unit of the sieve.
    bytes: Vec<Bytes>,
    /// Whether a post of a block has no value.
    some_none: Vec<bool>,
}

impl Wish {
    /// What a class has in common.
    pub(super) fn value(&self, class: u32) -> u32 {
        self.values.get(index(class)).map_or(NONE, |packed| unpack(*packed))
    }

    /// What the posts of each block are worth, and whether one of them has no value.
    pub(super) fn blocks(&self) -> (&[Bytes], &[bool]) {
        (&self.bytes, &self.some_none)
    }
}

/// Room to work in, kept from one wish to the next.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// What each class has in common with the wish.
    values: Vec<u32>,
    /// What that is worth in the unit of the sieve.
    bytes: Vec<u8>,
    common: Vec<u32>,
    touched: Vec<u32>,
    kin: Vec<u64>,
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
        let values = desk.values.iter().map(|value| pack(*value)).collect();
        desk.bytes.clear();
        desk.bytes.extend(desk.values.iter().map(|value| match *value {
            NONE => NO_OCCUPATION,
            value => self.sieve.byte(Part::Occupation, value),
        }));
        let of_class = |class: &u32| desk.bytes.get(index(*class)).copied().unwrap_or(NO_OCCUPATION);
        let of_block = |classes: &[u32]| {
            let mut bytes = [0; BLOCK];
            bytes.iter_mut().zip(classes).for_each(|(byte, class)| *byte = of_class(class));
            bytes
        };
        let bytes: Vec<Bytes> = self.classes.of_slots().chunks(BLOCK).map(of_block).collect();
        let some_none = bytes.iter().map(|bytes| bytes.contains(&NO_OCCUPATION)).collect();
        Wish { values, bytes, some_none }
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
