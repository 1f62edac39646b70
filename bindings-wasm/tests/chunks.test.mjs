// Many people, so many at a time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Matcher } from "doorstep";

const code = (expected) => ({ name: "DoorstepError", code: expected });
const TITLES = ["保安", "电工", "保洁", "月嫂", "骑手"];
const POSTS = Array.from({ length: 100 }, (_, index) => ({ id: `p${index}`, title: TITLES[index % 5] }));
// One row cannot be read, and one id comes twice, far apart.
const SEEKERS = Array.from({ length: 150 }, (_, index) => ({
  id: `s${index === 149 ? 0 : index}`,
  titles: [TITLES[index % 5]],
  lat: index === 99 ? 136 : 36.6,
  lon: 117,
}));

async function joined(chunks) {
  const answer = { recommendations: [], post_findings: [], seeker_findings: [] };
  const steps = [];
  for await (const { done, total, provenance, ...part } of chunks) {
    assert.deepEqual(Object.keys(part), ["recommendations", "post_findings", "seeker_findings"]);
    assert.deepEqual(provenance, answer.provenance ?? provenance);
    answer.provenance = provenance;
    for (const [key, values] of Object.entries(part)) answer[key].push(...values);
    steps.push([done, total]);
  }
  return { answer, steps };
}

test("chunks joined are the answer to one call", async () => {
  const matcher = new Matcher([...POSTS, { id: "bad", lat: 136 }], { errors: "collect" });
  const how = { errors: "collect", language: "en" };
  const whole = matcher.recommend(SEEKERS, 3, how);
  assert.notEqual(whole.post_findings.length, 0);
  assert.notEqual(whole.seeker_findings.length, 0);
  for (const chunk of [1, 64, 1000, undefined]) {
    const { answer } = await joined(matcher.recommendInChunks(SEEKERS, 3, { ...how, chunk }));
    assert.equal(JSON.stringify(answer), JSON.stringify(whole));
  }
});

test("progress is told", async () => {
  const matcher = new Matcher(POSTS);
  const people = SEEKERS.slice(0, 99);
  assert.deepEqual((await joined(matcher.recommendInChunks(people))).steps, [[64, 99], [99, 99]]);
  assert.deepEqual((await joined(matcher.recommendInChunks(people, 1, { chunk: 33 }))).steps, [[33, 99], [66, 99], [99, 99]]);
  assert.deepEqual((await joined(matcher.recommendInChunks([]))).steps, [[0, 0]]);
  const mapping = { fields: { id: { column: "编号" }, titles: { column: "想做" } } };
  const own = await joined(matcher.recommendInChunks([{ 编号: "s", 想做: "电工" }], 2, { mapping }));
  assert.deepEqual(own.answer, matcher.recommend([{ id: "s", titles: ["电工"] }], 2));
});

test("timers run between chunks, and a signal or a break stops it", async () => {
  const matcher = new Matcher(POSTS);
  const people = SEEKERS.slice(0, 99);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await joined(matcher.recommendInChunks(people, 3, { chunk: 5 }));
  clearInterval(timer);
  assert.ok(ticks > 0);

  const stop = new AbortController();
  let served = 0;
  await assert.rejects(async () => {
    for await (const { done } of matcher.recommendInChunks(people, 3, { chunk: 5, signal: stop.signal })) {
      served = done;
      if (done === 10) stop.abort();
    }
  }, { name: "AbortError" });
  assert.equal(served, 10);
  await assert.rejects(joined(matcher.recommendInChunks(people, 3, { signal: AbortSignal.abort(new Error("no")) })), /^Error: no$/);

  for await (const { done } of matcher.recommendInChunks(people, 3, { chunk: 5 })) {
    served = done;
    break;
  }
  assert.equal(served, 5);
  assert.equal(matcher.recommend(people.slice(0, 1), 1).recommendations.length, 1);
});

test("what is refused", async () => {
  const matcher = new Matcher(POSTS);
  const refused = (options, expected, people = [], k = 3) =>
    assert.rejects(joined(matcher.recommendInChunks(people, k, options)), code(expected));
  await refused({ chunk: 0 }, "request.json");
  await refused({ chunk: 1.5 }, "request.json");
  await refused({ chunks: 5 }, "request.json");
  await refused({ k: 5 }, "request.option_twice");
  await refused({}, "request.json", [], -1);
  await refused({}, "table.rejected", SEEKERS);
  const chunks = matcher.recommendInChunks(SEEKERS.slice(0, 99));
  await chunks.next();
  matcher.free();
  await assert.rejects(chunks.next(), code("internal.freed"));
});
