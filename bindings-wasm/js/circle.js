// Service circles.

import { read, request, table } from "./json.js";
import { call } from "./wire.js";

export const coverage = (residents, stations, options) =>
  read(call("coverage", request({ residents: table(residents), stations: table(stations) }, options)));

export const circles = (stations, options) => read(call("circles", request({ stations: table(stations) }, options)));
