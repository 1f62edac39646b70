// The lexicon says what `call` says; places in texts count characters, an emoji as one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { audit, call, Lexicon, Matcher } from "doorstep";

import { fixture } from "./fixtures.mjs";

const given = (name) => fixture(`golden/${name}.json`);
const code = (expected) => ({ name: "DoorstepError", code: expected });
const lexicon = Lexicon.default();
const WORDS = { skills: [{ id: "dragon", zh: "柳溪舞龙", words: ["舞龙头", "용춤"] }] };

test("code, terms, wishes and posts give the bytes of call", () => {
  const coded = given("code");
  const own = new Lexicon(coded.request.lexicon);
  const titles = coded.request.titles.map((title) => ({ title, codes: own.code(title, coded.request.k) }));
  assert.equal(JSON.stringify({ titles }), coded.answer_text);
  const { request, answer_text } = given("terms");
  const named = new Lexicon(request.lexicon);
  const { text } = request;
  const terms = { skills: named.skills(text), certificates: named.certificates(text), occupations: named.occupations(text) };
  assert.equal(JSON.stringify(terms), answer_text);
  const wish = given("read_wish");
  assert.equal(JSON.stringify(lexicon.readWish(wish.request.wish)), wish.answer_text);
  const posts = given("read_posts");
  const { rows, mapping } = posts.request.posts;
  const options = { mapping, errors: posts.request.errors };
  assert.equal(JSON.stringify(new Lexicon(posts.request.lexicon).readPosts(rows, options)), posts.answer_text);
});

test("places count characters, not the units of a JavaScript text", () => {
  const text = "😀會開叉車，有C1駕照👷；想做月嫂";
  const characters = [...text];
  const found = [lexicon.skills(text), lexicon.certificates(text), lexicon.occupations(text), lexicon.readWish(text).facts];
  for (const terms of found) {
    assert.ok(terms.length > 0);
    for (const { start, end, quote } of terms) assert.equal(characters.slice(start, end).join(""), quote);
  }
  const [{ start, end, quote }] = lexicon.skills(text);
  assert.deepEqual([start, end, quote], [1, 5, "會開叉車"]);
  assert.notEqual(text.slice(start, end), quote);
});

test("titles are coded with so many codes as are asked for", () => {
  assert.equal(lexicon.code("小区保安")[0].name, "保安员");
  assert.equal(lexicon.code("小区保安").length, 5);
  assert.deepEqual(lexicon.code("小区保安", 0), []);
  assert.deepEqual(lexicon.code("🍉"), []);
  for (const k of [-1, 1.5, Number.NaN, null]) assert.throws(() => lexicon.code("小区保安", k), code("request.json"));
});

test("the classification", () => {
  assert.equal(lexicon.name("4-10-01-05"), "养老护理员");
  assert.deepEqual(lexicon.occupation("4100105"), { code: "4-10-01-05", name: "养老护理员", digital: false, green: false });
  assert.equal(lexicon.name("4-98"), undefined);
  assert.equal(lexicon.occupation("4-98"), undefined);
  assert.throws(() => lexicon.name("保安"), code("occupation.format"));
});

test("own words, and what is wrong with them", () => {
  const own = new Lexicon(WORDS);
  assert.deepEqual(own.skills("会舞龙头，용춤").map(({ id }) => id), ["dragon", "dragon"]);
  assert.ok(own.skills("会开叉车").length === 1, "ours are still there");
  assert.deepEqual(lexicon.skills("会舞龙头"), []);
  assert.deepEqual(new Lexicon(null).skills("会开叉车"), lexicon.skills("会开叉车"));
  assert.throws(() => new Lexicon({ skils: [] }), code("request.json"));
  assert.throws(() => new Lexicon({ skills: [{ id: "a", zh: " " }] }), code("lexicon.word"));
  const nowhere = { occupations: [{ code: "4-98", words: ["甲"] }] };
  assert.throws(() => new Lexicon(nowhere), { ...code("lexicon.occupation"), family: "lexicon" });
  own.free();
  assert.throws(() => own.skills("会开叉车"), code("internal.freed"));
});

test("a lexicon changes what a matcher finds, as an object and as words", () => {
  const posts = [{ id: "p1", title: "阿依" }, { id: "p2", title: "电工" }];
  const nanny = [{ id: "s1", titles: ["保育师"] }];
  const words = { occupations: [{ code: lexicon.code("保育师", 1)[0].code, words: ["阿依"] }] };
  const plain = new Matcher(posts).recommend(nanny);
  assert.deepEqual(new Matcher(posts, { lexicon }).recommend(nanny), plain);
  assert.deepEqual(new Matcher(posts, { lexicon: null }).recommend(nanny), plain);
  const own = new Lexicon(words);
  const matcher = new Matcher(posts, { lexicon: own });
  const changed = matcher.recommend(nanny);
  assert.notDeepEqual(changed, plain);
  assert.equal(changed.recommendations[0].post_id, "p1");
  assert.deepEqual(new Matcher(posts, { lexicon: words }).recommend(nanny), changed);
  own.free();
  assert.deepEqual(matcher.recommend(nanny), changed, "the matcher keeps what it was made with");
  assert.throws(() => new Matcher(posts, { lexicon: own }), code("internal.freed"));
  assert.throws(() => new Matcher(posts, { lexicon: "default" }), code("request.json"));
  const request = { posts: { rows: posts }, seekers: { rows: nanny }, lexicon: words };
  assert.equal(JSON.stringify(changed), call("recommend", JSON.stringify(request)));
});

test("the audit gives the bytes of call", () => {
  const { request, answer_text } = given("audit");
  const { outcomes, groups, attribute, smallest } = request;
  assert.equal(JSON.stringify(audit(outcomes.rows, groups.rows, { attribute, smallest })), answer_text);
  const own = outcomes.rows.map(({ id, ...rest }) => ({ 人: id, ...rest }));
  const outcomes_mapping = { fields: { id: { column: "人" } } };
  assert.equal(JSON.stringify(audit(own, groups.rows, { attribute, smallest, outcomes_mapping })), answer_text);
  assert.throws(() => audit([], []), code("request.json"));
  assert.throws(() => audit([], [], { attribute: "性别", smalest: 3 }), code("request.json"));
  assert.throws(() => audit([{ id: "a" }], [], { attribute: "性别" }), code("table.rejected"));
});
