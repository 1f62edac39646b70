//! Hard constraints (硬性条件): which posts qualify for a person.

use super::prepared::Pair;
use super::ways::Way;
use super::{MatchOptions, Verdict};
use crate::error::codes;
use crate::model::{EducationDemand, PeriodSource, Post, PostKind, Team};
use crate::text::Held;

codes! {
    /// A condition that a post must meet for a person, in the order in which they are checked.
    ///
    /// A post that states nothing asks for nothing (*yes*); a person's fact that a post's stated demand needs and that
    /// nobody gave leaves the answer open (*unknown*); so does a post's fact that a person's wish needs.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum Constraint {
        Open = "open", "the post is open on the day", "岗位在招聘期内";
        Openings = "openings", "places are left", "尚有名额";
        LegalAge = "legal_age", "the person is 16 or older", "年满十六周岁";
        PublicWelfare = "public_welfare", "public-welfare posts are for certified persons", "公益性岗位限认定人员";
        Kind = "kind", "the kind of engagement is wanted", "用工形式符合意愿";
        Settlement = "settlement", "the settlement is wanted", "结算方式符合意愿";
        Education = "education", "the education suffices", "学历符合要求";
        Experience = "experience", "the experience suffices", "经验符合要求";
        Certificates = "certificates", "all certificates asked for are held", "持有所需证书";
        DeclaredAge = "declared_age", "the age is within what the post declares", "年龄在岗位声明范围内";
        Team = "team", "the post takes a couple or group together, or a single person", "组队要求相符";
        Lodging = "lodging", "lodging is given to who needs it", "提供所需住宿";
        Meals = "meals", "meals are given to who needs them", "提供所需餐食";
        Insurance = "insurance", "the insurance is what is wanted at least", "保险不低于要求";
        Schedule = "schedule", "the hours are within what the person can work", "工作时间在可工作时段内";
        Rest = "rest", "the days of rest are as many as wanted", "休息不少于要求";
        Shift = "shift", "the shift is wanted", "班次符合意愿";
        WageFloor = "wage_floor", "the wage reaches the floor", "工资不低于最低期望";
        Remote = "remote", "work from home for who needs it", "可居家办公";
        RefusedWork = "refused_work", "the work is none that the person refuses", "不属于不接受的工作";
        Area = "area", "the post lies where the person looks", "在期望地区内";
        Scope = "scope", "the post lies in the person's own division", "在本人所在辖区内";
        Distance = "distance", "the post is near enough", "距离在可接受范围内";
    }
}

/// Lowest age of employment (劳动法 art. 15, 未成年人保护法 art. 61: no one under sixteen).
pub(super) const LEGAL_AGE: u8 = 16;

impl Constraint {
    /// The answer for one person and one post.
    pub(super) fn verdict(self, pair: &Pair<'_>, options: &MatchOptions) -> Verdict {
        let (seeker, post) = (pair.seeker, pair.post);
        match self {
            Self::Open => open(&post.record, options),
            Self::Openings => openings(&post.record),
            Self::LegalAge => Verdict::of(seeker.age.map(|age| age >= LEGAL_AGE)),
            Self::PublicWelfare => public_welfare(pair),
            Self::Kind => wanted(&seeker.record().kinds, post.record.kind),
            Self::Settlement => wanted(&seeker.record().settlements, post.record.settlement),
            Self::Education => match (post.record.education, seeker.record().education) {
                (None | Some(EducationDemand::Any), _) => Verdict::Yes,
                (Some(EducationDemand::AtLeast(_)), None) => Verdict::Unknown,
                (Some(EducationDemand::AtLeast(demand)), Some(own)) => Verdict::of(Some(own >= demand)),
            },
            Self::Experience => match (post.record.experience_years, seeker.record().experience_years) {
                (None | Some(0), _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(demand), Some(own)) => Verdict::of(Some(own >= demand)),
            },
            Self::Certificates => certificates(pair),
            Self::DeclaredAge => match (post.record.ages, seeker.age) {
                (None, _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(ages), Some(age)) => Verdict::of(Some(ages.contains(age))),
            },
            Self::Team => team(pair),
            Self::Lodging => needed(seeker.record().needs_lodging, post.record.lodging),
            Self::Meals => needed(seeker.record().needs_meals, post.record.meals),
            Self::Insurance => match seeker.record().insurance {
                None => Verdict::Yes,
                Some(wanted) => Verdict::of(post.record.insurance.map(|brought| brought >= wanted)),
            },
            Self::Rest => rest(pair),
            Self::Shift => wanted(&seeker.record().shifts, post.record.shift),
            Self::Remote => needed(seeker.record().needs_remote, post.record.remote),
            Self::Schedule => match (seeker.hours, post.record.schedule) {
                (None, _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(hours), Some(worked)) => Verdict::of(Some(hours.contains(&worked))),
            },
            Self::WageFloor => wage_floor(pair),
            Self::RefusedWork => refused_work(pair),
            Self::Area => area(pair),
            Self::Scope => scope(pair),
            Self::Distance => distance(pair),
        }
    }
}

/// Whether a post is open on the day, whoever asks.
pub(super) fn open(post: &Post, options: &MatchOptions) -> Verdict {
    let (opens, closes) = (post.opens, post.closes);
    match (options.today, opens.is_some() || closes.is_some()) {
        (_, false) => Verdict::Yes,
        (None, true) => Verdict::Unknown,
        (Some(today), true) => {
            Verdict::of(Some(opens.is_none_or(|day| day <= today) && closes.is_none_or(|day| today < day)))
        }
    }
}

/// Whether places are left, whoever asks.
pub(super) fn openings(post: &Post) -> Verdict {
    Verdict::of(Some(post.openings != Some(0)))
}

fn public_welfare(pair: &Pair<'_>) -> Verdict {
    if pair.post.record.kind == Some(PostKind::PublicWelfare) {
        pair.seeker.public_welfare
    } else {
        Verdict::Yes
    }
}

fn wanted<T: PartialEq>(wishes: &[T], offered: Option<T>) -> Verdict {
    match offered {
        _ if wishes.is_empty() => Verdict::Yes,
        None => Verdict::Unknown,
        Some(offered) => Verdict::of(Some(wishes.contains(&offered))),
    }
}

/// What a person needs must be given; a post that does not say leaves the answer open.
fn needed(needs: Option<bool>, given: Option<bool>) -> Verdict {
    if needs == Some(true) { Verdict::of(given) } else { Verdict::Yes }
}

/// A post for a couple or group takes no less; a couple or group needs as many places in one post.
fn team(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    match (seeker.team, post.team) {
        (None, None) => Verdict::Yes,
        // Nobody asked the person with whom: a couple's post stays open to who may have a partner.
        (None, Some(_)) => Verdict::Unknown,
        (Some(Team::Couple), Some(Team::Couple)) => Verdict::Yes,
        (Some(own), Some(asked)) => Verdict::of(Some(size(own) == size(asked))),
        (Some(own), None) => Verdict::of(post.openings.map(|openings| openings >= u32::from(size(own)))),
    }
}

const fn size(team: Team) -> u8 {
    match team {
        Team::Couple => 2,
        Team::Group(size) => size,
    }
}

fn rest(pair: &Pair<'_>) -> Verdict {
    let (Some(wanted), offered) = (pair.seeker.record().rest, pair.post.record.rest) else {
        return Verdict::Yes;
    };
    if offered == Some(wanted) {
        return Verdict::Yes;
    }
    let days = offered.and_then(crate::model::Rest::days_per_month).zip(wanted.days_per_month());
    Verdict::of(days.map(|(offered, wanted)| offered >= wanted))
}

fn wage_floor(pair: &Pair<'_>) -> Verdict {
    let Some(floor) = pair.seeker.floor_monthly else {
        // A floor by the piece, or none.
        return if pair.seeker.record().wage_floor.is_some() { Verdict::Unknown } else { Verdict::Yes };
    };
    match (pair.post.wage_monthly, pair.post.record.wage) {
        (Some((_, highest)), Some(wage)) => match (highest >= floor, wage.source()) {
            (true, _) => Verdict::Yes,
            (false, PeriodSource::Stated) if !wage.has_open_end() => Verdict::No,
            (false, _) => Verdict::Unknown,
        },
        _ => Verdict::Unknown,
    }
}

/// Every certificate asked for is held and valid on the day. One of a level that is not known, or that runs out some day
/// while no day of asking is given, leaves the answer open; so does a person whom nobody asked for certificates.
fn certificates(pair: &Pair<'_>) -> Verdict {
    let answers = pair.post.certificates.iter().map(|asked| pair.seeker.holds(asked));
    match answers.min() {
        None | Some(Held::Yes) => Verdict::Yes,
        Some(Held::Unknown) => Verdict::Unknown,
        Some(Held::No) => Verdict::No,
    }
}

/// A word that the title holds, or an occupation that is surely the post's, is refused.
fn refused_work(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker, pair.post);
    if seeker.refused.is_empty() {
        return Verdict::Yes;
    }
    if post.title_form.is_empty() && post.occupations.is_empty() {
        return Verdict::Unknown;
    }
    Verdict::of(Some(!seeker.refused.iter().any(|refused| refused.covers(post))))
}

fn scope(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    let Some(tier) = seeker.scope else { return Verdict::Yes };
    if post.remote == Some(true) {
        return Verdict::Yes;
    }
    let own = seeker.home_region.as_ref().and_then(|home| home.at(tier));
    match (own, &post.region) {
        (Some(own), Some(region)) if own.contains(region) => Verdict::Yes,
        // A post known only by its county may lie in the street or not.
        (Some(own), Some(region)) if region.contains(&own) => Verdict::Unknown,
        (Some(_), Some(_)) => Verdict::No,
        _ => Verdict::Unknown,
    }
}

fn area(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    if post.remote == Some(true) {
        return Verdict::Yes;
    }
    let by_code = seeker.region.as_ref().map(|wanted| {
        post.region.as_ref().and_then(|region| {
            // A post known only by its city may lie in the county or not.
            if wanted.contains(region) {
                Some(true)
            } else if region.contains(wanted) {
                None
            } else {
                Some(false)
            }
        })
    });
    let by_name = seeker.area.as_ref().map(|wanted| post.area.as_ref().and_then(|area| area.lies_in(wanted)));
    match (by_code, by_name) {
        (None, None) => Verdict::Yes,
        (Some(answer), None) | (None, Some(answer)) => Verdict::of(answer),
        // Codes are surer than names; names help where the post has no code.
        (Some(by_code), Some(by_name)) => Verdict::of(by_code.or(by_name)),
    }
}

/// Whether there is one way to work, which counts: who works from home, lives at work or works where the orders are has none.
pub(super) fn has_one_way(post: &Post) -> bool {
    ![post.remote, post.lodging, post.multi_site].contains(&Some(true))
}

fn distance(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record(), &pair.post.record);
    let unlimited = seeker.distance_m_max.is_none() && seeker.travel_min_max.is_none();
    if unlimited || !has_one_way(post) {
        return Verdict::Yes;
    }
    let within = |limit: Option<u32>, is_within: &dyn Fn(Way, u32) -> bool| match limit {
        None => Some(true),
        Some(limit) => pair.way().map(|way| is_within(way, limit)),
    };
    let near = within(seeker.distance_m_max, &|way, limit| way.distance_m <= limit);
    // What the streets do not lead to in time is too far.
    let quick =
        within(seeker.travel_min_max, &|way, limit| way.travel_min().is_some_and(|minutes| minutes <= limit));
    Verdict::of(near.zip(quick).map(|(near, quick)| near && quick))
}
