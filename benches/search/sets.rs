//! Sets of queries.

use std::collections::BTreeMap;
use std::path::Path;

use doorstep::OccupationCode;
use doorstep::text::normal_form;

use crate::Outcome;
use crate::judge::{Judge, Judgement};

/// A query and the occupation that it means.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) words: String,
    pub(crate) code: OccupationCode,
}

/// A file of ours: query, code, expected name.
pub(crate) fn read(path: &Path) -> Outcome<Vec<Asked>> {
    let text = std::fs::read_to_string(path)?;
    let mut all = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(words), Some(code)) = (cells.next(), cells.next()) {
            all.push(Asked { words: words.to_owned(), code: OccupationCode::parse(code)? });
        }
    }
    Ok(all)
}

/// FNV-1a with 64 bits.
fn hash(text: &str, salt: u8) -> u64 {
    std::iter::once(salt).chain(text.bytes()).fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// `most` aliases other than the official name, one for each occupation that at least five posts are of, the lowest
/// hashes first. The other half of the hashes is for choices.
pub(crate) fn aliases(names: &Judge, judge: &Judgement, most: usize, dev: bool) -> Vec<Asked> {
    let mut by_code: BTreeMap<OccupationCode, Vec<(u64, &str)>> = BTreeMap::new();
    for (form, code, written) in &names.words {
        let official = names.official.iter().filter(|(of, _)| of == code);
        if official.map(|(_, name)| normal_form(name)).any(|name| name == *form) {
            continue;
        }
        by_code.entry(*code).or_default().push((hash(form, 1), written));
    }
    let mut all: Vec<(u64, Asked)> = by_code
        .into_iter()
        .filter(|(code, _)| judge.relevant(*code) >= 5)
        .flat_map(|(code, mut of_code)| {
            of_code.sort_unstable();
            // Each second alias of an occupation is for choices, so that no query is in both.
            of_code.into_iter().skip(usize::from(dev)).step_by(2).map(move |one| (code, one))
        })
        .map(|(code, (hash, words))| (hash, Asked { words: words.to_owned(), code }))
        .collect();
    all.sort_by_key(|(hash, _)| *hash);
    all.into_iter().map(|(_, asked)| asked).take(most).collect()
}
