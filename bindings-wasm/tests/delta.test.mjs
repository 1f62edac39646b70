// Posts that come, change and go.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Matcher } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });
const POSTS = [{ id: "a", title: "保安" }, { id: "b", title: "电工" }];

test("a matcher that followed changes answers as one made anew", () => {
  const { posts, options, seekers, k, steps, posts_after, options_after } = fixture("delta.json");
  const matcher = new Matcher(posts, options);
  for (const [index, { changes, applied }] of steps.entries()) {
    const { findings, provenance, ...counts } = matcher.apply(changes);
    assert.deepEqual(counts, applied);
    assert.deepEqual(findings, []);
    assert.equal(provenance.generation, index + 1);
    assert.deepEqual(provenance, matcher.provenance);
  }
  const anew = new Matcher(posts_after, options_after);
  assert.equal(matcher.length, anew.length);
  const expected = anew.recommend(seekers, k);
  assert.notEqual(expected.recommendations.length, 0);
  assert.deepEqual(matcher.recommend(seekers, k).recommendations, expected.recommendations);
  assert.deepEqual(matcher.candidates(seekers).recommendations, anew.candidates(seekers).recommendations);
  assert.deepEqual(matcher.search("保安 包吃").hits, anew.search("保安 包吃").hits);
  assert.deepEqual(matcher.suggest("bao"), anew.suggest("bao"));
  assert.deepEqual(matcher.provenance, { ...anew.provenance, generation: steps.length });
});

test("what is refused changes nothing", () => {
  const matcher = new Matcher(POSTS);
  const before = matcher.toBytes();
  const refused = (changes, expected) => assert.throws(() => matcher.apply(changes), code(expected));
  refused({ remove: ["a"], openings: { c: 1 } }, "matching.unknown_post");
  refused({ upsert: [{ id: "c" }, { id: "d", lat: 136 }] }, "table.rejected");
  refused({ openings: { a: -1 } }, "request.json");
  refused({ today: new Date() }, "request.json");
  refused({ removed: ["a"] }, "request.json");
  assert.deepEqual(matcher.toBytes(), before);
});

test("changes in somebody's own words, and rows that cannot be read", () => {
  const matcher = new Matcher(POSTS);
  const mapping = { fields: { id: { column: "编号" }, title: { column: "职位" } } };
  assert.equal(matcher.apply({ upsert: [{ 编号: 7, 职位: "月嫂" }], mapping, remove: new Set(["a"]) }).upserted, 1);
  assert.deepEqual(matcher.search("月嫂").hits.map(({ post_id }) => post_id), ["7"]);
  const { upserted, findings } = matcher.apply({ upsert: [{ id: "c" }, { id: "d", lat: 136 }], errors: "collect" });
  assert.equal(upserted, 1);
  assert.equal(findings[0].row, 2);
  assert.deepEqual(matcher.rejects, []);
  assert.equal(matcher.apply({ remove: [7] }).removed, 1);
  assert.equal(matcher.apply().provenance.generation, 4);
});
