// Service fees, yearly scores and allocations.

import { read, request, table, write } from "./json.js";
import { call } from "./wire.js";

export function fees(records, catalogue, contract, options) {
  const { mapping, ...rest } = options ?? {};
  return read(call("fees", request({ records: table(records, mapping), catalogue, contract }, rest)));
}

export function scorecard(scorecards, terms) {
  return read(call("scorecard", write({ scorecards, terms })));
}

export function allocate(totalFen, claims) {
  return read(call("allocate", write({ total_fen: totalFen, claims })));
}
