// Samples and inspections of vouchers; what is told of a ledger stands with the ledger.

import { read, write } from "./json.js";
import { call } from "./wire.js";

export function sample(population, size, seed) {
  const units = Array.from(population, (unit) => (typeof unit === "string" ? { id: unit } : unit));
  return read(call("sample", write({ population: units, size, seed })));
}

export function inspection(inspected, steps) {
  return read(call("inspection", write({ case: inspected, steps })));
}
