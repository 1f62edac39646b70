// Matchers as bytes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Lexicon, Matcher } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });
const POSTS = [{ id: "a", title: "保安", skills: ["舞龙头"] }, { id: "b", title: "电工" }];
const WORDS = { skills: [{ id: "dragon", zh: "舞龙", words: ["舞龙头"] }] };

test("a loaded matcher answers as the one that was saved", () => {
  const { request } = fixture("golden/recommend_zh.json");
  const { posts, seekers, k, options } = request;
  const matcher = new Matcher(posts.rows, { ...options, mapping: posts.mapping });
  const bytes = matcher.toBytes();
  assert.ok(bytes instanceof Uint8Array);
  const how = { mapping: seekers.mapping };
  for (const given of [bytes, Buffer.from(bytes), bytes.buffer]) {
    const loaded = Matcher.fromBytes(given);
    assert.equal(loaded.length, matcher.length);
    assert.deepEqual(loaded.recommend(seekers.rows, k, how), matcher.recommend(seekers.rows, k, how));
    assert.deepEqual(loaded.search("保安"), matcher.search("保安"));
    assert.deepEqual(loaded.toBytes(), bytes);
  }
});

test("a view of a part of a buffer is that part", () => {
  const bytes = new Matcher(POSTS).toBytes();
  const padded = new Uint8Array(bytes.length + 9);
  padded.set(bytes, 5);
  assert.equal(Matcher.fromBytes(padded.subarray(5, 5 + bytes.length)).length, 2);
});

test("rejects are not saved", () => {
  const matcher = new Matcher([...POSTS, { id: "c", lat: 136 }], { errors: "collect" });
  assert.notEqual(matcher.rejects.length, 0);
  const loaded = Matcher.fromBytes(matcher.toBytes());
  assert.deepEqual(loaded.rejects, []);
  assert.deepEqual(loaded.recommend([{ id: "s" }]).post_findings, []);
});

test("the lexicon is the one that it was made with", () => {
  const seekers = [{ id: "s", skills: ["舞龙"] }];
  const lexicon = new Lexicon(WORDS);
  const matcher = new Matcher(POSTS, { lexicon });
  const bytes = matcher.toBytes();
  for (const given of [lexicon, WORDS]) {
    assert.deepEqual(Matcher.fromBytes(bytes, given).recommend(seekers), matcher.recommend(seekers));
  }
  for (const given of [undefined, null, Lexicon.default(), {}]) {
    assert.throws(() => Matcher.fromBytes(bytes, given), code("matching.saved_lexicon"));
  }
  assert.throws(() => Matcher.fromBytes(bytes, { wrods: [] }), code("request.json"));
});

test("bytes of strangers are refused with a code", () => {
  const bytes = new Matcher(POSTS).toBytes();
  assert.throws(() => Matcher.fromBytes(new Uint8Array()), code("matching.saved_damaged"));
  for (let length = 0; length < bytes.length; length += 7) {
    assert.throws(() => Matcher.fromBytes(bytes.subarray(0, length)), code("matching.saved_damaged"));
  }
  for (let at = 0; at < bytes.length; at++) {
    const other = bytes.slice();
    other[at] ^= 0x10;
    assert.throws(() => Matcher.fromBytes(other), code(at >= 8 && at < 12 ? "matching.saved_version" : "matching.saved_damaged"));
  }
  for (const given of [undefined, null, "doorstep", [1, 2], {}]) {
    assert.throws(() => Matcher.fromBytes(given), TypeError);
  }
});
