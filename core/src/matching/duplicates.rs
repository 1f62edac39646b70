//! The same post published twice (岗位去重): by several platforms, or again each week.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{AnyCoordinate, Employer, Post};
use crate::place;
use crate::text::{Bigrams, normal_form, title_similarity};

/// Posts that are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SamePost {
    /// The post that states most; of equals the first by id.
    pub post_id: String,
    /// The others, by id.
    pub duplicates: Vec<Duplicate>,
}

/// One more publication of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Duplicate {
    /// Its id.
    pub post_id: String,
    /// In which of title, place, wage and description it differs from the one that is kept.
    pub differs_in: Vec<&'static str>,
}

/// How alike two titles of one employer must be, in millionths: the shorter one stands in the longer one, with little
/// beside it.
const ALIKE: u32 = 850_000;
/// How far apart two places of one employer may be and still be one, in metres: two points of one address.
const NEAR_M: u32 = 300;

/// Finds posts that are the same one published twice (岗位去重), those first whose id comes first.
///
/// Two posts are one if they are of one employer (by credit code, else by name), their titles are alike, and neither
/// their places nor their wages exclude it: what one of them does not state excludes nothing. A post without an employer is
/// never a duplicate. The bounds are by judgement.
///
/// ```
/// use doorstep::{Employer, Post, matching::same_posts};
/// let post = |id: &str, title: &str| {
///     let mut post = Post::new(id);
///     post.title = title.into();
///     post.employer = Some(Employer::new("柳溪物业服务有限公司"));
///     post
/// };
/// let found = same_posts(&[post("b", "物业保安"), post("a", "物业 保安"), post("c", "保洁员")]);
/// assert_eq!((found.len(), found[0].post_id.as_str()), (1, "a"));
/// assert_eq!(found[0].duplicates[0].post_id, "b");
/// ```
pub fn same_posts(posts: &[Post]) -> Vec<SamePost> {
    let mut by_employer: BTreeMap<String, Vec<Candidate<'_>>> = BTreeMap::new();
    for post in posts {
        if let Some(employer) = post.employer.as_ref().and_then(employer_key) {
            by_employer.entry(employer).or_default().push(Candidate::of(post));
        }
    }
    let mut found: Vec<SamePost> = by_employer.into_values().flat_map(groups).collect();
    found.sort_by(|left, right| left.post_id.cmp(&right.post_id));
    found
}

struct Candidate<'a> {
    post: &'a Post,
    title: Bigrams,
    form: String,
}

impl<'a> Candidate<'a> {
    fn of(post: &'a Post) -> Self {
        Self { post, title: Bigrams::of(&post.title), form: normal_form(&post.title) }
    }

    fn is_same(&self, other: &Self) -> bool {
        let titled = !self.form.is_empty() && !other.form.is_empty();
        let alike = titled
            && (self.form == other.form
                || title_similarity(&self.title, &other.title) >= ALIKE
                || title_similarity(&other.title, &self.title) >= ALIKE);
        let paid_alike = self.post.wage.zip(other.post.wage).is_none_or(|(one, other)| one.meets(other));
        alike && paid_alike && same_place(self.post, other.post)
    }

    /// How much the post states: of two publications the fuller one is kept.
    fn stated(&self) -> usize {
        let post = self.post;
        [
            post.place.is_some(),
            post.wage.is_some(),
            post.description.is_some(),
            post.education.is_some(),
            post.experience_years.is_some(),
            post.region.is_some() || post.area.is_some(),
            !post.skills.is_empty(),
            post.openings.is_some(),
            post.closes.is_some(),
        ]
        .into_iter()
        .filter(|stated| *stated)
        .count()
    }
}

fn employer_key(employer: &Employer) -> Option<String> {
    let by_name = || Some(normal_form(&employer.name)).filter(|name| !name.is_empty());
    employer.credit_code.as_ref().map(ToString::to_string).or_else(by_name)
}

/// Groups of the posts of one employer: whatever is the same as one of a group is of the group.
fn groups(mut candidates: Vec<Candidate<'_>>) -> Vec<SamePost> {
    candidates.sort_by(|left, right| left.post.id.cmp(&right.post.id));
    let mut grouped: Vec<Vec<Candidate<'_>>> = Vec::new();
    for candidate in candidates {
        let (mut same, others): (Vec<_>, Vec<_>) = std::mem::take(&mut grouped)
            .into_iter()
            .partition(|group| group.iter().any(|member| member.is_same(&candidate)));
        grouped = others;
        let mut group: Vec<Candidate<'_>> = same.drain(..).flatten().collect();
        group.push(candidate);
        grouped.push(group);
    }
    grouped.into_iter().filter_map(same_post).collect()
}

fn same_post(mut group: Vec<Candidate<'_>>) -> Option<SamePost> {
    group.sort_by(|left, right| {
        right.stated().cmp(&left.stated()).then_with(|| left.post.id.cmp(&right.post.id))
    });
    let (kept, others) = group.split_first()?;
    if others.is_empty() {
        return None;
    }
    let mut duplicates: Vec<Duplicate> = others
        .iter()
        .map(|other| Duplicate {
            post_id: other.post.id.clone(),
            differs_in: [
                ("title", kept.form != other.form),
                ("place", kept.post.place != other.post.place),
                ("wage", kept.post.wage != other.post.wage),
                ("description", kept.post.description != other.post.description),
            ]
            .into_iter()
            .filter_map(|(name, differs)| differs.then_some(name))
            .collect(),
        })
        .collect();
    duplicates.sort_by(|left, right| left.post_id.cmp(&right.post_id));
    Some(SamePost { post_id: kept.post.id.clone(), duplicates })
}

/// Whether two places may be one. Of places in two systems nothing is said.
fn same_place(left: &Post, right: &Post) -> bool {
    let point = |place: AnyCoordinate| (place.lon(), place.lat());
    match (left.place, right.place) {
        (Some(one), Some(other)) if one.system() == other.system() => {
            place::whole_m(place::haversine_m(point(one), point(other))) <= NEAR_M
        }
        _ => match (&left.region, &right.region) {
            (Some(one), Some(other)) => one.contains(other) || other.contains(one),
            _ => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fen, PeriodSource, System, Wage, WagePeriod};

    fn post(id: &str, employer: &str, title: &str) -> Post {
        let mut post = Post::new(id);
        post.title = title.into();
        post.employer = Some(Employer::new(employer));
        post
    }

    fn at(mut post: Post, lon: f64) -> Post {
        post.place = AnyCoordinate::new(lon, 36.6, System::Wgs84).ok();
        post
    }

    fn paid(mut post: Post, min: i64, max: i64) -> Post {
        let fen = |yuan: i64| Fen::new(yuan * 100).unwrap();
        post.wage = Wage::new(fen(min), fen(max), WagePeriod::Month, PeriodSource::Stated).ok();
        post
    }

    fn ids(posts: &[Post]) -> Vec<(String, Vec<String>)> {
        let group = |found: SamePost| {
            (found.post_id, found.duplicates.into_iter().map(|duplicate| duplicate.post_id).collect())
        };
        same_posts(posts).into_iter().map(group).collect()
    }

    #[test]
    fn one_post_on_two_platforms() {
        let posts = [
            paid(at(post("b", "甲公司", "急招：收银员"), 117.0), 3000, 4000),
            at(post("a", "甲 公司", "收银员"), 117.002),
            post("c", "乙公司", "收银员"),
            post("d", "甲公司", "叉车工"),
            Post::new("e"),
        ];
        // The fuller one is kept, and the difference is told.
        let found = same_posts(&posts);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].post_id.as_str(), found[0].duplicates[0].post_id.as_str()), ("b", "a"));
        assert_eq!(found[0].duplicates[0].differs_in, ["title", "place", "wage"]);
    }

    #[test]
    fn what_excludes_it() {
        let base = || paid(at(post("a", "甲公司", "收银员"), 117.0), 3000, 4000);
        assert!(ids(&[base(), at(post("b", "甲公司", "收银员"), 117.01)]).is_empty());
        assert!(ids(&[base(), paid(post("b", "甲公司", "收银员"), 4500, 5000)]).is_empty());
        assert_eq!(ids(&[base(), paid(post("b", "甲公司", "收银员"), 4000, 5000)]).len(), 1);
        assert!(ids(&[post("a", "甲公司", ""), post("b", "甲公司", "")]).is_empty());
    }

    #[test]
    fn the_order_of_posts_changes_nothing() {
        // a ~ b ~ c by places that are near one after the other.
        let mut posts: Vec<Post> = [("c", 117.006), ("a", 117.0), ("b", 117.003), ("x", 118.0)]
            .map(|(id, lon)| at(post(id, "甲公司", "收银员"), lon))
            .into();
        let expected = [("a".to_owned(), vec!["b".to_owned(), "c".to_owned()])];
        assert_eq!(ids(&posts), expected);
        posts.reverse();
        assert_eq!(ids(&posts), expected);
    }
}
