// The matcher says what `call` says, without reading the posts again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { call, Matcher } from "doorstep";

import { fixture } from "./fixtures.mjs";

const given = (name) => fixture(`golden/${name}.json`);
const code = (expected) => ({ name: "DoorstepError", code: expected });
const POSTS = [{ id: "a", title: "保安" }, { id: "b", title: "电工" }];

for (const name of ["recommend_zh", "recommend_en_weights", "recommend_without_a_day", "five_faults_collected", "mapping"]) {
  test(`recommend gives the bytes of call: ${name}`, () => {
    const { operation, request, answer_text } = given(name);
    assert.equal(operation, "recommend");
    const { posts, seekers, k, options, language, errors } = request;
    const matcher = new Matcher(posts.rows, { ...options, mapping: posts.mapping, errors });
    const how = { language, errors, mapping: seekers.mapping };
    assert.equal(JSON.stringify(matcher.recommend(seekers.rows, k, how)), answer_text);
    assert.deepEqual(matcher.rejects, JSON.parse(answer_text).post_findings);
  });
}

test("explain and diagnose give the bytes of call", () => {
  for (const name of ["explain", "explain_excluded"]) {
    const { request, answer_text } = given(name);
    const matcher = new Matcher(request.posts.rows, request.options);
    assert.equal(JSON.stringify(matcher.explain(request.seeker.rows[0], request.post_id)), answer_text);
  }
  const { request, answer_text } = given("diagnose");
  const matcher = new Matcher(request.posts.rows, request.options);
  assert.equal(JSON.stringify(matcher.diagnose(request.seeker.rows[0])), answer_text);
});

test("candidates give the bytes of call", () => {
  const { request, answer_text } = given("candidates");
  const { posts, seekers, post_ids, k, options, language, errors } = request;
  const matcher = new Matcher(posts.rows, { ...options, mapping: posts.mapping, errors });
  const how = { language, errors, mapping: seekers.mapping };
  assert.equal(JSON.stringify(matcher.candidates(seekers.rows, post_ids, k, how)), answer_text);
  const found = new Matcher(POSTS).candidates([{ id: "s", titles: ["电工"] }, { id: "t" }]).recommendations;
  assert.deepEqual([...new Set(found.map(({ post_id }) => post_id))], ["a", "b"]);
  assert.equal(new Matcher(POSTS).candidates([{ id: "s" }], []).recommendations.length, 0);
  assert.equal(new Matcher([{ id: 7 }]).candidates([{ id: "s" }], new Set([7])).recommendations.length, 1);
  assert.throws(() => new Matcher(POSTS).candidates([{}], ["none"]), code("matching.unknown_post"));
  assert.throws(() => new Matcher(POSTS).candidates([{}], null, 1, { post_ids: [] }), code("request.option_twice"));
});

test("search and suggestions give the bytes of call", () => {
  for (const name of ["search", "search_en_gcj02"]) {
    const { request, answer_text } = given(name);
    const { posts, query, near, filters, k, options, language } = request;
    const matcher = new Matcher(posts.rows, { ...options, mapping: posts.mapping });
    const how = { near, filters: filters?.rows[0], k, language };
    assert.equal(JSON.stringify(matcher.search(query, how)), answer_text);
  }
  const { request, answer_text } = given("suggest");
  const matcher = new Matcher(request.posts.rows, request.options);
  assert.equal(JSON.stringify(matcher.suggest(request.prefix, request.k)), JSON.stringify(JSON.parse(answer_text).suggestions));
});

test("a search has filters, in its words and beside them", () => {
  const posts = [
    { id: "a", title: "保安", meals: true, wage_min_yuan: 4000, wage_max_yuan: 4000 },
    { id: "b", title: "保安", meals: false, wage_min_yuan: 3000, wage_max_yuan: 3000 },
  ];
  const matcher = new Matcher(posts);
  const ids = (...search) => matcher.search(...search).hits.map(({ post_id }) => post_id);
  assert.deepEqual(ids("保安"), ["a", "b"]);
  assert.deepEqual(ids("保安", null), ["a", "b"]);
  assert.deepEqual(ids("保安 包吃"), ["a"]);
  assert.deepEqual(ids("保安 包吃", { filters: { needs_meals: false } }), ["a", "b"]);
  assert.deepEqual(ids("保安", { filters: { wage_floor_yuan: 3500 }, k: 1 }), ["a"]);
  assert.deepEqual(ids(""), ["a", "b"]);
  assert.deepEqual(ids("xyzzy"), []);
  assert.throws(() => matcher.search("保安", { filters: { wage_flor_yuan: 1 } }), code("request.json"));
  assert.throws(() => matcher.search("保安", { filters: { wage_floor_yuan: -1 } }), code("table.rejected"));
  assert.throws(() => matcher.search("保安", { near: { lon: 1, lat: 91 } }), code("coordinate.latitude_out_of_range"));
  assert.throws(() => matcher.search("保安", { wage_floor_yuan: 3500 }), code("request.json"));
  assert.deepEqual(matcher.suggest("baoan", 1).map(({ text }) => text), ["保安"]);
  assert.throws(() => matcher.suggest("bao", -1), code("request.json"));
});

test("a mapping reads rows in somebody's own words", () => {
  const plain = new Matcher(POSTS);
  const own = POSTS.map(({ id, title }) => ({ 编号: id, 职位: title }));
  const mapped = new Matcher(own, { mapping: { fields: { id: { column: "编号" }, title: { column: "职位" } } } });
  const seekers = [{ id: "s", titles: ["电工"] }];
  const [ownSeeker, mapping] = [{ 人: "s", 想做: "电工" }, { fields: { id: { column: "人" }, titles: { column: "想做" } } }];
  assert.deepEqual(mapped.recommend(seekers), plain.recommend(seekers));
  assert.deepEqual(mapped.recommend([ownSeeker], 10, { mapping }), plain.recommend(seekers));
  assert.deepEqual(mapped.explain(ownSeeker, "a", { mapping }), plain.explain(seekers[0], "a"));
  assert.deepEqual(mapped.diagnose(ownSeeker, { mapping }), plain.diagnose(seekers[0], { mapping: null }));
  assert.equal(plain.recommend(seekers, 1).recommendations[0].post_id, "b");
  assert.equal(plain.recommend([{ id: "s" }], 0).recommendations.length, 0);
  assert.equal(new Matcher([], null).length, 0);
});

test("undefined, null and an absent key are the same", () => {
  const matcher = new Matcher([{ id: "a", title: "保安", lon: undefined, lat: null, skills: undefined }, POSTS[1]]);
  const plain = new Matcher(POSTS);
  const seekers = [{ id: "s", titles: ["保安"], education: null }];
  assert.deepEqual(matcher.recommend(seekers), plain.recommend([{ id: "s", titles: ["保安"] }]));
});

test("what is not asked for by name is refused by name", () => {
  const matcher = new Matcher(POSTS);
  const names = (name) => (error) => error.code === "request.json" && error.message.includes(`\`${name}\``);
  assert.throws(() => new Matcher(POSTS, { wieghts: {} }), names("wieghts"));
  assert.throws(() => new Matcher(POSTS, { weights: { luck: 1 } }), names("luck"));
  assert.throws(() => new Matcher(POSTS, { mapping: { felds: {} } }), names("felds"));
  assert.throws(() => new Matcher(POSTS, { mapping: { fields: { titel: { column: "title" } } } }), code("table.bad_mapping"));
  assert.throws(() => matcher.recommend([], 3, { lang: "en" }), names("lang"));
  assert.throws(() => matcher.recommend([], 3, { k: 4 }), code("request.option_twice"));
  assert.throws(() => matcher.recommend([], -1), code("request.json"));
  assert.throws(() => matcher.recommend([], 1.5), code("request.json"));
  assert.throws(() => matcher.recommend([], Number.NaN), code("request.json"));
  assert.throws(() => new Matcher(), names("rows"));
  assert.throws(() => new Matcher("posts"), code("table.not_rows"));
  assert.throws(() => new Matcher([7]), code("table.not_rows"));
  assert.throws(() => matcher.explain({}, "none"), code("matching.unknown_post"));
  assert.throws(() => matcher.diagnose([{}, {}]), code("table.not_rows"));
  assert.throws(() => matcher.diagnose({}, { language: "zh" }), names("language"));
  assert.throws(() => new Matcher([POSTS[0], POSTS[0]]), code("table.rejected"));
  assert.throws(() => new Matcher(POSTS, { weights: { wage: 2_000_000 } }), code("matching.weights"));
});

test("a freed matcher says so", () => {
  const matcher = new Matcher(POSTS);
  matcher.free();
  matcher.free();
  assert.throws(() => matcher.length, code("internal.freed"));
  assert.throws(() => matcher.recommend([]), code("internal.freed"));
  const disposed = new Matcher(POSTS);
  disposed[Symbol.dispose]();
  assert.throws(() => disposed.rejects, code("internal.freed"));
});

test("five hundred posts through both ways", () => {
  const posts = Array.from({ length: 500 }, (_, index) => ({
    id: `p${index}`,
    title: ["保安", "电工", "保洁", "月嫂", "骑手"][index % 5],
    lon: 117 + (index % 23) / 500,
    lat: 36.6 + (index % 17) / 500,
    wage_min_yuan: 3000 + (index % 11) * 100,
  }));
  const seekers = [{ id: "s", titles: ["保洁"], lon: 117.01, lat: 36.61, wage_floor_yuan: 3500 }];
  const matcher = new Matcher(posts);
  const request = { posts: { rows: posts }, seekers: { rows: seekers }, k: 20 };
  assert.equal(JSON.stringify(matcher.recommend(seekers, 20)), call("recommend", JSON.stringify(request)));
});
