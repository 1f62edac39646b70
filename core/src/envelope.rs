//! The head of every file that the library saves (文件头): what it is, of which version, and whether it is whole.
//!
//! A head of 32 bytes and a body; every number of the head is little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `doorstep` |
//! | 8–11 | version of the format |
//! | 12–15 | kind of content: 1, a matcher; 2, a street network |
//! | 16–23 | length of the body |
//! | 24–31 | XXH3 (64 bits) of the body, seeded with that of bytes 0–23 |

use twox_hash::xxhash3_64::Hasher;

const MAGIC: [u8; 8] = *b"doorstep";
const HEAD: usize = 32;

/// What a file holds, and the version of that format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content {
    pub(crate) kind: u32,
    /// Raised whenever the same bytes would mean something else.
    pub(crate) version: u32,
}

/// Why a file is not opened.
#[derive(Debug)]
pub(crate) enum Unopened {
    /// It is no such file, or not as it was written.
    Damaged(&'static str),
    /// It has another version of the format.
    Version(u32),
}

impl Content {
    /// A file with a body of so many bytes, which `write` adds.
    pub(crate) fn seal(self, length: usize, write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut file = Vec::with_capacity(HEAD + length);
        file.extend([0; HEAD]);
        write(&mut file);
        let (head, body) = file.split_at_mut(HEAD);
        let (known, sum) = head.split_at_mut(HEAD - 8);
        let length = body.len() as u64;
        let numbers = self.version.to_le_bytes().into_iter().chain(self.kind.to_le_bytes());
        let bytes = MAGIC.into_iter().chain(numbers).chain(length.to_le_bytes());
        known.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        sum.copy_from_slice(&checksum(known, body).to_le_bytes());
        file
    }

    /// The body of a file that is as it was written.
    pub(crate) fn open(self, file: &[u8]) -> Result<&[u8], Unopened> {
        let mut rest = file;
        let magic: [u8; 8] = next(&mut rest)?;
        let version = u32::from_le_bytes(next(&mut rest)?);
        let kind = u32::from_le_bytes(next(&mut rest)?);
        if magic != MAGIC {
            return Err(Unopened::Damaged("another kind of file"));
        }
        if version != self.version {
            return Err(Unopened::Version(version));
        }
        if kind != self.kind {
            return Err(Unopened::Damaged("another kind of content"));
        }
        let length = u64::from_le_bytes(next(&mut rest)?);
        let sum = u64::from_le_bytes(next(&mut rest)?);
        if length != rest.len() as u64 {
            return Err(Unopened::Damaged("another length than the head says"));
        }
        if sum != checksum(file.get(..HEAD - 8).unwrap_or_default(), rest) {
            return Err(Unopened::Damaged("the checksum does not fit"));
        }
        Ok(rest)
    }
}

fn checksum(head: &[u8], body: &[u8]) -> u64 {
    Hasher::oneshot_with_seed(Hasher::oneshot(head), body)
}

/// The next bytes of the head.
fn next<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Unopened> {
    let (first, left) = rest.split_first_chunk().ok_or(Unopened::Damaged("shorter than a head"))?;
    *rest = left;
    Ok(*first)
}
