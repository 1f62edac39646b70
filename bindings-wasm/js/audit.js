// The fairness audit.

import { read, request, table } from "./json.js";
import { call } from "./wire.js";

export function audit(outcomes, groups, options) {
  const { outcomes_mapping, groups_mapping, ...rest } = options ?? {};
  const tables = { outcomes: table(outcomes, outcomes_mapping), groups: table(groups, groups_mapping) };
  return read(call("audit", request(tables, rest)));
}
