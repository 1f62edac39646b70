//! Made-up job seekers for posts that come without people: a seeded generator, no register behind it.

use chrono::NaiveDate;
use doorstep::{
    AnyCoordinate, Certificate, Education, Fen, GroupMembership, KeyGroup, PostKind, Seeker, Skill,
    TravelMode, WagePeriod, WeekHours,
};

use crate::failure::Failure;

/// A sequence of numbers that depends on its seed only: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    /// A sequence for a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, 0 if `end` is 0. The tiny bias of the remainder does not matter here.
    fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(usize::try_from(self.below(items.len() as u64)).ok()?)
    }
}

/// Wanted titles, skills, certificates, education, floor in yuan a month, most years of experience.
type Profile =
    (&'static [&'static str], &'static [&'static str], &'static [&'static str], Education, u32, u64);

const PROFILES: &[Profile] = &[
    (&["Java开发工程师", "软件开发"], &["java", "mysql", "springboot"], &[], Education::Bachelor, 7000, 6),
    (&["前端开发工程师"], &["javascript", "vue"], &[], Education::JuniorCollege, 6000, 5),
    (&["测试工程师"], &["软件测试"], &[], Education::JuniorCollege, 5000, 4),
    (&["网络运维", "技术支持"], &["网络维护"], &[], Education::JuniorCollege, 4500, 5),
    (&["会计", "出纳"], &["会计", "财务"], &["初级会计职称"], Education::JuniorCollege, 4000, 8),
    (&["行政文员", "前台"], &["行政", "办公软件"], &[], Education::JuniorCollege, 3500, 4),
    (&["人事专员", "招聘专员"], &["人力资源"], &[], Education::Bachelor, 4500, 4),
    (&["销售代表", "客户经理"], &["销售"], &[], Education::SeniorMiddle, 4000, 8),
    (&["电话客服", "客服专员"], &["客户服务"], &[], Education::SeniorMiddle, 3500, 3),
    (&["新媒体运营", "电商运营"], &["运营", "文案"], &[], Education::JuniorCollege, 4500, 3),
    (&["平面设计师"], &["设计师", "photoshop"], &[], Education::JuniorCollege, 4500, 5),
    (&["机械工程师", "机械设计"], &["机械设计", "solidworks"], &[], Education::Bachelor, 6000, 8),
    (&["电气工程师"], &["电气设计"], &["电工证"], Education::Bachelor, 6000, 8),
    (&["施工员", "资料员"], &["施工管理"], &[], Education::JuniorCollege, 5000, 6),
    (&["造价员", "预算员"], &["工程造价"], &[], Education::JuniorCollege, 5500, 6),
    (&["电工", "维修工"], &["电路维修"], &["低压电工作业证"], Education::SeniorMiddle, 4500, 15),
    (&["普工", "操作工"], &[], &[], Education::JuniorMiddle, 4500, 6),
    (&["保安"], &["安保"], &[], Education::JuniorMiddle, 3000, 12),
    (&["餐厅服务员", "传菜员"], &[], &[], Education::JuniorMiddle, 3500, 4),
    (&["厨师", "面点师"], &["烹饪"], &["健康证"], Education::JuniorMiddle, 5500, 12),
    (&["司机", "送货员"], &["驾驶"], &["C1驾驶证"], Education::SeniorMiddle, 5000, 12),
    (&["快递员", "外卖骑手"], &[], &[], Education::JuniorMiddle, 5000, 4),
    (&["护士", "导医"], &["护理"], &["护士执业证"], Education::JuniorCollege, 4500, 5),
    (&["幼儿教师", "课程顾问"], &["教学"], &["教师资格证"], Education::JuniorCollege, 4000, 5),
    (&["置业顾问", "房产经纪人"], &["销售"], &[], Education::SeniorMiddle, 4000, 5),
];

/// Days on which everybody can work, and hours of them.
const HOURS: &[&str] = &["1-5 08:00-18:30", "1-6 08:00-20:00", "1-7 07:00-22:00"];

/// `count` job seekers whose homes are among `homes`, the same for the same seed.
pub(crate) fn seekers(count: usize, homes: &[AnyCoordinate], seed: u64) -> Result<Vec<Seeker>, Failure> {
    let mut random = Random::new(seed);
    (1..=count).map(|number| seeker(number, homes, &mut random)).collect()
}

fn seeker(number: usize, homes: &[AnyCoordinate], random: &mut Random) -> Result<Seeker, Failure> {
    let none = || Failure::new("no profile to choose from");
    let (titles, skills, certificates, education, floor, years) = *random.pick(PROFILES).ok_or_else(none)?;
    let mut seeker = Seeker::new(format!("Q{number:03}"));
    seeker.titles = titles.iter().map(|title| (*title).to_owned()).collect();
    seeker.skills = skills.iter().filter_map(|skill| Skill::parse(skill).ok()).collect();
    seeker.certificates =
        Some(certificates.iter().map(|one| Certificate::parse(one)).collect::<Result<_, _>>()?);
    seeker.place = random.pick(homes).copied();
    let percent = 80 + 5 * random.below(9);
    let floor_yuan = u64::from(floor) * percent / 100 / 100 * 100;
    seeker.wage_floor = Some((Fen::from_yuan_text(&floor_yuan.to_string())?, WagePeriod::Month));
    seeker.kinds = vec![PostKind::FullTime];
    seeker.education = Some(education);
    seeker.experience_years = u8::try_from(random.below(years + 1)).ok();
    let (year, day) = (1968 + random.below(37), 1 + random.below(365));
    seeker.born = NaiveDate::from_yo_opt(i32::try_from(year)?, u32::try_from(day)?);
    seeker.available = random.pick(HOURS).map(|hours| WeekHours::parse(hours)).transpose()?;
    let (mode, minutes) = *random
        .pick(&[
            (TravelMode::Walk, 45),
            (TravelMode::Cycle, 45),
            (TravelMode::Transit, 60),
            (TravelMode::Drive, 45),
        ])
        .ok_or_else(none)?;
    seeker.travel_mode = Some(mode);
    seeker.travel_min_max = Some(minutes);
    if random.below(3) == 0 {
        let groups = [KeyGroup::RegisteredUnemployed, KeyGroup::Graduate, KeyGroup::EmploymentDifficulty];
        let group = *random.pick(&groups).ok_or_else(none)?;
        seeker.groups = vec![GroupMembership::new(group, None, None)?];
    }
    Ok(seeker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_list_of_people() {
        let homes = [AnyCoordinate::new(117.0, 36.6, doorstep::System::Wgs84).unwrap()];
        let one = seekers(50, &homes, 7).unwrap();
        assert_eq!(one, seekers(50, &homes, 7).unwrap());
        assert_ne!(one, seekers(50, &homes, 8).unwrap());
        assert!(one.iter().all(|seeker| seeker.place == Some(homes[0]) && !seeker.titles.is_empty()));
    }

    /// The published first outputs for the seed 1234567.
    #[test]
    fn the_sequence_is_splitmix64() {
        let mut random = Random::new(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
