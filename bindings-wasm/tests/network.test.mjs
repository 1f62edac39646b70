// Street networks, kept between calls.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { RoadNetwork, assign, coverage, nearestOpen } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });

/** The network of a golden case. */
const networkOf = ({ nodes, edges, geojson, ...options }) =>
  geojson ? RoadNetwork.fromGeoJson(geojson, options) : RoadNetwork.fromEdges(nodes, edges, options);

/** What a network answers to the question of a golden case. */
const ask = {
  nearest_stations: (network, { points, stations, ...options }) => network.nearest(points, stations, options),
  travel_times: (network, { origins, destinations, max_min, ...options }) =>
    network.times(origins, destinations, max_min, options),
  points_within: (network, { places, points, max_min, ...options }) => network.within(places, points, max_min, options),
  isochrones: (network, { places, minutes, ...options }) => network.isochrones(places, minutes, options),
  coverage: (network, { residents, stations, ...options }) => network.coverage(residents.rows, stations.rows, options),
  nearest_open: (network, { places, stations, at, ...options }) => network.nearestOpen(places.rows, stations.rows, at, options),
  assign: (network, { demand, supply, ...options }) => network.assign(demand, supply, options),
  accessibility: (network, { demand, supply, catchment, ...options }) =>
    network.accessibility(demand, supply, catchment, options),
  site: (network, { demand, candidates, ...options }) => network.site(demand, candidates, options),
};

const CASES = [
  "nearest_stations",
  "nearest_stations_slope",
  "nearest_open_network",
  "assign_network",
  "travel_times_one_way",
  "travel_times_geojson",
  "points_within",
  "points_within_from",
  "isochrones",
  "isochrones_from_gcj02",
  "coverage_network",
  "coverage_network_straight_line",
  "accessibility_network",
  "site_network",
  "site_network_median",
];

test("a network gives what call gives, also when it was saved and loaded", () => {
  for (const name of CASES) {
    const { operation, request, answer_text } = fixture(`golden/${name}.json`);
    const { network: input, ...question } = request;
    const network = networkOf(input);
    const bytes = network.save();
    assert.ok(bytes instanceof Uint8Array);
    for (const each of [network, RoadNetwork.load(bytes), RoadNetwork.load(bytes.buffer)]) {
      assert.deepEqual(ask[operation](each, question), JSON.parse(answer_text), name);
      assert.deepEqual(each.save(), bytes);
    }
  }
});

test("a file that the core wrote is loaded, and is what this module writes", () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../fixtures/network.doorstep", import.meta.url)));
  const { request, answer_text } = fixture("golden/nearest_stations.json");
  const loaded = RoadNetwork.load(bytes);
  const { points, stations, max_min } = request;
  assert.deepEqual(loaded.nearest(points, stations, { max_min }), JSON.parse(answer_text));
  assert.deepEqual(networkOf(request.network).save(), bytes);
});

test("what a network is", () => {
  const { network: input } = fixture("golden/nearest_stations.json").request;
  const network = networkOf(input);
  const { nodes, streets, components, mode, system } = network;
  assert.deepEqual({ nodes, streets, components, mode, system }, { nodes: 4, streets: 4, components: [4], mode: "walk", system: "wgs84" });
  const drive = RoadNetwork.fromEdges(input.nodes, input.edges, { mode: "drive" });
  assert.deepEqual([drive.mode, drive.streets], ["drive", 3]);
});

test("systems are kept apart", () => {
  const { network: input, points, stations } = fixture("golden/nearest_stations_gcj02.json").request;
  const network = networkOf(input);
  assert.throws(() => network.nearest(points, stations), code("network.system_mismatch"));
  const shifted = network.shifted("gcj02");
  assert.equal(shifted.system, "gcj02");
  assert.ok(shifted.nearest(points, stations).rows[0].time_s > 0);
  assert.throws(() => shifted.shifted("wgs84"), code("network.system_mismatch"));
  assert.equal(network.system, "wgs84");
});

test("one bound or several", () => {
  const { network: input, places } = fixture("golden/isochrones.json").request;
  const network = networkOf(input);
  const options = { cell_m: 50, snap_limit_m: 200 };
  assert.deepEqual(network.isochrones(places, 5, options), network.isochrones(places, [5], options));
  assert.equal(network.isochrones(places, [5, 10], options).features.length, 8);
});

test("coverage needs a network of the mode of the rule", () => {
  const { network: input, residents, stations, standard } = fixture("golden/coverage_network.json").request;
  const drive = networkOf({ ...input, mode: "drive" });
  assert.throws(() => drive.coverage(residents.rows, stations.rows, { standard }), code("circle.network_mode"));
  assert.throws(() => drive.coverage(residents.rows, stations.rows, { network: input }), code("request.option_twice"));
  const byCar = { urban: { kind: "time", minutes: 3, mode: "drive" } };
  const { rows } = drive.coverage(residents.rows, stations.rows, { standard: byCar });
  assert.ok(rows.some((row) => row.answer === "covered" && row.measured === "network" && row.travel_min <= 3));
  const mapping = { fields: { id: { column: "户" } } };
  const renamed = residents.rows.map(({ id, ...row }) => ({ ...row, 户: id }));
  const options = { standard: byCar, residents_mapping: mapping };
  assert.deepEqual(drive.coverage(renamed, stations.rows, options).rows, rows);
});

test("coverage on several networks, each for the rules of its mode", () => {
  const { request, answer_text } = fixture("golden/coverage_networks.json");
  const { residents, stations, network: inputs, ...options } = request;
  const kept = inputs.map(networkOf);
  const ask = (network, more) => coverage(residents.rows, stations.rows, { ...options, ...more, network });
  for (const network of [kept, [...kept].reverse(), inputs]) assert.deepEqual(ask(network), JSON.parse(answer_text));
  assert.throws(() => ask(kept[0]), code("circle.network_mode"));
  assert.throws(() => ask([kept[0], kept[0]]), code("circle.network_mode"));
  assert.throws(() => ask([kept[0], inputs[1]]), TypeError);
  for (const network of [{ ...inputs[0], speed: 5 }, [{ ...inputs[0], speed: 5 }]]) {
    assert.throws(() => ask(network), { code: "request.json", message: /`speed`/ });
  }
  const onFoot = { standard: { urban: options.standard.urban } };
  const alone = kept[0].coverage(residents.rows, stations.rows, { ...options, ...onFoot });
  for (const network of [kept[0], [kept[0]], inputs[0]]) assert.deepEqual(ask(network, onFoot), alone);
  kept[1].free();
  assert.throws(() => ask(kept), code("internal.freed"));
  assert.deepEqual(ask(kept[0], onFoot), alone);
});

test("open stations and plans on a network that is kept", () => {
  const { places, stations, at, network: input, ...options } = fixture("golden/nearest_open_network.json").request;
  const network = networkOf(input);
  const mapping = { fields: { id: { column: "户" } } };
  const renamed = places.rows.map(({ id, ...row }) => ({ ...row, 户: id }));
  assert.deepEqual(
    network.nearestOpen(renamed, stations.rows, at, { ...options, places_mapping: mapping }).rows,
    nearestOpen(places.rows, stations.rows, at, { ...options, network: input }).rows,
  );
  assert.throws(() => network.nearestOpen(places.rows, stations.rows, at, { mode: "cycle" }), code("request.json"));
  assert.throws(() => network.nearestOpen(places.rows, stations.rows, at, { max_min: 0 }), code("network.bad_bound"));
  const { demand, supply } = fixture("golden/assign_network.json").request;
  assert.throws(() => network.assign(demand, supply, { reach_m: 500 }), code("request.json"));
  assert.throws(() => network.assign(demand, supply, { costs: [] }), code("request.option_twice"));
  assert.ok(assign(demand, supply, null, { network: input }).total.placed > 0);
});

test("what is wrong is named", () => {
  const { network: input, points, stations } = fixture("golden/nearest_stations.json").request;
  const { nodes, edges } = input;
  assert.throws(() => new RoadNetwork(), TypeError);
  assert.throws(() => RoadNetwork.fromEdges(nodes), code("request.json"));
  assert.throws(() => RoadNetwork.fromEdges([...nodes, nodes[0]], edges), { code: "network.duplicate_node", message: /row 4/ });
  assert.throws(() => RoadNetwork.fromEdges(nodes, [{ from: "a", to: 1 }]), code("table.column_type"));
  assert.throws(() => RoadNetwork.fromEdges([{ node: 1, lon: NaN, lat: 1 }], []), code("request.json"));
  assert.throws(() => RoadNetwork.fromEdges(nodes, edges, { mode: "transit" }), code("network.no_mode"));
  assert.throws(() => RoadNetwork.fromEdges(nodes, edges, { speed: 5 }), { code: "request.json", message: /`speed`/ });
  assert.throws(() => RoadNetwork.fromGeoJson({ type: "Feature" }), code("network.bad_geojson"));
  assert.throws(() => RoadNetwork.fromGeoJson(null), code("request.json"));
  assert.throws(() => RoadNetwork.load("bytes"), TypeError);
  const network = RoadNetwork.fromEdges(nodes, edges);
  const bytes = network.save();
  for (let length = 0; length < bytes.length; length += 7) {
    assert.throws(() => RoadNetwork.load(bytes.subarray(0, length)), code("network.bad_file"));
  }
  assert.throws(() => network.nearest(points, stations, { max_min: 0 }), code("network.bad_bound"));
  assert.throws(() => network.nearest(points, stations, { points: [] }), code("request.option_twice"));
  assert.throws(() => network.times(points, stations), code("request.json"));
  assert.throws(() => network.times([{ id: 1, lon: 117 }], stations, 5), code("coordinate.incomplete"));
  assert.throws(() => network.isochrones(points, 5, { direction: "up" }), code("request.json"));
  network.free();
  assert.throws(() => network.nodes, code("internal.freed"));
});
