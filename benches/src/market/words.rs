//! The words of the market: those that doorstep knows.

use std::collections::BTreeMap;

use doorstep::{Certificate, Skill, ValueError};

const OFFICIAL: &str = include_str!("../../../core/src/text/data/occupations_2022.tsv");
const EVERYDAY: &str = include_str!("../../../core/src/text/data/aliases.tsv");
const SKILLS: &str = include_str!("../../../core/src/text/data/skills.tsv");
const CERTIFICATES: &str = include_str!("../../../core/src/text/data/certificates.tsv");

const OCCUPATIONS: usize = 240;
const NAMES: usize = 6;
pub(super) const CERTIFICATES_COUNT: usize = 48;

/// What kind of skills an occupation asks for, by how its code begins; the longest beginning counts.
const KINDS: [(&str, &str); 19] = [
    ("1", "office"),
    ("2-02", "it"),
    ("2", "office"),
    ("3", "office"),
    ("4-01", "sales"),
    ("4-02", "drive"),
    ("4-03", "food"),
    ("4-09", "care"),
    ("4-10", "care"),
    ("4-14", "care"),
    ("4", "soft"),
    ("5", "farm"),
    ("6-29", "trade"),
    ("6-31", "trade"),
    ("6-1", "trade"),
    ("6", "craft"),
    ("7", "soft"),
    ("8", "soft"),
    ("", "soft"),
];

#[derive(Debug)]
pub(super) struct Words {
    /// The names of each occupation, the commonest occupation first.
    pub(super) occupations: Vec<Vec<&'static str>>,
    /// Which skills go with the kind of each occupation.
    pub(super) skills_of: Vec<Vec<usize>>,
    pub(super) skills: Vec<Skill>,
    pub(super) certificates: Vec<Certificate>,
}

/// The fields of each row, without comments and the heading.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

impl Words {
    pub(super) fn new() -> Result<Self, ValueError> {
        let official: BTreeMap<&str, &str> = rows(OFFICIAL)
            .filter_map(|row| Some((*row.first()?, *row.get(3)?)))
            .filter(|(code, _)| code.split('-').count() == 4)
            .collect();
        let everyday = rows(EVERYDAY).filter(|row| row.get(1) == Some(&"zh"));
        let mut common: Vec<(&str, Vec<&str>)> = everyday
            .filter_map(|row| Some((*row.first()?, row.get(2)?.split('|').collect())))
            .filter(|(code, _)| official.contains_key(code))
            .collect();
        // The more everyday names, the commoner the occupation is taken to be.
        common.sort_by_key(|(code, names)| (std::cmp::Reverse(names.len()), *code));
        common.truncate(OCCUPATIONS);
        let kinds: Vec<&str> = rows(SKILLS).filter_map(|row| row.get(2).copied()).collect();
        let of_kind = |code: &str| {
            let begins = KINDS.iter().filter(|(start, _)| code.starts_with(start));
            let kind = begins.max_by_key(|(start, _)| start.len()).map_or("soft", |(_, kind)| kind);
            (0..kinds.len()).filter(|place| kinds.get(*place) == Some(&kind)).collect()
        };
        let exams = rows(CERTIFICATES)
            .filter(|row| row.get(2) == Some(&"exam") && row.get(4).is_none_or(|ladder| ladder.is_empty()));
        Ok(Self {
            skills_of: common.iter().map(|(code, _)| of_kind(code)).collect(),
            occupations: common
                .iter()
                .map(|(code, names)| {
                    official.get(code).into_iter().chain(names).take(NAMES).copied().collect()
                })
                .collect(),
            skills: rows(SKILLS)
                .filter_map(|row| row.get(1).copied())
                .map(Skill::parse)
                .collect::<Result<_, _>>()?,
            certificates: exams
                .filter_map(|row| row.get(1).copied())
                .take(CERTIFICATES_COUNT)
                .map(Certificate::parse)
                .collect::<Result<_, _>>()?,
        })
    }
}
