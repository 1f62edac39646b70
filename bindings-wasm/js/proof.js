// What a third party checks with nothing but what was published.

import { read, request } from "./json.js";
import { call } from "./wire.js";

export function verifyCheckpoint(text, publicKey) {
  return read(call("verify_checkpoint", request({ text, public_key: publicKey })));
}

export function verifyInclusion(proof, root) {
  return read(call("verify_inclusion", request({ proof, root })));
}

export function verifyConsistency(proof, old, now) {
  return read(call("verify_consistency", request({ proof, old, new: now })));
}
