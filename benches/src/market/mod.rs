//! A labour market of any size, made up by numbers, the same for a seed: each post and person comes from its number alone,
//! so that a million of them need not be in memory at once.
//!
//! Shares and shapes are those of `benches/topk/market.py`: occupations, their everyday names and skills by Zipf's law,
//! homes and posts in clusters of unequal size within 60 km, wages log-normal about the occupation's level, hours,
//! ages, education, certificates and ways, and every fact missing for a share of the rows. The numbers are other ones.
//! Beyond it posts and people have divisions (24 counties of 9 streets) in which some people look, kinds of engagement
//! and key groups. Posts have no descriptions: how much memory a text takes is a matter of its length.

mod changes;
mod draw;
mod words;

use std::ops::Range;

use chrono::{Days, NaiveDate};
use doorstep::{
    AgeRange, AnyCoordinate, Certificate, Education, EducationDemand, Fen, GroupMembership, KeyGroup,
    PeriodSource, Post, PostKind, RegionCode, RegionTier, Seeker, Skill, System, TravelMode, ValueError,
    Wage, WagePeriod, WeekHours,
};

use crate::Numbers;
use draw::{Choice, Shares, any};
use words::{CERTIFICATES_COUNT, Words};

/// Hours that posts have, and how common they are.
const WORKED: [(&str, f64); 11] = [
    ("1-5 08:00-17:00", 0.30),
    ("1-5 09:00-18:00", 0.18),
    ("1-6 08:00-18:00", 0.16),
    ("1-6 09:00-21:00", 0.08),
    ("1-7 07:00-15:00", 0.06),
    ("1-7 15:00-23:00", 0.05),
    ("1-7 23:00-07:00", 0.04),
    ("1-5 08:00-12:00", 0.05),
    ("1-5 14:00-18:00", 0.03),
    ("6-7 08:00-20:00", 0.03),
    ("1-7 10:00-14:00; 1-7 17:00-21:00", 0.02),
];
/// Hours in which people can work.
const FREE: [(&str, f64); 7] = [
    ("1-7 00:00-24:00", 0.25),
    ("1-6 07:00-22:00", 0.25),
    ("1-5 07:00-19:00", 0.20),
    ("1-7 06:00-23:00", 0.12),
    ("1-5 08:00-16:00", 0.10),
    ("6-7 07:00-22:00; 1-5 18:00-23:00", 0.05),
    ("1-7 18:00-08:00", 0.03),
];
/// Hours in which they would rather not.
const RATHER_NOT: [(&str, f64); 3] =
    [("6-7 00:00-24:00", 0.4), ("1-7 22:00-06:00", 0.4), ("1-5 07:00-09:00; 1-5 16:00-18:00", 0.2)];
const HELD: [f64; 7] = [0.03, 0.16, 0.30, 0.26, 0.20, 0.045, 0.005];
const ASKED: [f64; 7] = [0.05, 0.20, 0.24, 0.18, 0.10, 0.02, 0.005];
const MODES: [(TravelMode, f64); 4] = [
    (TravelMode::Walk, 0.15),
    (TravelMode::Cycle, 0.40),
    (TravelMode::Transit, 0.25),
    (TravelMode::Drive, 0.20),
];
const KINDS: [(PostKind, f64); 6] = [
    (PostKind::FullTime, 0.78),
    (PostKind::PartTime, 0.08),
    (PostKind::Gig, 0.06),
    (PostKind::Internship, 0.04),
    (PostKind::PublicWelfare, 0.03),
    (PostKind::PieceWork, 0.01),
];

const CENTRES: usize = 24;
/// Skills that an occupation asks for, and certificates that go with it.
const OWN_SKILLS: usize = 12;
const OWN_CERTIFICATES: usize = 2;

/// Where posts and homes gather.
#[derive(Debug)]
struct Centre {
    km: [f64; 2],
    size_km: f64,
}

/// The market of a seed.
#[derive(Debug)]
pub struct Market {
    seed: u64,
    words: Words,
    /// By occupation: how far wages are above the middle (as a logarithm), skills, certificates.
    levels: Vec<f64>,
    own_skills: Vec<Vec<usize>>,
    own_certificates: Vec<[usize; OWN_CERTIFICATES]>,
    centres: Vec<Centre>,
    occupation: Shares,
    centre: Shares,
    own_skill: Shares,
    skill: Shares,
    /// Words before a title.
    before: Choice<&'static str>,
    worked: Choice<WeekHours>,
    free: Choice<WeekHours>,
    rather_not: Choice<WeekHours>,
    held: Choice<Education>,
    asked: Choice<EducationDemand>,
    mode: Choice<TravelMode>,
    kind: Choice<PostKind>,
}

/// Where something is, and in which street.
type Place = Option<(AnyCoordinate, Option<RegionCode>)>;

impl Market {
    /// The market of a seed.
    ///
    /// # Errors
    /// If a word of the market is none that doorstep reads.
    pub fn new(seed: u64) -> Result<Self, ValueError> {
        let words = Words::new()?;
        // What towns and occupations are like is the same for every seed.
        let mut fixed = Numbers::new(24);
        let count = words.occupations.len();
        let pick = |numbers: &mut Numbers, of: &Vec<usize>| {
            (0..OWN_SKILLS).map(|_| any(of, numbers)).collect::<Vec<_>>()
        };
        let certificates = words.certificates.len() as u64;
        let place = |numbers: &mut Numbers| usize::try_from(numbers.below(certificates)).unwrap_or_default();
        let hours = |table: &[(&str, f64)]| {
            let read = table.iter().map(|(text, share)| Ok((WeekHours::parse(text)?, *share)));
            Ok::<_, ValueError>(Choice::new(read.collect::<Result<Vec<_>, ValueError>>()?))
        };
        let asked = Education::ALL.map(EducationDemand::AtLeast).into_iter().zip(ASKED);
        Ok(Self {
            seed,
            levels: (0..count).map(|_| 0.25 * fixed.normal()).collect(),
            own_skills: words.skills_of.iter().map(|of| pick(&mut fixed, of)).collect(),
            own_certificates: (0..count).map(|_| [place(&mut fixed), place(&mut fixed)]).collect(),
            centres: (0..CENTRES)
                .map(|_| Centre {
                    km: [6.0 + 48.0 * fixed.unit(), 6.0 + 48.0 * fixed.unit()],
                    size_km: 0.7 + 2.8 * fixed.unit(),
                })
                .collect(),
            occupation: Shares::zipf(count, 0.9),
            centre: Shares::zipf(CENTRES, 0.7),
            own_skill: Shares::zipf(OWN_SKILLS, 0.8),
            skill: Shares::zipf(words.skills.len(), 0.9),
            before: Choice::new(
                ["", "急招", "诚聘"].into_iter().zip((1..=3).map(|n| f64::from(n).powf(-1.5))),
            ),
            worked: hours(&WORKED)?,
            free: hours(&FREE)?,
            rather_not: hours(&RATHER_NOT)?,
            held: Choice::new(Education::ALL.into_iter().zip(HELD)),
            asked: Choice::new(asked.chain([(EducationDemand::Any, 0.205)])),
            mode: Choice::new(MODES),
            kind: Choice::new(KINDS),
            words,
        })
    }

    /// The day of asking.
    pub fn today() -> NaiveDate {
        NaiveDate::default() + Days::new(20_605) // 2026-06-01
    }

    /// Posts by their numbers.
    pub fn posts(&self, numbers: Range<u64>) -> Vec<Post> {
        numbers.map(|number| self.post(number)).collect()
    }

    /// People by their numbers.
    pub fn seekers(&self, numbers: Range<u64>) -> Vec<Seeker> {
        numbers.map(|number| self.seeker(number)).collect()
    }

    /// Numbers that only this record gets.
    fn numbers(&self, side: u64, number: u64) -> Numbers {
        let mut mixed = Numbers::new(self.seed);
        let mut mixed = Numbers::new(mixed.below(u64::MAX) ^ side);
        Numbers::new(mixed.below(u64::MAX).wrapping_add(number.wrapping_mul(0xd1b5_4a32_d192_ed03)))
    }

    /// The post of a number.
    pub fn post(&self, number: u64) -> Post {
        let n = &mut self.numbers(1, number);
        let occupation = self.occupation.draw(n);
        let mut post = Post::new(format!("p{number:07}"));
        post.title = format!("{}{}", self.before.draw(n, 0.0).unwrap_or_default(), self.name(occupation, n));
        if let Some((place, street)) = self.place(0.8, n) {
            post.place = Some(place);
            post.region = street.filter(|_| n.chance(0.7));
        }
        post.education = self.asked.draw(n, 0.1);
        post.experience_years = (!n.chance(0.25)).then(|| any(&[0, 0, 0, 1, 1, 2, 3, 5], n));
        if n.chance(0.45) {
            let (least, most) =
                (any(&[16, 18, 18, 18, 20, 22, 25], n), any(&[35, 40, 45, 45, 50, 55, 60, 65], n));
            post.ages = AgeRange::new(Some(least), Some(most)).ok();
        }
        if !n.chance(0.06) {
            let low = hundreds(4_600.0 * (self.level(occupation) + 0.22 * n.normal()).exp());
            let high = hundreds(low as f64 * (1.0 + 0.6 * n.unit())).max(low);
            post.wage = yuan(low)
                .zip(yuan(high))
                .and_then(|(low, high)| Wage::new(low, high, WagePeriod::Month, PeriodSource::Stated).ok());
        }
        post.schedule = self.worked.draw(n, 0.30);
        post.remote = Some(n.chance(0.01));
        post.lodging = Some(n.chance(0.06));
        post.published = (!n.chance(0.1)).then(|| Self::today() - Days::new(days_ago(n)));
        post.certificates = self.certificates(occupation, [0.16, 0.05], 0.0, n);
        post.skills = self.skills(occupation, 8, 0.12, n);
        post.kind = self.kind.draw(n, 0.2);
        if n.chance(0.05) {
            post.key_groups.extend(group(n));
        }
        post
    }

    /// The person of a number.
    pub fn seeker(&self, number: u64) -> Seeker {
        let n = &mut self.numbers(2, number);
        let occupation = self.occupation.draw(n);
        let mut seeker = Seeker::new(format!("s{number:07}"));
        seeker.titles = vec![self.name(occupation, n).to_owned()];
        if let Some((place, street)) = self.place(1.2, n) {
            seeker.place = Some(place);
            seeker.home_region = street.filter(|_| n.chance(0.8));
        }
        let age = (38.0 + 11.0 * n.normal()).clamp(17.0, 66.0);
        seeker.born = (!n.chance(0.02)).then(|| Self::today() - Days::new(whole(age * 365.25)));
        seeker.education = self.held.draw(n, 0.04);
        // A gamma distribution of shape 1.5 is an exponential one and half the square of a normal one.
        let years = 3.7 * (0.5 * n.normal().powi(2) - (1.0 - n.unit()).ln());
        seeker.experience_years =
            (!n.chance(0.08)).then(|| u8::try_from(whole(years.min(age - 16.0))).unwrap_or(0));
        if !n.chance(0.08) {
            let floor = hundreds(4_200.0 * (0.8 * self.level(occupation) + 0.25 * n.normal()).exp());
            seeker.wage_floor = yuan(floor).map(|floor| (floor, WagePeriod::Month));
        }
        seeker.distance_m_max =
            (!n.chance(0.15)).then(|| any(&[2_000, 3_000, 5_000, 8_000, 10_000, 15_000, 30_000], n));
        seeker.travel_min_max = n.chance(0.25).then(|| any(&[15, 20, 30, 45, 60, 90], n));
        seeker.travel_mode = self.mode.draw(n, 0.0);
        seeker.near_home = Some(n.chance(0.2));
        seeker.available = self.free.draw(n, 0.35);
        seeker.inconvenient = self.rather_not.draw(n, 0.85);
        let held = self.certificates(occupation, [0.5, 0.3], 0.01, n);
        seeker.certificates = n.chance(0.8).then_some(held);
        seeker.skills = self.skills(occupation, 10, 0.08, n);
        if n.chance(0.08) {
            seeker.region = seeker.home_region.as_ref().and_then(|home| home.at(RegionTier::County));
        }
        if n.chance(0.04) {
            seeker.scope = Some(RegionTier::County);
        }
        if n.chance(0.25) {
            seeker.kinds = vec![PostKind::FullTime];
            if n.chance(0.5) {
                seeker.kinds.push(PostKind::PartTime);
            }
        }
        if n.chance(0.12) {
            seeker.groups.extend(group(n).and_then(|group| GroupMembership::new(group, None, None).ok()));
        }
        seeker
    }

    fn level(&self, occupation: usize) -> f64 {
        self.levels.get(occupation).copied().unwrap_or(0.0)
    }

    /// A name of an occupation, the first ones commoner.
    fn name(&self, occupation: usize, n: &mut Numbers) -> &'static str {
        let Some(names) = self.words.occupations.get(occupation) else { return "" };
        let which = whole(n.unit().powf(1.7) * names.len() as f64);
        usize::try_from(which).ok().and_then(|which| names.get(which)).copied().unwrap_or("")
    }

    /// Near a centre, but one in eight anywhere; not known of one in fifty.
    fn place(&self, spread: f64, n: &mut Numbers) -> Place {
        let chosen = self.centre.draw(n);
        let centre = self.centres.get(chosen)?;
        let size = centre.size_km * spread;
        let mut km = centre.km.map(|middle| middle + size * n.normal());
        if n.chance(0.125) || km.iter().any(|one| !(0.0..=60.0).contains(one)) {
            km = [60.0 * n.unit(), 60.0 * n.unit()];
        }
        if n.chance(0.02) {
            return None;
        }
        let [east, north] = km;
        // Six digits, a tenth of a metre, as platforms give them.
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let (lon, lat) = (116.8 + east / (111.2 * 36.6_f64.to_radians().cos()), 36.3 + north / 111.2);
        let place = AnyCoordinate::new(round(lon), round(lat), System::Wgs84).ok()?;
        Some((place, self.street(km)))
    }

    /// The street of a place: the county of the nearest centre, and which of nine around it.
    fn street(&self, [east, north]: [f64; 2]) -> Option<RegionCode> {
        let away = |centre: &Centre| (centre.km[0] - east).hypot(centre.km[1] - north);
        let nearest =
            self.centres.iter().zip(1..).min_by(|(one, _), (other, _)| away(one).total_cmp(&away(other)));
        let (centre, county) = nearest?;
        let third = |apart: f64| {
            if apart < -1.0 {
                1
            } else if apart <= 1.0 {
                2
            } else {
                3
            }
        };
        let street = 3 * third(east - centre.km[0]) + third(north - centre.km[1]);
        RegionCode::parse(&format!("3701{county:02}{street:03}")).ok()
    }

    /// Four of five from the occupation's own; each once.
    fn skills(&self, occupation: usize, wide: u64, none: f64, n: &mut Numbers) -> Vec<Skill> {
        let count = if n.chance(none) { 0 } else { 1 + n.below(wide) };
        let own = self.own_skills.get(occupation);
        let mut places: Vec<usize> = (0..count)
            .filter_map(|_| {
                if n.chance(0.8) {
                    own?.get(self.own_skill.draw(n)).copied()
                } else {
                    Some(self.skill.draw(n))
                }
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.words.skills.get(place).cloned()).collect()
    }

    /// Two that go with the occupation, and any others.
    fn certificates(
        &self,
        occupation: usize,
        shares: [f64; 2],
        stray: f64,
        n: &mut Numbers,
    ) -> Vec<Certificate> {
        let own = self.own_certificates.get(occupation).into_iter().flatten().zip(shares);
        let mut places: Vec<usize> =
            own.filter_map(|(place, share)| n.chance(share).then_some(*place)).collect();
        if stray > 0.0 {
            places.extend((0..CERTIFICATES_COUNT).filter(|_| n.chance(stray)));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.words.certificates.get(place).cloned()).collect()
    }
}

fn group(n: &mut Numbers) -> Option<KeyGroup> {
    let all = KeyGroup::all().count() as u64;
    usize::try_from(n.below(all)).ok().and_then(|place| KeyGroup::all().nth(place))
}

/// A whole number from 0.
fn whole(number: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "floors at 0 by the standard"
    )]
    let whole = number as u64;
    whole
}

/// Rounded to hundreds.
fn hundreds(amount: f64) -> u64 {
    100 * whole(amount / 100.0 + 0.5)
}

fn yuan(amount: u64) -> Option<Fen> {
    i64::try_from(100 * amount).ok().and_then(|fen| Fen::new(fen).ok())
}

/// A geometric distribution: of all that are so many days old, one in twenty is no older. Up to half a year.
fn days_ago(n: &mut Numbers) -> u64 {
    whole(1.0 + (1.0 - n.unit()).ln() / 0.95_f64.ln()).min(180)
}
