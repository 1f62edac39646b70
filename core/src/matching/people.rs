//! Many people at once (批量推荐).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::index::{Memo, Person, PostIndex, Scratch, Tally, Walk, Wish};
use super::prepared::{PreparedSeeker, wanted_of};
use super::ways::Ways;
use super::{Explanation, Match, Matcher, MatchingCode, MatchingError, Progress, Threads};
use crate::model::{OccupationCode, Seeker};

/// How many people a thread takes at a time.
const GROUP: usize = 64;
/// Reading people, a thread keeps what it has learnt of one for the next: in larger groups that is worth more.
const READING_GROUP: usize = 512;

/// People made ready for the posts of one matcher (求职者批次): read once, recommended to as often as wanted while the
/// posts stay the same.
pub struct People<'a> {
    seekers: Vec<PreparedSeeker<'a>>,
    persons: Vec<Person>,
    wishes: Vec<Wish>,
    /// For each person which wish is theirs.
    wish_of: Vec<usize>,
    /// People by occupation and wish: those who want the same, or the like, are served one after another, while their
    /// posts are at hand.
    order: Vec<usize>,
    /// What they were made ready for.
    index: Arc<PostIndex>,
}

impl People<'_> {
    /// How many people there are.
    pub fn len(&self) -> usize {
        self.persons.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// Ids of the people, in the order in which they were given.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.seekers.iter().map(|seeker| seeker.record().id.as_str())
    }
}

impl<'a> People<'a> {
    /// The person at a place.
    pub(super) fn seeker(&self, number: usize) -> Option<&PreparedSeeker<'a>> {
        self.seekers.get(number)
    }
}

impl std::fmt::Debug for People<'_> {
    /// Says how many, not who.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "People({} with {} wishes)", self.persons.len(), self.wishes.len())
    }
}

/// A post recommended to one of many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Which of [`Matcher::posts`].
    pub post: u32,
    /// Score in millionths.
    pub score: u32,
}

/// The best posts for many people (推荐结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// Where each person's posts end.
    ends: Vec<usize>,
    ranked: Vec<Ranked>,
    tally: Tally,
}

impl Ranking {
    /// How many people there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The best posts for the `person`-th of the people, best first; none for somebody who is not there.
    pub fn of(&self, person: usize) -> &[Ranked] {
        let Some(end) = self.ends.get(person) else { return &[] };
        let start = person.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ranked.get(start..*end).unwrap_or_default()
    }

    /// Posts whose columns were tested, over all people.
    pub fn posts_tested(&self) -> u64 {
        self.tally.tested
    }

    /// Posts that were scored, in part at least, over all people.
    pub fn posts_scored(&self) -> u64 {
        self.tally.scored
    }
}

impl Matcher {
    /// Makes people ready to be recommended to, together ([`Matcher::recommend_to`]).
    ///
    /// ```
    /// use doorstep::{Post, Seeker, matching::{MatchOptions, Matcher, Threads}};
    /// let matcher = Matcher::new(vec![Post::new("a"), Post::new("b")], MatchOptions::default())?;
    /// let people = matcher.prepare(vec![Seeker::new("s"), Seeker::new("t")], &Threads::one(), &mut ())?;
    /// let ranking = matcher.recommend_to(&people, 1, &Threads::one(), &mut ())?;
    /// let best = ranking.of(1)[0];
    /// assert_eq!(matcher.posts().nth(best.post as usize).unwrap().id, "a");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `matching.vector` for a vector that the posts' cannot be compared with; `matching.stopped`.
    pub fn prepare(
        &self,
        seekers: Vec<Seeker>,
        threads: &Threads,
        progress: &mut dyn Progress,
    ) -> Result<People<'static>, MatchingError> {
        seekers.iter().try_for_each(|seeker| self.check(seeker))?;
        self.prepare_all(seekers.into_iter().map(Cow::Owned).collect(), threads, progress)
    }

    /// [`Matcher::prepare`] of people that may be borrowed.
    pub(super) fn prepare_all<'a>(
        &self,
        seekers: Vec<Cow<'a, Seeker>>,
        threads: &Threads,
        progress: &mut dyn Progress,
    ) -> Result<People<'a>, MatchingError> {
        let index = Arc::clone(self.columns());
        let titles = self.titles(&seekers, threads);
        let mut groups = Vec::with_capacity(seekers.len().div_ceil(READING_GROUP));
        let mut seekers = seekers.into_iter();
        while seekers.len() > 0 {
            let group: Vec<Cow<'a, Seeker>> = seekers.by_ref().take(READING_GROUP).collect();
            groups.push((group.len(), group));
        }
        let read = threads.map_groups(groups, progress, |group| {
            let mut memo = Memo::default();
            let of_group = group.into_iter().map(|seeker| {
                let prepared = self.prepare_with(seeker, &titles);
                let person = index.person(&prepared, self.prepared(), self.options(), &mut memo);
                (prepared, person)
            });
            of_group.collect::<Vec<_>>()
        })?;
        let (seekers, mut persons): (Vec<_>, Vec<_>) = read.into_iter().flatten().unzip();
        index.share(&mut persons, threads);
        let (wishes, wish_of) = self.wishes(&index, &seekers, threads);
        let mut order: Vec<usize> = (0..persons.len()).collect();
        order.sort_by_cached_key(|person| {
            let wanted = seekers.get(*person).and_then(|seeker| seeker.occupations.iter().flatten().next());
            (wanted.map(|(code, _)| *code), wish_of.get(*person).copied())
        });
        Ok(People { seekers, persons, wishes, wish_of, order, index })
    }

    /// The occupations of all distinct titles.
    fn titles(
        &self,
        seekers: &[Cow<'_, Seeker>],
        threads: &Threads,
    ) -> HashMap<String, Vec<(OccupationCode, u32)>> {
        let mut titles: Vec<&str> =
            seekers.iter().flat_map(|seeker| &seeker.titles).map(String::as_str).collect();
        titles.sort_unstable();
        titles.dedup();
        let read = threads.map(titles, |title| (title.to_owned(), wanted_of(title, self.lexicon())));
        read.into_iter().collect()
    }

    fn prepare_with<'a>(
        &self,
        seeker: Cow<'a, Seeker>,
        titles: &HashMap<String, Vec<(OccupationCode, u32)>>,
    ) -> PreparedSeeker<'a> {
        let mut wanted = |title: &str| match titles.get(title) {
            Some(known) => known.clone(),
            // What a wish in own words says is read only now.
            None => wanted_of(title, self.lexicon()),
        };
        self.at_home(PreparedSeeker::new(seeker, self.skills(), self.lexicon(), self.options(), &mut wanted))
    }

    /// The distinct wishes of people, and which is whose.
    fn wishes(
        &self,
        index: &PostIndex,
        seekers: &[PreparedSeeker<'_>],
        threads: &Threads,
    ) -> (Vec<Wish>, Vec<usize>) {
        let mut known: HashMap<(&[String], Option<OccupationCode>), usize> = HashMap::new();
        let mut firsts: Vec<&PreparedSeeker<'_>> = Vec::new();
        let wish_of = seekers.iter().map(|seeker| {
            let record = seeker.record();
            *known.entry((&record.titles, record.occupation)).or_insert_with(|| {
                firsts.push(seeker);
                firsts.len() - 1
            })
        });
        let wish_of = wish_of.collect();
        let wishes = threads.map(firsts.chunks(GROUP).collect(), |seekers| {
            let mut scratch = Scratch::default();
            seekers.iter().map(|seeker| index.wish(seeker, &mut scratch)).collect::<Vec<_>>()
        });
        (wishes.into_iter().flatten().collect(), wish_of)
    }

    /// The `k` best posts for each of many people: exactly those of [`Matcher::recommend`], without what describes them.
    ///
    /// # Errors
    /// `matching.stale_people` if the people were made ready for another matcher, or before its posts changed;
    /// `matching.stopped`.
    pub fn recommend_to(
        &self,
        people: &People<'_>,
        k: usize,
        threads: &Threads,
        progress: &mut dyn Progress,
    ) -> Result<Ranking, MatchingError> {
        self.check_people(people)?;
        let groups = people.order.chunks(GROUP).map(|group| (group.len(), group)).collect();
        let groups = threads.map_groups(groups, progress, |group| {
            let mut scratch = Scratch::default();
            let (mut lengths, mut ranked) = (Vec::with_capacity(group.len()), Vec::new());
            for number in group {
                let before = ranked.len();
                ranked.extend(self.walk(people, *number, k, &mut scratch));
                lengths.push(ranked.len() - before);
            }
            (lengths, ranked, scratch.tally())
        })?;
        let mut places = vec![(0, 0, 0); people.len()];
        let mut tally = Tally::default();
        let mut order = people.order.iter();
        for (group, (lengths, _, of_group)) in groups.iter().enumerate() {
            tally.add(*of_group);
            let mut start = 0;
            for (length, number) in lengths.iter().zip(order.by_ref()) {
                if let Some(place) = places.get_mut(*number) {
                    *place = (group, start, start + length);
                }
                start += length;
            }
        }
        let (mut ends, mut ranked) = (Vec::with_capacity(people.len()), Vec::new());
        ranked.reserve_exact(places.iter().map(|(_, start, end)| end - start).sum());
        for (group, start, end) in places {
            let of_person = groups.get(group).and_then(|(_, ranked, _)| ranked.get(start..end));
            ranked.extend_from_slice(of_person.unwrap_or_default());
            ends.push(ranked.len());
        }
        Ok(Ranking { ends, ranked, tally })
    }

    fn walk(&self, people: &People<'_>, number: usize, k: usize, scratch: &mut Scratch) -> Vec<Ranked> {
        let Some(ways) = people.seeker(number).map(|seeker| self.ways(seeker)) else { return Vec::new() };
        let Some(walk) = self.walk_of(people, number, &ways) else { return Vec::new() };
        let found = walk.best(k, scratch);
        found.iter().map(|one| Ranked { post: one.number.0, score: one.score }).collect()
    }

    /// The walk of the `number`-th of the people.
    pub(super) fn walk_of<'w>(
        &'w self,
        people: &'w People<'_>,
        number: usize,
        ways: &'w Ways<'w>,
    ) -> Option<Walk<'w>> {
        let wish = people.wish_of.get(number).and_then(|wish| people.wishes.get(*wish))?;
        let (seeker, person) = (people.seekers.get(number)?, people.persons.get(number)?);
        let (posts, options) = (self.prepared(), self.options());
        Some(Walk { index: &people.index, posts, options, seeker, ways, person, wish })
    }

    fn check_people(&self, people: &People<'_>) -> Result<(), MatchingError> {
        if Arc::ptr_eq(&people.index, self.columns()) {
            Ok(())
        } else {
            Err(MatchingError::new(MatchingCode::StalePeople, format_args!("{people:?}")))
        }
    }

    /// What describes the posts that a ranking has for the `person`-th of the people: distance, open questions …
    ///
    /// # Errors
    /// `matching.stale_people`.
    pub fn describe_ranked(
        &self,
        people: &People<'_>,
        ranking: &Ranking,
        person: usize,
    ) -> Result<Vec<Match>, MatchingError> {
        self.check_people(people)?;
        let Some(seeker) = people.seekers.get(person) else { return Ok(Vec::new()) };
        let ways = self.ways(seeker);
        let posts = ranking.of(person).iter().filter_map(|one| self.post_at(one.post));
        Ok(posts.map(|post| self.describe(seeker, &ways, post)).collect())
    }

    /// The same with everything that was weighed.
    ///
    /// # Errors
    /// `matching.stale_people`.
    pub fn explain_ranked(
        &self,
        people: &People<'_>,
        ranking: &Ranking,
        person: usize,
    ) -> Result<Vec<(Match, Explanation)>, MatchingError> {
        self.check_people(people)?;
        let Some(seeker) = people.seekers.get(person) else { return Ok(Vec::new()) };
        let posts = ranking.of(person).iter().filter_map(|one| self.post_at(one.post));
        let ways = self.ways(seeker);
        let both = |post| {
            let why = self.explain_prepared(seeker.record(), seeker, &ways, post);
            (self.describe(seeker, &ways, post), why)
        };
        Ok(posts.map(both).collect())
    }
}
