// Tables with faults, as JavaScript has them; and what errors may repeat.

import assert from "node:assert/strict";
import { test } from "node:test";

import { coverage, fields, Matcher } from "doorstep";

const RESIDENT_ID = "110105194912310021";
const SEEKERS = [
  { id: "good-1", titles: ["电工"], lon: 117.02, lat: 36.67, wage_floor_yuan: 4000, education: "大专" },
  { id: "nan", lon: Number.NaN, lat: 36.67 },
  { id: "latitude", lon: 117.0217, lat: 136.6789 },
  { id: "wage", wage_floor_yuan: -4000 },
  { id: "check", resident_id: RESIDENT_ID },
  { id: "school", education: "高小" },
  { id: "good-2" },
];
const FAULTS = [
  [2, "lon", "value.not_finite"],
  [3, "lat", "coordinate.latitude_out_of_range"],
  [4, "wage_floor_yuan", "wage.negative"],
  [5, "resident_id", "resident_id.check_digit"],
  [6, "education", "education.unknown"],
];
const POSTS = [{ id: "a", title: "电工" }];
const short = (findings) => findings.map(({ row, column, code }) => [row, column, code]);
const thrown = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("five faults are five findings in the error", () => {
  const matcher = new Matcher(POSTS);
  const error = thrown(() => matcher.recommend(SEEKERS));
  assert.equal(error.code, "table.rejected");
  assert.equal(error.family, "table");
  assert.match(error.message, /5 of 7/);
  assert.match(error.messageZh, /[\u4e00-\u9fff]/);
  assert.deepEqual(short(error.findings), FAULTS);
  for (const { message_en, message_zh, effect } of error.findings) {
    assert.ok(message_en && message_zh);
    assert.equal(effect, "row");
  }
});

test("collected, they stand beside the result for the rest", () => {
  const matcher = new Matcher(POSTS);
  const { recommendations, seeker_findings } = matcher.recommend(SEEKERS, 1, { errors: "collect" });
  assert.deepEqual(recommendations.map(({ seeker_id }) => seeker_id), ["good-1", "good-2"]);
  assert.deepEqual(short(seeker_findings), FAULTS);
});

test("no personal value is in an error", () => {
  const matcher = new Matcher(POSTS);
  const home = { lon: 117.0217, lat: 36.6789 };
  const errors = [
    thrown(() => matcher.recommend(SEEKERS)),
    thrown(() => matcher.recommend([{ born: "1949-13-31", resident_id: RESIDENT_ID, lon: 217.0217, lat: 36.6789 }])),
    thrown(() => matcher.explain({ resident_id: RESIDENT_ID }, "a")),
    thrown(() => matcher.recommend(RESIDENT_ID)),
    thrown(() => coverage([{ id: RESIDENT_ID, ...home }, { id: RESIDENT_ID, ...home }], [])),
  ];
  for (const error of errors) {
    const text = [error.message, error.messageZh, error.stack, JSON.stringify(error), String(error.cause)].join("\n");
    assert.doesNotMatch(text, /19491231|1949-13-31|136\.6789|217\.0217|36\.6789/, text);
  }
});

test("what JSON would lose is refused", () => {
  const found = (row) => short(thrown(() => new Matcher([{ id: "a" }, row])).findings);
  const wrong = (column) => [[2, column, "value.wrong_type"]];
  assert.deepEqual(found({ published: new Date(2026, 5, 14) }), wrong("published"));
  assert.deepEqual(found({ title: () => "保安" }), wrong("title"));
  assert.deepEqual(found({ title: Symbol("保安") }), wrong("title"));
  assert.deepEqual(found({ skills: new Set(["电工"]) }), wrong("skills"));
  assert.deepEqual(found({ title: { zh: "保安" } }), wrong("title"));
  assert.deepEqual(found({ lon: Number.POSITIVE_INFINITY, lat: 1 }), [[2, "lon", "value.not_finite"]]);
  assert.equal(thrown(() => new Matcher([new Map([["title", "保安"]])])).code, "table.not_rows");
  // A big integer is a number like any other.
  const matcher = new Matcher([{ id: 10n, openings: 3n }]);
  assert.equal(matcher.recommend([{}]).recommendations[0].post_id, "10");
});

test("a column that is not read is reported", () => {
  const matcher = new Matcher([{ id: "a", titel: "保安" }]);
  const [{ row, column, code, effect, message_en }] = matcher.rejects;
  assert.deepEqual([row, column, code, effect], [0, "titel", "table.unknown_column", "column"]);
  assert.match(message_en, /`title`/);
});

test("fields are named in both languages", () => {
  for (const record of ["membership", "outcome", "post", "resident", "seeker", "station"]) {
    const all = fields(record);
    assert.equal(all[0].name, "id");
    for (const { name, kind, en, zh } of all) {
      assert.match(name, /^[a-z][a-z0-9_]*$/);
      assert.match(kind, /^[a-z]+$/);
      assert.ok(en && /[\u4e00-\u9fff]/.test(zh), name);
    }
  }
  assert.throws(() => fields("person"), { code: "request.json", message: /`seeker`/ });
});
