//! The story: what is done with the tables, in order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep::Post;
use doorstep::table::{Effect, Finding};

use crate::circles::{self, ServiceCircles};
use crate::failure::Failure;
use crate::matching::{self, Outcome};
use crate::progress::Progress;
use crate::vouchers::{self, Vouchers};
use crate::world::World;

/// Everything that came of it.
pub(crate) struct Story<'a> {
    /// What it is about.
    pub world: &'a World,
    /// The day of asking.
    pub today: NaiveDate,
    /// What everybody gets, in the order of the table.
    pub outcomes: Vec<Outcome<'a>>,
    /// Circles and coverage.
    pub circles: ServiceCircles,
    /// The ledger.
    pub vouchers: Vouchers,
    posts: BTreeMap<&'a str, &'a Post>,
}

impl<'a> Story<'a> {
    /// Does it all.
    pub(crate) fn tell(world: &'a World, today: NaiveDate, progress: &mut Progress) -> Result<Self, Failure> {
        let posts = &world.posts.reading.records;
        let seekers = &world.seekers.reading.records;
        let outcomes = matching::recommend(posts, seekers, today)?;
        let found: usize = outcomes.iter().map(|outcome| outcome.recommendations.len()).sum();
        let few = outcomes.iter().filter(|outcome| outcome.diagnosis.is_some()).count();
        progress.done(
            "人岗匹配",
            "match",
            format_args!(
                "{} 人 people, {found} 条推荐 recommendations, {few} 人诊断 diagnosed",
                outcomes.len()
            ),
        );
        let circles = circles::draw(&world.residents.reading.records, &world.stations.reading.records)?;
        let total = &circles.coverage.total;
        progress.done(
            "服务圈",
            "service circles",
            format_args!("{} of {} covered, {} unknown", total.covered, total.total, total.unknown),
        );
        let vouchers = vouchers::carry(seekers, today, world.region)?;
        let refused = vouchers.turns.iter().filter(|turn| turn.refusal().is_some()).count();
        progress.done(
            "就业券",
            "vouchers",
            format_args!(
                "{} commands, {} events, {refused} refused; chain verified",
                vouchers.turns.len(),
                vouchers.verified.head.events
            ),
        );
        let posts = posts.iter().map(|post| (post.id.as_str(), post)).collect();
        Ok(Self { world, today, outcomes, circles, vouchers, posts })
    }

    /// A post by its id.
    pub(crate) fn post(&self, id: &str) -> Result<&'a Post, Failure> {
        self.posts.get(id).copied().ok_or_else(|| Failure::new(format!("no post {id}")))
    }

    /// The name of a division, its code if it has none, `未注明` without a code.
    pub(crate) fn region_name<'b>(&'b self, code: &'b str) -> &'b str {
        if code.is_empty() {
            return "未注明";
        }
        self.world.region_names.get(code).map_or(code, String::as_str)
    }

    /// What was wrong with the tables, each with the name of its file.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (&str, &Finding)> {
        let world = self.world;
        let named =
            |file: &'a str, findings: &'a [Finding]| findings.iter().map(move |finding| (file, finding));
        named(&world.posts.file, &world.posts.reading.findings)
            .chain(named(&world.seekers.file, &world.seekers.reading.findings))
            .chain(named(&world.stations.file, &world.stations.reading.findings))
            .chain(named(&world.residents.file, &world.residents.reading.findings))
    }

    /// Findings by code and effect.
    pub(crate) fn findings_by_code(&self) -> BTreeMap<(Effect, &'static str), usize> {
        let mut counts = BTreeMap::new();
        for (_, finding) in self.findings() {
            *counts.entry((finding.effect, finding.code)).or_insert(0) += 1;
        }
        counts
    }

    /// Tells the main figures on standard output.
    pub(crate) fn print_summary(&self) {
        let (posts, coverage) = (&self.world.posts.reading, &self.circles.coverage.total);
        let rows = posts.records.len() + posts.rows_rejected;
        println!("{} {} · {}", self.world.name.zh, self.world.name.en, self.today);
        println!("岗位 posts: {} 读入 + {} 拒绝 = {rows} 行", posts.records.len(), posts.rows_rejected);
        for ((effect, code), count) in self.findings_by_code() {
            let cost = match effect {
                Effect::Row => "行被拒绝 row rejected",
                Effect::Cell => "单元格置空 cell not stated",
                Effect::Column => "列未读 column not read",
            };
            println!("  {count:>5}  {code}  {cost}");
        }
        for (posts, people) in matching::by_count(&self.outcomes).into_iter().rev() {
            println!("{people:>5} 人得到 {posts} 个岗位 people get {posts} posts");
        }
        println!(
            "覆盖 covered: {} / {} {}，未知 unknown {}",
            coverage.covered, coverage.total, self.world.weight_unit.zh, coverage.unknown
        );
        for turn in &self.vouchers.turns {
            if let Some(refusal) = turn.refusal() {
                println!(
                    "拒绝 refused {}: {} {}",
                    turn.command.id,
                    refusal.code().code(),
                    refusal.code().zh()
                );
            } else if turn.replayed() {
                println!("重放 replayed {}", turn.command.id);
            }
        }
        println!(
            "账本 ledger: {} events, head {}",
            self.vouchers.verified.head.events, self.vouchers.verified.head.hash
        );
        for note in &self.world.notes {
            println!("注 {}\n   {}", note.zh, note.en);
        }
    }
}
