// Coordinates and service circles.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibility, assign, call, circles, convert, coverage, nearestOpen, rollup, site } from "doorstep";

import { fixture } from "./fixtures.mjs";

test("convert gives the numbers of call", () => {
  const { request, answer_text } = fixture("golden/convert_wgs84_gcj02.json");
  const converted = request.points.map(([lon, lat]) => convert(lon, lat, request.source, request.target));
  assert.equal(JSON.stringify(converted), JSON.stringify(JSON.parse(answer_text).points));
});

test("convert refuses by code", () => {
  const codes = [
    [[Number.NaN, 0, "wgs84", "gcj02"], "value.not_finite"],
    [[undefined, 0, "wgs84", "gcj02"], "value.not_finite"],
    [[181, 0, "wgs84", "gcj02"], "coordinate.longitude_out_of_range"],
    [[0, -91, "wgs84", "gcj02"], "coordinate.latitude_out_of_range"],
    [[0, 0, "mars", "gcj02"], "coordinate.unknown_system"],
    [[0, 0, "wgs84"], "coordinate.unknown_system"],
    [[116.4, 39.9, "gcj02", "wgs84"], "coordinate.inverse_disabled"],
  ];
  for (const [args, code] of codes) assert.throws(() => convert(...args), { name: "DoorstepError", code });
});

test("accessibility gives what call gives", () => {
  for (const name of ["accessibility", "accessibility_three_step", "accessibility_straight"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { demand, supply, costs, catchment, ...options } = request;
    assert.deepEqual(accessibility(demand, supply, costs, catchment, options), JSON.parse(answer_text));
  }
  const { cases } = fixture("accessibility_by_access.json");
  const rows = ({ id, weight }) => id.map((one, at) => ({ id: one, weight: weight[at] }));
  for (const { demand, supply, costs, catchment, method, decay, scores } of cases) {
    const pairs = costs.cost.map((cost, at) => ({ demand_id: costs.demand_id[at], supply_id: costs.supply_id[at], cost }));
    const found = accessibility(rows(demand), rows(supply), pairs, catchment, { method, decay });
    found.rows.forEach(({ score }, at) => assert.ok(Math.abs(score - scores[at]) <= 1e-9 * scores[at], method));
  }
  const home = { id: "d", weight: 3 };
  assert.equal(accessibility([home], [{ id: "s", weight: 6 }], [], 9).total.supply_unused, 6);
  assert.throws(() => accessibility([home], [home], null, 9), { code: "circle.no_place", message: /demand row 0/ });
  assert.throws(() => accessibility([{ id: "d", weight: NaN }], [], [], 9), { code: "request.json" });
  assert.throws(() => accessibility([home], [], [], 9, { method: "4sfca" }), { code: "request.json" });
});

test("siting gives the bytes of call", () => {
  const names = ["site", "site_median", "site_backup", "site_straight", "site_fair", "site_fair_budget", "site_marginal"];
  names.push("site_marginal_median", "site_key_groups", "site_mandatory_budget", "site_infeasible");
  names.push("site_infeasible_forbidden", "site_infeasible_few", "site_infeasible_median", "site_median_budget");
  names.push("site_median_budget_count", "site_median_within_budget", "site_infeasible_median_budget");
  for (const name of names) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { demand, candidates, costs, ...options } = request;
    assert.equal(JSON.stringify(site(demand, candidates, costs, options)), answer_text);
    const turned = site(demand.toReversed(), candidates.toReversed(), costs, options);
    assert.deepEqual(turned.sites, JSON.parse(answer_text).sites);
  }
  const [point, station] = [{ id: "d", weight: 3 }, { id: "s" }];
  assert.throws(() => site([point], [station], [], { p: 2, objective: "p_center" }), { code: "circle.too_many_sites" });
  assert.throws(() => site([point], [station], [], { p: -1 }), { code: "request.json" });
  assert.throws(() => site([point], [{ ...station, standing: "planned" }], [], { p: 1 }), { code: "request.json" });
});

test("siting refuses what is wrong by code", () => {
  const [point, station] = [{ id: "d", weight: 3 }, { id: "s" }];
  const costs = [{ demand_id: "d", candidate_id: "s", cost: 5 }];
  const cases = [
    [[{ ...point, weight: Number.NaN }], { p: 1 }, "request.json"],
    [[{ ...point, weight: Number.POSITIVE_INFINITY }], { p: 1 }, "request.json"],
    [[{ ...point, weight: -3 }], { p: 1 }, "circle.not_whole"],
    [[{ ...point, weight: 0.5 }], { p: 1 }, "circle.not_whole"],
    [[{ id: "d" }], { p: 1 }, "circle.not_whole"],
    [[{ ...point, weight: 0 }], { p: 1 }, "circle.no_demand"],
    [[{ ...point, older: -1 }], { p: 1, weights: { older: 1 } }, "circle.not_whole"],
    [[{ ...point, older: 2 }], { p: 1, weights: { older: 0 } }, "circle.no_demand"],
    [[{ ...point, older: 2 }], { p: 1, weights: { older: -1 } }, "request.json"],
    [[point], { p: 1, objective: "fair" }, "circle.not_whole"],
    [[{ ...point, tier: 256 }], { p: 1, objective: "fair" }, "circle.not_whole"],
    [[point], { p: 2 }, "circle.too_many_sites"],
    [[point], { p: 1, radius: 0 }, "circle.bad_radius"],
    [[point], { p: 1, radius: -1 }, "circle.bad_radius"],
    [[point], { p: 1, radius: Number.NaN }, "request.json"],
    [[point], { p: 1, objective: "p_median", beyond: -1 }, "circle.bad_cost"],
    [[point], { p: 1, objective: "backup", marginal: true }, "circle.choice_not_for_model"],
    [[point], { p: 1, budget: 3 }, "circle.choice_not_for_model"],
    [[point], { p: 1, budget: 3, objective: "p_median" }, "circle.not_whole"],
    [[point], { objective: "p_median" }, "circle.choice_not_for_model"],
    [[point], { p: 1, reach_m: 5 }, "request.json"],
    [[point], { p: 1, network: { nodes: [], edges: [] } }, "request.json"],
  ];
  for (const [demand, options, code] of cases) {
    assert.throws(() => site(demand, [station], costs, { radius: 9, ...options }), { code });
  }
  const given = (cost) => [{ ...costs[0], cost }];
  assert.throws(() => site([point], [station], given(Number.NaN), { p: 1, radius: 9 }), { code: "request.json" });
  assert.throws(() => site([point], [station], given(-1), { p: 1, radius: 9 }), { code: "circle.not_whole" });
  assert.throws(() => site([], [station], [], { p: 1, radius: 9 }), { code: "circle.no_demand" });
});

test("the nearest open station, assignment and roll-up give the bytes of call", () => {
  for (const name of ["nearest_open", "nearest_open_holiday", "nearest_open_no_calendar"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { places, stations, at, ...options } = request;
    assert.equal(JSON.stringify(nearestOpen(places.rows, stations.rows, at, options)), answer_text);
  }
  for (const name of ["assign", "assign_whole", "assign_straight"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { demand, supply, costs, ...options } = request;
    assert.equal(JSON.stringify(assign(demand, supply, costs, options)), answer_text);
  }
  const { request, answer_text } = fixture("golden/rollup.json");
  assert.equal(JSON.stringify(rollup(request.answers.rows)), answer_text);

  const [home, station] = [{ id: "r", lon: 117.02, lat: 36.66 }, { 站: "s", lon: 117.02, lat: 36.66, 开放时间: "24/7" }];
  const fields = { id: { column: "站" }, hours: { column: "开放时间" } };
  const open = nearestOpen([home], [station], "2026-11-26 03:00", { stations_mapping: { fields } });
  assert.deepEqual(open.rows, [{ place_id: "r", outcome: "found", station_id: "s", distance_m: 0, travel_min: 0 }]);
  const answers = rollup([{ 区划: "370102", 结果: "covered" }], { mapping: { fields: { region: { column: "区划" }, answer: { column: "结果" } } } });
  assert.deepEqual(answers.regions.map(({ region, all }) => [region, all.covered]), [["37", 1], ["3701", 1], ["370102", 1]]);

  assert.throws(() => nearestOpen([home], [station], "2026-11-26T03:00Z"), { code: "value.not_a_local_time" });
  assert.throws(() => nearestOpen([home], [station]), { code: "request.json" });
  assert.throws(() => assign([{ id: "d", weight: 3 }], [{ id: "s", weight: 6 }], null), { code: "request.json" });
  assert.throws(() => assign([{ id: "d", weight: 1.5 }], [], []), { code: "circle.not_whole" });
  assert.throws(() => rollup([{ answer: "maybe" }]), { code: "table.rejected" });
});

test("coverage and circles give the bytes of call", () => {
  for (const name of ["coverage", "coverage_three_kilometres"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { residents, stations, ...options } = request;
    assert.deepEqual([residents.mapping, stations.mapping], [undefined, undefined]);
    assert.equal(JSON.stringify(coverage(residents.rows, stations.rows, options)), answer_text);
  }
  const { request, answer_text } = fixture("golden/circles.json");
  const { stations, ...options } = request;
  assert.equal(JSON.stringify(circles(stations.rows, options)), answer_text);
  const rows = [{ id: "s1", lon: 117.02, lat: 36.66 }];
  assert.equal(JSON.stringify(circles(rows)), call("circles", JSON.stringify({ stations: { rows } })));
  assert.equal(coverage([{ id: "r", lon: 117.02, lat: 36.66, weight: 7 }], rows).total.covered, 7);
  const [fields, own] = [{ lon: { column: "经度" }, lat: { column: "纬度" } }, [{ 经度: 117.02, 纬度: 36.66 }]];
  assert.deepEqual(circles(own, { mapping: { fields } }), circles([{ lon: 117.02, lat: 36.66 }]));
  const mapped = coverage(own, own, { residents_mapping: { fields }, stations_mapping: { fields } });
  assert.equal(mapped.total.covered, 1);
});

test("options are known by name", () => {
  assert.throws(() => coverage([], [], { rule: {} }), { code: "request.json", message: /`rule`/ });
  assert.throws(() => circles([], { stations: [] }), { code: "request.option_twice", message: /`stations`/ });
  assert.throws(() => coverage([], [], { standard: { urban: { kind: "far" } } }), { code: "request.json" });
});
