// Coordinate systems.

import { guard } from "./error.js";
import * as module from "./module/doorstep.js";

export function convert(lon, lat, source, target) {
  const [convertedLon, convertedLat] = guard(() => module.convert(lon, lat, String(source), String(target)));
  return [convertedLon, convertedLat];
}
