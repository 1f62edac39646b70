//! Seeded input for the benchmarks: a town of posts, people and stations, the same on every machine.

use chrono::NaiveDate;
use doorstep::table::{Mapping, RawTable, Record, read};
use doorstep::{AnyCoordinate, Post, System};
use serde_json::{Value, json};

pub mod market;
pub mod process;
pub mod vouchers;

/// A small generator of numbers (splitmix64: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*,
/// OOPSLA 2014), so that no benchmark depends on a crate's choice of algorithm.
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Numbers from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    /// The next number from 0 to 1, which is left out.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
        let unit = self.below(1 << 53) as f64 / (1_u64 << 53) as f64;
        unit
    }

    /// The next number of a normal distribution about 0 with a deviation of 1 (Box and Muller, *A note on the generation
    /// of random normal deviates*, Annals of Mathematical Statistics 29, 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (-2.0 * (1.0 - self.unit()).ln(), std::f64::consts::TAU * self.unit());
        radius.sqrt() * angle.cos()
    }

    /// Whether something that happens in a share of all cases happens.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of `items`, the first of which is the commonest.
    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let index = self.below(items.len() as u64).min(self.below(items.len() as u64));
        usize::try_from(index).ok().and_then(|index| items.get(index)).copied().unwrap_or_default()
    }

    /// A place in a square of about 30 km.
    fn place(&mut self) -> (f64, f64) {
        let mut offset = || f64::from(u32::try_from(self.below(3_000)).unwrap_or_default()) / 10_000.0;
        (116.9 + offset(), 36.5 + offset())
    }
}

const TITLES: &[&str] =
    &["保安", "保洁员", "送餐骑手", "仓库理货员", "电工", "焊工", "收银员", "会计", "月嫂", "软件测试工程师"];
const SKILLS: &[&str] =
    &["驾驶", "收银", "焊接", "电路检修", "母婴护理", "Excel", "巡逻", "叉车", "摄影", "英语"];
const EDUCATION: &[&str] = &["学历不限", "初中", "高中", "大专", "本科"];

/// Rows of posts.
pub fn post_rows(count: u64, seed: u64) -> Value {
    let mut numbers = Numbers::new(seed);
    let row = |id| {
        let (lon, lat) = numbers.place();
        let wage = 2_500 + 100 * numbers.below(80);
        json!({
            "id": format!("p{id:07}"), "lon": lon, "lat": lat,
            "title": format!("{}{}", numbers.pick(&["", "急招", "诚聘"]), numbers.pick(TITLES)),
            "skills": [numbers.pick(SKILLS), numbers.pick(SKILLS)],
            "wage_min_yuan": wage, "wage_max_yuan": wage + 1_500,
            "education": numbers.pick(EDUCATION), "experience_years": numbers.below(4),
            "published": format!("2026-06-{:02}", 1 + numbers.below(14)),
        })
    };
    (0..count).map(row).collect()
}

/// Posts of many occupations: names with a word before them, in a square of about 30 km.
pub fn named_posts(names: &[&str], count: u32, seed: u64) -> Vec<Post> {
    let mut numbers = Numbers::new(seed);
    let post = |id| {
        let (lon, lat) = numbers.place();
        let mut post = Post::new(format!("p{id:07}"));
        post.title = format!("{}{}", numbers.pick(&["", "急招", "诚聘", "高薪"]), numbers.pick(names));
        post.place = AnyCoordinate::new(lon, lat, System::Wgs84).ok();
        let day = u32::try_from(numbers.below(28)).unwrap_or_default();
        post.published = NaiveDate::from_ymd_opt(2026, 5, 1 + day);
        post
    };
    (0..count).map(post).collect()
}

/// Rows of places: stations or residents.
pub fn place_rows(count: u64, seed: u64) -> Value {
    let mut numbers = Numbers::new(seed);
    let row = |id| {
        let (lon, lat) = numbers.place();
        json!({"id": format!("{id:07}"), "lon": lon, "lat": lat, "area_class": numbers.pick(&["urban", "rural"])})
    };
    (0..count).map(row).collect()
}

/// The records of generated rows.
///
/// # Errors
/// If a generator makes a row that is not valid.
pub fn records<T: Record>(rows: &Value) -> Result<Vec<T>, doorstep::Error> {
    Ok(read(&RawTable::from_json(rows)?, &Mapping::default())?.into_records()?)
}
