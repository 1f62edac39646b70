// The main job on the sample county, in JavaScript: read, match, draw circles, carry a voucher.
// The same module runs in Node (node examples/web/story.mjs) and in the page beside it (index.html).

export const TODAY = "2026-11-22";

/** Rows of a CSV text (RFC 4180) as objects, all cells as text. */
export function rowsOf(text) {
  const cells = [...text.replace(/^\ufeff/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)];
  const records = [[]];
  for (const [, quoted, plain, end] of cells) {
    records.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") records.push([]);
  }
  const [header, ...rest] = records.filter((record) => record.length > 1);
  return rest.map((record) => Object.fromEntries(header.map((name, index) => [name, record[index] || null])));
}

/** Ten posts for everybody, with reasons. */
export function match({ Matcher }, tables, mappings) {
  const matcher = new Matcher(tables.posts, { mapping: mappings.posts, today: TODAY, errors: "collect" });
  const how = { mapping: mappings.seekers, errors: "collect" };
  const { recommendations: best } = matcher.recommend(tables.seekers, 10, how);
  const people = new Set(best.map((row) => row.seeker_id));
  return { posts: matcher.length, findings: matcher.rejects.length, recommendations: best, people: people.size };
}

/** Who is inside a service circle. */
export function draw({ coverage }, tables, mappings) {
  return coverage(tables.residents, tables.stations, {
    residents_mapping: mappings.residents,
    stations_mapping: mappings.stations,
    errors: "collect",
  }).total;
}

/** One voucher from issue to payment; a second redemption is refused. */
export function carry({ Ledger }) {
  const ledger = Ledger.open("memory:");
  const now = 1_795_305_600; // 2026-11-22 08:00 in Shanghai
  const submit = (step, actor, role, action, rest) =>
    ledger.submit({ id: `c-${step}`, actor: { id: actor, role, region: "379921" }, action, ...rest }, now + step);
  submit(1, "manager", "manager", "define_programme", {
    programme: "skills", name: "职业技能培训券", region: "379921", item: "training",
    face_amount_fen: 80_000, valid_days: 90, payee: "provider",
  });
  submit(2, "manager", "manager", "appropriate", { programme: "skills", amount_fen: 800_000 });
  submit(3, "issuer", "issuer", "issue", { programme: "skills", voucher: "v-1", holder: "h-1" });
  submit(4, "h-1", "holder", "claim", { voucher: "v-1" });
  submit(5, "school", "provider", "redeem", { voucher: "v-1", record: "s-1" });
  const refused = submit(6, "school", "provider", "redeem", { voucher: "v-1", record: "s-2" });
  submit(7, "approver", "approver", "approve", { voucher: "v-1" });
  submit(8, "payer", "payer", "disburse", { voucher: "v-1", payment: "pay-1" });
  return { state: ledger.voucher("v-1").state, refused: refused.refusal.code, events: ledger.verify().events };
}

/** The whole story as lines of text. */
export function tell(doorstep, tables, mappings) {
  const matched = match(doorstep, tables, mappings);
  const first = matched.recommendations[0];
  const total = draw(doorstep, tables, mappings);
  const voucher = carry(doorstep);
  return [
    `岗位 posts: ${matched.posts} read, ${matched.findings} findings`,
    `推荐 recommendations: ${matched.recommendations.length} for ${matched.people} people`,
    `  ${first.seeker_id} ← ${first.post_id}, ${(first.score / 10_000).toFixed(1)}: ${first.reasons.slice(0, 2).join("；")}`,
    `服务圈 circles: ${total.covered} of ${total.total} covered, ${total.unknown} unknown`,
    `就业券 voucher: ${voucher.state}; refused ${voucher.refused}; ${voucher.events} events verified`,
  ];
}

if (typeof process !== "undefined" && process.argv?.[1] && import.meta.url.endsWith(process.argv[1].split("/").at(-1))) {
  const { readFile } = await import("node:fs/promises");
  const doorstep = await import(new URL("../../bindings-wasm/pkg/node.js", import.meta.url));
  const names = ["posts", "seekers", "stations", "residents"];
  const file = (path) => readFile(new URL(path, import.meta.url), "utf8");
  const tables = Object.fromEntries(await Promise.all(names.map(async (n) => [n, rowsOf(await file(`../data/${n}.csv`))])));
  const mappings = Object.fromEntries(
    await Promise.all(names.map(async (n) => [n, JSON.parse(await file(`../mappings/sample_${n}.json`))])),
  );
  for (const line of tell(doorstep, tables, mappings)) console.log(line);
}
