// Posts published twice.

import assert from "node:assert/strict";
import { test } from "node:test";

import { samePosts } from "doorstep";

import { fixture } from "./fixtures.mjs";

test("duplicates are the bytes of call", () => {
  const { request, answer_text } = fixture("golden/same_posts.json");
  const { posts, errors } = request;
  assert.equal(JSON.stringify(samePosts(posts.rows, { mapping: posts.mapping, errors })), answer_text);
});

test("a mapping, and rows that cannot be read", () => {
  const mapping = { fields: { id: { column: "编号" }, title: { column: "职位" }, employer: { column: "单位" } } };
  const rows = [1, 2].map((编号) => ({ 编号, 职位: "收银员", 单位: "甲公司" }));
  const expected = [{ post_id: "1", duplicates: [{ post_id: "2", differs_in: [] }] }];
  assert.deepEqual(samePosts(rows, { mapping }), { posts: expected, findings: [] });
  assert.throws(() => samePosts([{ lat: 136 }]), { code: "table.rejected" });
  assert.equal(samePosts([{ lat: 136 }], { errors: "collect" }).findings[0].row, 1);
});
