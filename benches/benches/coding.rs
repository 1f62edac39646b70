//! What is measured: the five most likely codes of 200 titles, on one thread, and making the coder. Input: titles made
//! here of an employer, a call, a trade and a benefit, with a seed. Left out: titles of more than 40 letters.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use criterion::{Criterion, criterion_group, criterion_main};
use doorstep::text::occupation::OccupationCoder;
use doorstep_benches::Numbers;

const EMPLOYERS: &[&str] = &["", "", "城东物业", "一家社区食堂", "某电子厂", "河畔酒店"];
const CALLS: &[&str] = &["", "急招", "诚聘", "招聘：", "【高薪】"];
const TRADES: &[&str] = &[
    "保安",
    "保洁员",
    "送餐骑手",
    "仓库理货员",
    "低压电工",
    "二保焊焊工",
    "收银员",
    "会计助理",
    "住家月嫂",
    "软件测试工程师",
    "短视频运营",
    "叉车司机",
    "养老护理员",
    "销售代表",
    "前台接待",
    "CNC操作工",
];
const BENEFITS: &[&str] = &["", "（包吃住）", " 双休", "/五险一金", "+底薪5000", "（城南）"];

fn titles() -> Vec<String> {
    let mut numbers = Numbers::new(1);
    let mut one = |words: &[&str]| {
        let index = usize::try_from(numbers.below(words.len() as u64)).unwrap();
        words.get(index).copied().unwrap().to_owned()
    };
    (0..200).map(|_| one(EMPLOYERS) + &one(CALLS) + &one(TRADES) + &one(BENEFITS)).collect()
}

fn benches(criterion: &mut Criterion) {
    let titles = titles();
    let coder = OccupationCoder::embedded().unwrap();
    let mut group = criterion.benchmark_group("text/code");
    group.bench_function("titles/doorstep", |bencher| {
        bencher.iter(|| titles.iter().map(|title| coder.code(title, 5).len()).sum::<usize>());
    });
    group.bench_function("make/doorstep", |bencher| bencher.iter(|| OccupationCoder::embedded().unwrap()));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
