// Matching on streets: ways and the order of the best are those of a network.

import assert from "node:assert/strict";
import { test } from "node:test";

import { call, Lexicon, Matcher, RoadNetwork } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });

/** The network of a golden case. */
const networkOf = ({ nodes, edges, ...options }) => RoadNetwork.fromEdges(nodes, edges, options);

const { request: RIVER, answer_text: RIVER_ANSWER } = fixture("golden/recommend_network.json");
const POSTS = RIVER.posts.rows;
const SEEKERS = RIVER.seekers.rows;
const WALKER = SEEKERS[0];
const NETWORK = networkOf(RIVER.network);
const OPTIONS = { ...RIVER.options, snap_limit_m: RIVER.snap_limit_m, network: NETWORK };

/** What a matcher answers to the question of a golden case. */
const ask = {
  recommend: (matcher, { seekers, k }) => matcher.recommend(seekers.rows, k),
  candidates: (matcher, { seekers, post_ids, k, language }) => matcher.candidates(seekers.rows, post_ids, k, { language }),
  explain: (matcher, { seeker, post_id }) => matcher.explain(seeker.rows[0], post_id),
  diagnose: (matcher, { seeker }) => matcher.diagnose(seeker.rows[0]),
  search: (matcher, { query, near }) => matcher.search(query, { near }),
};

/** Of each person's posts, by rank: the post, the minutes, and by what they are measured. */
const ways = (matcher, seekers) =>
  matcher.recommend(seekers).recommendations.map(({ post_id, travel_min, measured }) => [post_id, travel_min, measured]);

test("a matcher on streets gives the bytes of call, also when it was saved and loaded", () => {
  for (const operation of Object.keys(ask)) {
    const { request, answer_text } = fixture(`golden/${operation}_network.json`);
    const how = { network: networkOf(request.network), snap_limit_m: request.snap_limit_m };
    const matcher = new Matcher(request.posts.rows, { ...request.options, ...how });
    const bytes = matcher.toBytes();
    const lexicon = Lexicon.default();
    for (const each of [
      matcher,
      new Matcher(request.posts.rows, { ...request.options, ...how, network: [how.network], lexicon }),
      Matcher.fromBytes(bytes, null, how),
      Matcher.fromBytes(bytes, lexicon, how),
    ]) {
      assert.equal(JSON.stringify(ask[operation](each, request)), answer_text, operation);
    }
  }
});

test("a river is crossed on its bridge", () => {
  const nearer = (rows) => rows.filter(([id]) => id === "bank" || id === "across").map(([id]) => id);
  const { network, snap_limit_m, ...options } = OPTIONS;
  const plain = new Matcher(POSTS, options);
  assert.deepEqual(nearer(ways(plain, [WALKER])), ["across", "bank"]);
  assert.ok(plain.recommend([WALKER]).recommendations.every((row) => !Object.hasOwn(row, "measured")));
  const matcher = new Matcher(POSTS, OPTIONS);
  const rows = ways(matcher, [WALKER]);
  assert.deepEqual(nearer(rows), ["bank", "across"]);
  const measured = Object.fromEntries(rows.map(([id, , by]) => [id, by]));
  assert.deepEqual(measured, {
    lodging: "straight_line",
    nowhere: undefined,
    bank: "network",
    hill: "straight_line",
    across: "network",
    cut_off: "not_reached",
  });
  const { rows: times } = network.times([WALKER], POSTS, 120, { snap_limit_m });
  for (const id of ["bank", "across"]) {
    const { time_s } = times.find(({ destination_id }) => destination_id === id);
    assert.equal(rows.find(([post]) => post === id)[1], Math.ceil(time_s / 60));
  }
  assert.equal(times.some(({ destination_id }) => destination_id === "cut_off"), false);
  // Who has 25 minutes does not cross it at all.
  assert.deepEqual(ways(matcher, [SEEKERS[1]]).map(([id]) => id), ["lodging", "nowhere", "bank"]);
});

test("chunks and changes keep to the streets", async () => {
  const matcher = new Matcher(POSTS.slice(1), OPTIONS);
  matcher.apply({ upsert: POSTS.slice(0, 1) });
  const found = [];
  for await (const { recommendations } of matcher.recommendInChunks(SEEKERS, RIVER.k, { chunk: 3 })) {
    found.push(...recommendations);
  }
  assert.deepEqual(found, JSON.parse(RIVER_ANSWER).recommendations);
  const shifted = { ...POSTS[0], lon: 117.012, system: "gcj02" };
  assert.throws(() => matcher.apply({ upsert: [shifted] }), code("matching.network_system"));
});

test("one network for a mode, in any order", () => {
  const ride = networkOf({ ...RIVER.network, mode: "cycle" });
  const [one, other] = [[NETWORK, ride], [ride, NETWORK]].map((network) => new Matcher(POSTS, { ...OPTIONS, network }));
  for (const seeker of SEEKERS) assert.deepEqual(one.recommend([seeker]), other.recommend([seeker]));
  assert.equal(one.provenance.networks.length, 2);
  const cyclist = [SEEKERS.find(({ travel_mode }) => travel_mode === "cycle")];
  assert.ok(ways(one, cyclist).some(([id, , by]) => id === "across" && by === "network"));
  assert.ok(ways(new Matcher(POSTS, OPTIONS), cyclist).every(([, , by]) => by !== "network"));
  assert.deepEqual(new Matcher(POSTS, { ...OPTIONS, network: [] }).recommend(SEEKERS), new Matcher(POSTS, RIVER.options).recommend(SEEKERS));
});

test("a matcher keeps the network that was freed", () => {
  const network = RoadNetwork.load(NETWORK.save());
  const matcher = new Matcher(POSTS, { ...OPTIONS, network });
  network.free();
  assert.equal(JSON.stringify(matcher.recommend(SEEKERS, RIVER.k)), RIVER_ANSWER);
  assert.throws(() => new Matcher(POSTS, { network }), code("internal.freed"));
  matcher.free();
  assert.equal(NETWORK.nodes, RIVER.network.nodes.length);
});

test("the limit is half a kilometre if none is said", () => {
  const request = { ...RIVER, snap_limit_m: undefined };
  const text = call("recommend", JSON.stringify(request));
  for (const snap_limit_m of [undefined, null, 500]) {
    const matcher = new Matcher(POSTS, { ...OPTIONS, snap_limit_m });
    assert.equal(JSON.stringify(matcher.recommend(SEEKERS, RIVER.k)), text);
  }
  const strict = new Matcher(POSTS, { ...OPTIONS, snap_limit_m: 0 });
  assert.ok(ways(strict, [WALKER]).every(([, , by]) => by === "straight_line" || by === undefined));
});

test("what is wrong is named", () => {
  const bytes = new Matcher(POSTS).toBytes();
  const names = (name) => (error) => error.code === "request.json" && error.message.includes(`\`${name}\``);
  for (const network of [RIVER.network, [NETWORK, {}], "streets", 7]) {
    assert.throws(() => new Matcher(POSTS, { network }), TypeError);
    assert.throws(() => Matcher.fromBytes(bytes, null, { network }), TypeError);
  }
  for (const snap_limit_m of [-1, 1e9]) {
    assert.throws(() => new Matcher(POSTS, { network: NETWORK, snap_limit_m }), code("network.bad_snap_limit"));
  }
  for (const snap_limit_m of [Number.NaN, "300"]) {
    assert.throws(() => new Matcher(POSTS, { snap_limit_m }), code("request.json"));
    assert.throws(() => Matcher.fromBytes(bytes, null, { snap_limit_m }), code("request.json"));
  }
  assert.throws(() => Matcher.fromBytes(bytes, null, { streets: NETWORK }), names("streets"));
  const { request, error } = fixture("golden/recommend_network_gcj02.json");
  const shifted = new Matcher(request.posts.rows, { network: NETWORK.shifted("gcj02") });
  assert.throws(() => new Matcher(request.posts.rows, { network: NETWORK }), code(error));
  assert.throws(() => Matcher.fromBytes(shifted.toBytes(), null, { network: NETWORK }), code(error));
  assert.deepEqual(ways(shifted, [WALKER]).map(([, , by]) => by), ["network"]);
});
