//! Certificates: by all their names, and which stand for which.

use std::collections::BTreeMap;

use super::terms::{self, Mention, Term, Terms, TermsOf, Text};
use super::{rows, words_of};
use crate::model::{Certificate, SkillLevel};
use crate::text::{Normal, normal_form};

/// Certificates: id, Chinese, kind, synonyms, ladder, rank.
pub(super) const CERTIFICATES: &str = include_str!("../data/certificates.tsv");
/// Classes of driving licence and what their holders may also drive (机动车驾驶证申领和使用规定, order 162 of the Ministry
/// of Public Security, annex 1).
pub(super) const DRIVING: &str = include_str!("../data/driving_licences.tsv");

/// The kind of certificates that have levels (职业技能等级证书).
const LEVEL: &str = "level";

/// A certificate of the caller's.
pub(super) struct Entry {
    pub(super) entry: terms::Entry,
    /// Certificates of one ladder compare by rank.
    pub(super) ladder: Text,
    pub(super) rank: Option<u8>,
}

/// A certificate in terms in which two compare: its ladder, and how high it stands on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credential {
    ladder: String,
    rank: Option<u8>,
}

/// Whether a certificate that is held answers to one that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It is another certificate, or a lower one.
    No,
    /// It is the one, and its level is not known.
    Unknown,
    /// It is the one, or one above it.
    Yes,
}

#[derive(Debug)]
pub(super) struct Certificates {
    terms: Terms,
    /// Ladder and rank by id.
    ranks: BTreeMap<Text, (Text, Option<u8>)>,
    /// Which classes the holder of a class may drive, by the ids of both.
    drives: BTreeMap<String, Vec<String>>,
}

impl Certificates {
    /// Those of our table, and the caller's own.
    pub(super) fn new(own: impl Iterator<Item = Entry>) -> Self {
        let (mut terms, mut ranks) = (TermsOf::default(), BTreeMap::new());
        for [id, zh, kind, synonyms, ladder, rank] in rows::<6>(CERTIFICATES) {
            let ladder = if ladder.is_empty() { id } else { ladder };
            ranks.insert(Text::from(id), (Text::from(ladder), rank.parse().ok()));
            let term = Term { id: id.into(), name: zh.into(), kind: kind.into() };
            terms.add(term, words_of([zh, synonyms]));
        }
        for Entry { entry, ladder, rank } in own {
            ranks.insert(entry.term.id.clone(), (ladder, rank));
            terms.add_all(std::iter::once(entry));
        }
        let drives = rows::<2>(DRIVING)
            .map(|[class, also]| {
                (driving_id(class), also.split('|').filter(|one| !one.is_empty()).map(driving_id).collect())
            })
            .collect();
        Self { terms: Terms::new(terms), ranks, drives }
    }

    pub(super) fn find(&self, normal: &Normal) -> Vec<Mention> {
        self.terms.find(normal)
    }

    /// A name that the lexicon knows as a whole stands on its ladder; of another, a level at its end is taken apart.
    pub(super) fn credential(&self, certificate: &Certificate) -> Credential {
        let stated = certificate.level().map(rank_of);
        let name = certificate.name();
        let key = self.terms.key(name);
        if let Some((ladder, rank)) = self.ranks.get(key.as_str()) {
            // 高级育婴师证 is the certificate 育婴证 with its level in the name.
            let of_level = self.terms.kind(&key) == Some(LEVEL);
            let named = if of_level { SkillLevel::within(name).map(rank_of) } else { None };
            return Credential { ladder: ladder.clone().into_owned(), rank: stated.or(*rank).or(named) };
        }
        match SkillLevel::split(name) {
            Some((bare, level)) => {
                let key = self.terms.key(bare);
                let known = self.ranks.get(key.as_str()).map(|(ladder, _)| ladder.clone().into_owned());
                let ladder = known.unwrap_or(key);
                Credential { ladder, rank: stated.or(Some(rank_of(level))) }
            }
            None => Credential { ladder: normal_form(name), rank: stated },
        }
    }

    pub(super) fn answers(&self, held: &Credential, asked: &Credential) -> Held {
        if held.ladder != asked.ladder {
            let may = self.drives.get(&held.ladder).is_some_and(|also| also.contains(&asked.ladder));
            return if may { Held::Yes } else { Held::No };
        }
        match (held.rank, asked.rank) {
            (_, None) => Held::Yes,
            (None, Some(_)) => Held::Unknown,
            (Some(held), Some(asked)) if held >= asked => Held::Yes,
            (Some(_), Some(_)) => Held::No,
        }
    }
}

/// The id of a class of driving licence.
fn driving_id(class: &str) -> String {
    format!("driving-{}", class.to_ascii_lowercase())
}

/// Levels of vocational skill as ranks, from 1.
const fn rank_of(level: SkillLevel) -> u8 {
    level as u8 + 1
}
