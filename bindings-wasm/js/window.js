// Subsidy windows and retirement months.

import { read, request } from "./json.js";
import { call } from "./wire.js";

export function subsidyWindow(rule, steps, options) {
  return read(call("subsidy_window", request({ rule, steps: steps ?? [] }, options)));
}

export function retirement(born, category, options) {
  return read(call("retirement", request({ born, category }, options)));
}
