// What a user writes, under `tsc --strict`.

import init, {
  circles,
  type Command,
  type Constraint,
  convert,
  coverage,
  DoorstepError,
  fields,
  Ledger,
  Matcher,
  type PostRow,
  type Recommendation,
  type SeekerRow,
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

  // @ts-expect-error an option that does not exist
  matcher.recommend([seeker], 3, { lang: "en" });
  // @ts-expect-error no language of this name
  matcher.recommend([seeker], 3, { language: "fr" });
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
const radius: number | undefined = circles(stations, { vertices: 32 }).features[0]?.properties.radius_m;

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
console.log(covered, radius, fen, ledger.verify().hash, fields("post")[0]?.zh);

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
