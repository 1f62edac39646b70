// Everything that both flavours export.

export { audit } from "./audit.js";
export { accessibility, assign, circles, coverage, nearestOpen, rollup, site } from "./circle.js";
export { samePosts } from "./duplicates.js";
export { DoorstepError } from "./error.js";
export { allocate, fees, scorecard } from "./fees.js";
export { Lexicon } from "./lexicon.js";
export { Matcher } from "./matching.js";
export { fenFromYuan } from "./model.js";
export { RoadNetwork } from "./network.js";
export { convert } from "./place.js";
export { inspection, sample } from "./supervision.js";
export { fields } from "./table.js";
export { verifyCheckpoint, verifyConsistency, verifyInclusion } from "./proof.js";
export { checkCommand, checkpointPublicKey, Ledger } from "./voucher.js";
export { retirement, subsidyWindow } from "./window.js";
export { call, version } from "./wire.js";
