//! Which tables and words texts are read with, in one number.

use std::sync::LazyLock;

use twox_hash::xxhash3_64::Hasher;

use super::{ALIASES, BENEFITS, SKILLS, Words, certificates};
use crate::text::{facts, normal, occupation};

/// Of everything by which a post's texts are read.
static EMBEDDED: LazyLock<u64> = LazyLock::new(|| {
    let tables = [
        ALIASES,
        SKILLS,
        BENEFITS,
        certificates::CERTIFICATES,
        certificates::DRIVING,
        occupation::BOOK,
        facts::WORDS,
        normal::TRADITIONAL,
    ];
    let tables = tables.into_iter().map(str::as_bytes).chain([occupation::WEIGHTS]);
    tables.fold(0, Hasher::oneshot_with_seed)
});

/// The fingerprint of the default lexicon.
fn embedded() -> u64 {
    *EMBEDDED
}

/// The fingerprint of the default lexicon with words of the caller's own; their order counts, as the later of two equal
/// words wins.
pub(super) fn with_words(words: &Words) -> u64 {
    if *words == Words::default() {
        return embedded();
    }
    // Texts and numbers alone: there is nothing that JSON could not hold.
    let own = serde_json::to_vec(words).unwrap_or_default();
    Hasher::oneshot_with_seed(embedded(), &own)
}
