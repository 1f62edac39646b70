//! Posts that are made ready as bytes: the record and what took time to find out. The rest follows from them when the
//! file is read, so that it cannot say otherwise.

use std::collections::HashMap;
use std::sync::Arc;

use super::codec::{Fault, Reader, Saved, Writer, saved_enum, saved_struct};
use crate::matching::MatchOptions;
use crate::matching::part::ONE;
use crate::matching::prepared::{Found, OCCUPATIONS_MAX, PreparedPost, Term, Terms};
use crate::matching::reading::{Contradiction, FIELDS, PostReading, ReadFact, Source};
use crate::model::{Certificate, OccupationCode, Post};
use crate::text::{Credential, Lexicon};

saved_struct!(PostReading { facts, contradictions });
saved_struct!(Contradiction { stated, read });
saved_enum!(Source { 0 = Title; 1 = Description; 2 = Benefits; 3 = Skills; 4 = Wish; });

impl Saved for ReadFact {
    const LEN_MIN: usize = 6;

    fn write(&self, out: &mut Writer) {
        let Self { field, value, source, start, end, quote } = self;
        out.text(field);
        value.write(out);
        source.write(out);
        out.number(*start as u64);
        out.number(*end as u64);
        quote.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let text = input.text()?;
        let field = FIELDS.iter().find(|field| **field == text).ok_or(Fault("not a field"))?;
        let (value, source) = (String::read(input)?, Source::read(input)?);
        // Places in a text of at most 4 GiB.
        let mut place = || u32::read(input).map(|place| place as usize);
        let (start, end) = (place()?, place()?);
        if start > end {
            return Err(Fault("words that end before they begin"));
        }
        Ok(Self { field, value, source, start, end, quote: Saved::read(input)? })
    }
}

/// An occupation and how likely it is.
struct Likely(OccupationCode, u32);

impl Saved for Likely {
    const LEN_MIN: usize = 2;

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let likely = Self(Saved::read(input)?, Saved::read(input)?);
        if likely.1 <= ONE { Ok(likely) } else { Err(Fault("more than a million millionths")) }
    }
}

/// The fewest bytes of a post.
pub(super) const POST_LEN_MIN: usize = Post::LEN_MIN + PostReading::LEN_MIN + 1;

pub(super) fn write_post(post: &PreparedPost, out: &mut Writer) {
    post.record.write(out);
    post.reading.write(out);
    // A stated occupation is the only one.
    if post.record.occupation.is_none() {
        let likely: Vec<Likely> =
            post.occupations.iter().map(|(code, likely)| Likely(*code, *likely)).collect();
        likely.write(out);
    }
    post.skills.write(out);
}

/// Reads posts one after another.
pub(super) struct PostReader<'a> {
    pub(super) terms: &'a Terms,
    pub(super) lexicon: &'a Lexicon,
    pub(super) options: &'a MatchOptions,
    /// The same few certificates are asked for again and again.
    credentials: HashMap<Certificate, Credential>,
}

impl<'a> PostReader<'a> {
    pub(super) fn new(terms: &'a Terms, lexicon: &'a Lexicon, options: &'a MatchOptions) -> Self {
        Self { terms, lexicon, options, credentials: HashMap::new() }
    }

    pub(super) fn read(&mut self, input: &mut Reader<'_>) -> Result<Arc<PreparedPost>, Fault> {
        let record = Post::read(input)?;
        let reading = PostReading::read(input)?;
        let occupations = match record.occupation {
            Some(code) => vec![(code, ONE)],
            None => occupations(input)?,
        };
        let skills: Vec<Term> = input.list()?;
        let known = |term: &Term| usize::try_from(*term).is_ok_and(|term| term < self.terms.len());
        if !skills.is_sorted_by(|left, right| left < right) || !skills.iter().all(known) {
            return Err(Fault("not numbers of skills"));
        }
        let certificates = record.certificates.iter().map(|one| self.credential(one)).collect();
        let found = Found { reading, occupations, skills, certificates };
        Ok(Arc::new(PreparedPost::of_found(record, found, self.options)))
    }

    fn credential(&mut self, certificate: &Certificate) -> Credential {
        if let Some(known) = self.credentials.get(certificate) {
            return known.clone();
        }
        let credential = self.lexicon.credential(certificate);
        self.credentials.insert(certificate.clone(), credential.clone());
        credential
    }
}

/// The occupations that a title may mean, the likeliest first.
fn occupations(input: &mut Reader<'_>) -> Result<Vec<(OccupationCode, u32)>, Fault> {
    let likely: Vec<Likely> = input.list()?;
    if likely.len() > OCCUPATIONS_MAX || !likely.is_sorted_by(|left, right| left.1 >= right.1) {
        return Err(Fault("not the likeliest occupations"));
    }
    Ok(likely.into_iter().map(|Likely(code, likely)| (code, likely)).collect())
}
