// What a user writes, under `tsc --strict`.

import init, {
  audit,
  accessibility,
  allocate,
  assign,
  circles,
  type CodedOccupation,
  type Command,
  type Constraint,
  convert,
  coverage,
  DoorstepError,
  fees,
  fields,
  Ledger,
  Lexicon,
  Matcher,
  nearestOpen,
  type PostRow,
  type Recommendation,
  retirement,
  RoadNetwork,
  rollup,
  samePosts,
  scorecard,
  site,
  type SeekerRow,
  subsidyWindow,
  type Suggestion,
  type Term,
  type UnpaidWhy,
  type WayMeasured,
  type WindowRule,
  type Words,
} from "doorstep";

await init();

const posts: PostRow[] = [{ id: "p1", title: "保安", lon: 117.02, lat: 36.66, wage_min_yuan: "3800", openings: 3 }];
const seeker: SeekerRow = { titles: ["保安"], lon: 117.02, lat: 36.66, education: null };

{
  using matcher = new Matcher(posts, { today: "2026-06-14", weights: { wage: 200 }, errors: "collect" });
  const { recommendations } = matcher.recommend([seeker], 3, { language: "en" });
  const best: Recommendation | undefined = recommendations[0];
  const open: Constraint[] = best?.unknown ?? [];
  const metres: number | null | undefined = best?.distance_m;
  const lifted: number | undefined = matcher.diagnose(seeker).constraints[0]?.failed_alone;
  const parts: string[] = matcher.explain(seeker, "p1").parts.map((part) => `${part.name} ${part.contribution}`);
  console.log(open, metres, lifted, parts, matcher.length, matcher.rejects);

  const bytes: Uint8Array = matcher.toBytes();
  using loaded = Matcher.fromBytes(bytes, Lexicon.default());
  Matcher.fromBytes(new ArrayBuffer(0), { skills: [] }).free();
  const signal = AbortSignal.timeout(1000);
  for await (const { recommendations, done, total } of loaded.recommendInChunks([seeker], 3, { chunk: 16, signal })) {
    const first: Recommendation | undefined = recommendations[0];
    console.log(first?.rank, done / total);
  }
  const { upserted, provenance } = loaded.apply({ upsert: posts, remove: ["p2", 3], openings: { p1: 2 }, today: "2026-06-15" });
  const generation: number = loaded.provenance.generation;
  const twice: string[] = samePosts(posts, { errors: "collect" }).posts.map((post) => post.post_id);
  console.log(upserted, provenance.today, generation, twice);
  // @ts-expect-error no such change
  loaded.apply({ removed: ["p2"] });
  // @ts-expect-error what saved a matcher is bytes
  Matcher.fromBytes("doorstep");

  // @ts-expect-error an option that does not exist
  matcher.recommend([seeker], 3, { lang: "en" });
  // @ts-expect-error no language of this name
  matcher.recommend([seeker], 3, { language: "fr" });
}

{
  const words: Words = { skills: [{ id: "dragon", zh: "舞龙", words: ["舞龙头"] }] };
  using lexicon = new Lexicon(words);
  const coded: CodedOccupation[] = lexicon.code("保安", 3);
  const terms: Term[] = [...lexicon.skills("会开叉车"), ...lexicon.certificates("电工证"), ...lexicon.occupations("月嫂")];
  const wished: string | undefined = lexicon.readWish("包吃").facts[0]?.quote;
  const stated: string | undefined = lexicon.readPosts(posts, { errors: "collect" }).posts[0]?.contradictions[0]?.stated;
  console.log(coded[0]?.why[0]?.weight, terms[0]?.start, wished, stated, lexicon.name("4"), lexicon.occupation("4")?.green);
  console.log(Lexicon.default().code("保安").length);

  using matcher = new Matcher(posts, { lexicon, read_text: false, order: "priority_then_fit", priorities: { veteran: 500_000 } });
  new Matcher(posts, { lexicon: words }).free();
  const priority: number | undefined = matcher.candidates([seeker], ["p1"], 3, { language: "en" }).recommendations[0]?.priority;
  const near = { lon: 117.02, lat: 36.66, system: "gcj02" };
  const reasons: string[] | undefined = matcher.search("保安 包吃", { near, k: 5, filters: { wage_floor_yuan: 3500 } }).hits[0]?.reasons;
  const suggestions: Suggestion[] = matcher.suggest("baoa");
  const fair = audit([{ id: "s1", selected: true }], [{ id: "s1", group: "女" }], { attribute: "性别", smallest: 1 });
  const ratio: number | undefined = fair.groups[0]?.impact_ratio;
  console.log(priority, reasons, suggestions[0]?.kind, ratio);

  // @ts-expect-error the attribute is named
  audit([], [], {});
  // @ts-expect-error no order of this name
  new Matcher(posts, { order: "best" });
  // @ts-expect-error filters stand apart from the other options
  matcher.search("保安", { wage_floor_yuan: 3500 });
}

// A table in somebody's own words.
const mapping = { fields: { id: { column: "编号" }, title: { column: "职位" } } };
new Matcher([{ 编号: 1, 职位: "电工" }], { mapping }).free();
// @ts-expect-error without a mapping these are no fields
new Matcher([{ 编号: 1, 职位: "电工" }]);

const [lon, lat]: [number, number] = convert(116.404, 39.915, "wgs84", "gcj02");
const stations = [{ id: "s1", lon, lat, area_class: "urban" }];
const answer = coverage([{ id: "r1", lon, lat, weight: 120 }], stations, {
  standard: { urban: { kind: "time", minutes: 15, mode: "walk" }, rural: { kind: "distance", metres: 3000 } },
});
const covered: number = answer.total.covered;
const reached = accessibility([{ id: 1, weight: 120 }], [{ id: "s1", weight: 3 }], [{ demand_id: 1, supply_id: "s1", cost: 9 }], 15, {
  method: "e2sfca",
  decay: { kind: "gaussian", sigma: 10 },
});
const gini: number = reached.total.equity.gini + (reached.rows[0]?.score ?? 0);
const open: string | null | undefined = nearestOpen([{ id: "r1", lon, lat }], [{ id: "s1", lon, lat, hours: "24/7" }], "2026-11-26T09:30", {
  calendar: { years: [2027], days: [{ date: "2027-01-01", kind: "holiday" }] },
  mode: "cycle",
}).rows[0]?.maybe_station_id;
const proven: boolean = assign([{ id: 1, weight: 120 }], [{ id: "s1", weight: 3 }], null, { reach_m: 900, parting: "whole" }).is_proven_best;
const people: number | undefined = rollup([{ region: 370102, answer: "covered", weight: 120 }]).regions[0]?.all.total;
const sited = site([{ id: 1, weight: 120, tier: 0, older: 30 }], [{ id: "s1", standing: "existing" }, { id: 2 }], [{ demand_id: 1, candidate_id: 2, cost: 300 }], {
  objective: "mclp",
  p: 1,
  radius: 900,
  weights: { older: 2 },
  marginal: true,
});
const gain: number | undefined = sited.sites[0]?.gain ?? sited.marginal[0]?.gain ?? sited.infeasible?.help[0]?.nearest_cost ?? 0;
const gap: number | null = sited.gap_ppm;
console.log(open, proven, people, gain, gap);
const radius: number | undefined = circles(stations, { vertices: 32 }).features[0]?.properties.radius_m;

{
  const line = { type: "LineString", coordinates: [[117, 36.66], [117.01, 36.66]] };
  const lines = { type: "FeatureCollection", features: [{ type: "Feature", properties: { oneway: "yes" }, geometry: line }] };
  using network = RoadNetwork.fromGeoJson(lines, { mode: "cycle", cycle_kmh: 15 });
  using saved = RoadNetwork.load(network.save());
  const seconds: number | undefined = saved.nearest([{ id: 1, lon, lat: null }], stations, { max_min: 30 }).rows[0]?.time_s;
  const far: string[] = saved.times(stations, stations, 15).origins_unsnapped;
  const area = saved.isochrones(stations, [5, 10], { direction: "from" }).features[0];
  const rings = area?.geometry.type === "MultiPolygon" ? area.geometry.coordinates.length : 0;
  const nodes: number = RoadNetwork.fromEdges([{ node: "1", lon, lat }], [{ from: 1, to: 1, oneway: false }], { system: "gcj02" }).nodes;
  console.log(seconds, far, rings, nodes, saved.shifted("gcj02").system, area?.properties.length_m);

  using matcher = new Matcher(posts, { network: saved, snap_limit_m: 300 });
  const measured: WayMeasured | null | undefined = matcher.recommend([seeker]).recommendations[0]?.measured;
  const networks: string[] | undefined = Matcher.fromBytes(matcher.toBytes(), null, { network: [network, saved] }).provenance.networks;
  console.log(measured === "not_reached", networks);
  // @ts-expect-error a network is made first
  new Matcher(posts, { network: lines });
}

{
  const guidance = { item: "guidance", basis: "person", price_fen: 12_000 } as const;
  const catalogue = [{ version: "2026-1", from: "2026-01-01", items: [guidance] }];
  const contract = { contract: "k-1", from: "2026-01-01", until: "2027-01-01", outlets: ["o-1"] };
  const statement = fees([{ id: "r-1", outlet: "o-1", person: "h-1", item: "guidance", date: "2026-03-02" }], catalogue, contract);
  const why: UnpaidWhy | undefined = statement.unpaid[0]?.why;
  const paid: number | undefined = statement.lines[0]?.amount_fen;
  const step = { kind: "step", bands: [{ from_hundredths: 0, permille: 0 }] } as const;
  const ends: boolean | undefined = scorecard([], { fee_fen: 1, rule: { kind: "step", bands: [...step.bands] } }).rows[0]?.terminates;
  const share: number | undefined = allocate(100, [{ key: "a", weight: 1, ceiling_fen: null }]).shares[0]?.amount_fen;
  console.log(why, paid, ends, share);
  // @ts-expect-error fees are asked of a contract
  fees([], catalogue);
}

const claim: Command = {
  id: "c-4",
  actor: { id: "h-7f3a", role: "holder", region: "370102" },
  action: "claim",
  voucher: "v-1",
};
const ledger = Ledger.open("memory:");
const done = ledger.submit(claim, "2026-03-02T09:00:00+08:00");
if (done.outcome === "refused") console.log(done.refusal.code, done.refusal.message_zh);
const fen: number | undefined = ledger.budget("training-2026")?.available_fen;
console.log(gini, covered, radius, fen, ledger.verify().hash, fields("post")[0]?.zh);

const rule: WindowRule = { id: "r", months_max: 36, split: "days", extensions: [{ reason: "hard", max: { months: 12 } }] };
const kept = subsidyWindow(rule, [{ action: "open", start: "2026-03-01", first_approval: { on: "2026-02-10" } }]);
const [step] = kept.answers;
if (step?.outcome === "refused") console.log(step.refusal.code);
subsidyWindow(rule, [{ action: "resume", on: "2026-05-01" }], { window: kept.window, as_of: "2026-05-01" });
console.log(kept.view?.timeline[0]?.kind === "paid", retirement("1971-04", "women_55").month);

// @ts-expect-error there is no such action
subsidyWindow(rule, [{ action: "stop" }]);
// @ts-expect-error a claim is about a voucher
ledger.submit({ id: "c-5", actor: claim.actor, action: "claim" });
// @ts-expect-error no such column in a row of posts
new Matcher([{ titel: "保安" }]);
// @ts-expect-error a ledger is opened
new Ledger();

try {
  convert(Number.NaN, 0, "wgs84", "gcj02");
} catch (error) {
  if (error instanceof DoorstepError) console.log(error.code, error.family, error.messageZh, error.findings.length);
}
