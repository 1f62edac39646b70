// Service circles.

import { read, request, table } from "./json.js";
import { call } from "./wire.js";

export function coverage(residents, stations, options) {
  const { residents_mapping, stations_mapping, ...rest } = options ?? {};
  const tables = { residents: table(residents, residents_mapping), stations: table(stations, stations_mapping) };
  return read(call("coverage", request(tables, rest)));
}

export function accessibility(demand, supply, costs, catchment, options) {
  return read(call("accessibility", request({ demand, supply, costs, catchment }, options)));
}

export function circles(stations, options) {
  const { mapping, ...rest } = options ?? {};
  return read(call("circles", request({ stations: table(stations, mapping) }, rest)));
}
