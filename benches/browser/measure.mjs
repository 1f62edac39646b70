// What is measured, in Node and in a page alike.

/** The generator of benches/src/lib.rs. */
function numbers(seed) {
  const whole = (value) => BigInt.asUintN(64, value);
  let state = BigInt(seed);
  return (limit) => {
    state = whole(state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = whole((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = whole((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return Number((mixed ^ (mixed >> 31n)) % BigInt(limit));
  };
}

const TITLES = ["保安", "保洁员", "送餐骑手", "仓库理货员", "电工", "焊工", "收银员", "会计", "月嫂", "软件测试工程师"];
const SKILLS = ["驾驶", "收银", "焊接", "电路检修", "母婴护理", "Excel", "巡逻", "叉车", "摄影", "英语"];
const EDUCATION = ["初中", "高中", "大专", "本科"];
const WISHES = ["", " 包吃住", " 日结", " 五险一金", " 双休"];

/** People of the town whose posts `topk --save` makes up, which are `post_rows` of benches/src/lib.rs. */
export function people(count) {
  const below = numbers(2);
  const pick = (items) => items[Math.min(below(items.length), below(items.length))];
  return Array.from({ length: count }, (_, index) => ({
    id: `s${String(index).padStart(7, "0")}`,
    lon: 116.9 + below(3000) / 10_000,
    lat: 36.5 + below(3000) / 10_000,
    titles: [pick(TITLES)],
    skills: [pick(SKILLS), pick(SKILLS), pick(SKILLS)],
    wage_floor_yuan: 3000 + 100 * below(30),
    distance_m_max: 3000 + 1000 * below(10),
    education: pick(EDUCATION),
    experience_years: below(8),
    born: `${1966 + below(40)}-01-15`,
  }));
}

function timed(call) {
  const start = performance.now();
  const value = call();
  return [performance.now() - start, value];
}

/** The smallest of the times that are not below this share of them. */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function latency(items, call) {
  const times = items.map((item) => timed(() => call(item))[0]).sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: times.at(-1) };
}

/**
 * Milliseconds. `lexicon` and `fromBytes` add up to what a page waits for; `firstRecommend` and `firstSearch` hold what is
 * made at the first call.
 */
export function measure({ Lexicon, Matcher }, bytes, count = 500) {
  const seekers = people(count);
  const [lexicon] = timed(() => Lexicon.default());
  const [fromBytes, matcher] = timed(() => Matcher.fromBytes(bytes));
  const recommend = (seeker) => matcher.recommend([seeker], 10);
  const search = ({ lon, lat, titles, born }) =>
    matcher.search(titles[0] + WISHES[Number(born.slice(0, 4)) % WISHES.length], { near: { lon, lat }, k: 10 });
  const [firstRecommend] = timed(() => recommend(seekers[0]));
  const [firstSearch] = timed(() => search(seekers[0]));
  // The engine compiles what is called often once more: that is not part of the latency.
  seekers.slice(0, 50).forEach((seeker) => [recommend(seeker), search(seeker)]);
  const found = seekers.reduce((sum, seeker) => sum + recommend(seeker).recommendations.length, 0);
  return {
    posts: matcher.length,
    ready: lexicon + fromBytes,
    lexicon,
    fromBytes,
    firstRecommend,
    firstSearch,
    found,
    recommend: latency(seekers, recommend),
    search: latency(seekers, search),
  };
}
