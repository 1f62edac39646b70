// Service circles.

import { guard } from "./error.js";
import { read, request, table } from "./json.js";
import { isKept, streets } from "./network.js";
import { call } from "./wire.js";

export function coverage(residents, stations, options) {
  const { residents_mapping, stations_mapping, network, ...rest } = options ?? {};
  const tables = { residents: table(residents, residents_mapping), stations: table(stations, stations_mapping) };
  if (isKept(network)) {
    const text = request({ network: null, ...tables }, rest);
    return read(guard(() => streets(network, {}).coverage(text)));
  }
  return read(call("coverage", request({ ...tables, network }, rest)));
}

export function accessibility(demand, supply, costs, catchment, options) {
  return read(call("accessibility", request({ demand, supply, costs, catchment }, options)));
}

export function assign(demand, supply, costs, options) {
  return read(call("assign", request({ demand, supply, costs }, options)));
}

export function nearestOpen(places, stations, at, options) {
  const { places_mapping, stations_mapping, ...rest } = options ?? {};
  const tables = { places: table(places, places_mapping), stations: table(stations, stations_mapping) };
  return read(call("nearest_open", request({ ...tables, at }, rest)));
}

export function rollup(answers, options) {
  const { mapping, ...rest } = options ?? {};
  return read(call("rollup", request({ answers: table(answers, mapping) }, rest)));
}

export function site(demand, candidates, costs, options) {
  return read(call("site", request({ demand, candidates, costs }, options)));
}

export function circles(stations, options) {
  const { mapping, ...rest } = options ?? {};
  return read(call("circles", request({ stations: table(stations, mapping) }, rest)));
}
