//! Hard constraints (硬性条件): which posts qualify for a person.

use super::prepared::{Pair, Way};
use super::{MatchOptions, Verdict};
use crate::error::codes;
use crate::model::{EducationDemand, PeriodSource, PostKind};

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
        Lodging = "lodging", "lodging is given to who needs it", "提供所需住宿";
        Schedule = "schedule", "the hours are within what the person can work", "工作时间在可工作时段内";
        WageFloor = "wage_floor", "the wage reaches the floor", "工资不低于最低期望";
        Area = "area", "the post lies where the person looks", "在期望地区内";
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
            Self::Open => open(pair, options),
            Self::Openings => Verdict::of(Some(post.record.openings != Some(0))),
            Self::LegalAge => Verdict::of(seeker.age.map(|age| age >= LEGAL_AGE)),
            Self::PublicWelfare => public_welfare(pair),
            Self::Kind => wanted(&seeker.record.kinds, post.record.kind),
            Self::Settlement => wanted(&seeker.record.settlements, post.record.settlement),
            Self::Education => match (post.record.education, seeker.record.education) {
                (None | Some(EducationDemand::Any), _) => Verdict::Yes,
                (Some(EducationDemand::AtLeast(_)), None) => Verdict::Unknown,
                (Some(EducationDemand::AtLeast(demand)), Some(own)) => Verdict::of(Some(own >= demand)),
            },
            Self::Experience => match (post.record.experience_years, seeker.record.experience_years) {
                (None | Some(0), _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(demand), Some(own)) => Verdict::of(Some(own >= demand)),
            },
            // The certificates of a register are complete: what is not listed is not held.
            Self::Certificates => {
                Verdict::of(Some(post.certificates.iter().all(|one| seeker.certificates.contains(one))))
            }
            Self::DeclaredAge => match (post.record.ages, seeker.age) {
                (None, _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(ages), Some(age)) => Verdict::of(Some(ages.contains(age))),
            },
            Self::Lodging => match seeker.record.needs_lodging {
                Some(true) => Verdict::of(post.record.lodging),
                Some(false) | None => Verdict::Yes,
            },
            Self::Schedule => match (seeker.record.available, post.record.schedule) {
                (None, _) => Verdict::Yes,
                (Some(_), None) => Verdict::Unknown,
                (Some(available), Some(worked)) => Verdict::of(Some(available.contains(&worked))),
            },
            Self::WageFloor => wage_floor(pair),
            Self::Area => area(pair),
            Self::Distance => distance(pair),
        }
    }
}

fn open(pair: &Pair<'_>, options: &MatchOptions) -> Verdict {
    let (opens, closes) = (pair.post.record.opens, pair.post.record.closes);
    match (options.today, opens.is_some() || closes.is_some()) {
        (_, false) => Verdict::Yes,
        (None, true) => Verdict::Unknown,
        (Some(today), true) => {
            Verdict::of(Some(opens.is_none_or(|day| day <= today) && closes.is_none_or(|day| today < day)))
        }
    }
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

fn wage_floor(pair: &Pair<'_>) -> Verdict {
    let Some(floor) = pair.seeker.floor_monthly else {
        // A floor by the piece, or none.
        return if pair.seeker.record.wage_floor.is_some() { Verdict::Unknown } else { Verdict::Yes };
    };
    match (pair.post.wage_monthly, pair.post.record.wage) {
        (Some((_, highest)), Some(wage)) => match (highest >= floor, wage.source()) {
            (true, _) => Verdict::Yes,
            (false, PeriodSource::Stated) => Verdict::No,
            (false, PeriodSource::Inferred) => Verdict::Unknown,
        },
        _ => Verdict::Unknown,
    }
}

fn area(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record, &pair.post.record);
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

fn distance(pair: &Pair<'_>) -> Verdict {
    let (seeker, post) = (pair.seeker.record, &pair.post.record);
    let unlimited = seeker.distance_m_max.is_none() && seeker.travel_min_max.is_none();
    // Who works from home or lives at work has no way to work.
    if unlimited || post.remote == Some(true) || post.lodging == Some(true) {
        return Verdict::Yes;
    }
    let within = |limit: Option<u32>, way: Option<u32>| match limit {
        None => Some(true),
        Some(limit) => way.map(|way| way <= limit),
    };
    let way = pair.way();
    let near = within(seeker.distance_m_max, way.map(|way| way.distance_m));
    let quick = within(seeker.travel_min_max, way.map(Way::travel_min));
    Verdict::of(near.zip(quick).map(|(near, quick)| near && quick))
}
