// The voucher ledger.

import { guard, Handle } from "./error.js";
import { read, write } from "./json.js";
import * as module from "./module/doorstep.js";

/** An instant as the core reads it: whole seconds since 1970, or RFC 3339. */
const instant = (now) => String(now instanceof Date ? Math.floor(now.getTime() / 1000) : now);

const keyed = (ledger, { secretKey }) => (secretKey === undefined ? ledger : ledger.withSecretKey(secretKey));

/** A return file and who books it, as the core reads them. */
const returned = (batch, data, { actor, layout = {}, now = new Date() }) => {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return [String(batch), bytes, write(actor), write(layout), instant(now)];
};

export function checkCommand(card, command, now = new Date()) {
  const texts = [write(card), write(command), instant(now)];
  return read(guard(() => module.checkCommand(...texts))) ?? undefined;
}

export const checkpointPublicKey = (origin, key) => guard(() => module.checkpointPublicKey(String(origin), key));

export class Ledger {
  #handle;

  constructor(create) {
    // `new Ledger()` would not say where the ledger is kept.
    if (typeof create !== "function") throw new TypeError("use Ledger.open(url), Ledger.import(bytes) or Ledger.fromJsonl(lines)");
    this.#handle = new Handle(create);
  }

  static open(url, options = {}) {
    return new Ledger(() => keyed(module.Ledger.open(String(url)), options));
  }

  static import(bytes, options = {}) {
    return new Ledger(() => keyed(module.Ledger.import(bytes), options));
  }

  static fromJsonl(lines, options = {}) {
    return new Ledger(() => keyed(module.Ledger.fromJsonl(String(lines)), options));
  }

  submit(command, now = new Date()) {
    const text = write(command);
    return read(this.#handle.use((ledger) => ledger.submit(text, instant(now))));
  }

  submitMany(commands, now = new Date()) {
    const text = write(commands);
    return read(this.#handle.use((ledger) => ledger.submitMany(text, instant(now))));
  }

  voucher(id) {
    return read(this.#handle.use((ledger) => ledger.voucher(String(id)))) ?? undefined;
  }

  card(id) {
    return read(this.#handle.use((ledger) => ledger.card(String(id)))) ?? undefined;
  }

  batch(id) {
    return read(this.#handle.use((ledger) => ledger.batch(String(id)))) ?? undefined;
  }

  paymentFile(batch) {
    return this.#handle.use((ledger) => ledger.paymentFile(String(batch)));
  }

  checkPaymentFile(batch, data) {
    this.#handle.use((ledger) => ledger.checkPaymentFile(String(batch), data));
  }

  reconcile(batch, data, options) {
    const given = returned(batch, data, options);
    return read(this.#handle.use((ledger) => ledger.reconcile(...given)));
  }

  applyReturn(batch, data, options) {
    const given = returned(batch, data, options);
    return read(this.#handle.use((ledger) => ledger.applyReturn(...given)));
  }

  total(region) {
    return read(this.#handle.use((ledger) => ledger.total(region === undefined ? undefined : String(region))));
  }

  budget(programme) {
    return read(this.#handle.use((ledger) => ledger.budget(String(programme)))) ?? undefined;
  }

  events(filter = {}) {
    const text = write(filter);
    return read(this.#handle.use((ledger) => ledger.events(text)));
  }

  rates(asked = {}) {
    const text = write(asked);
    return read(this.#handle.use((ledger) => ledger.rates(text)));
  }

  findings(asked = {}) {
    const text = write(asked);
    return read(this.#handle.use((ledger) => ledger.findings(text)));
  }

  kpi(periods, options = {}) {
    const text = write({ ...options, periods });
    return read(this.#handle.use((ledger) => ledger.kpi(text)));
  }

  population(asked = {}) {
    const text = write(asked);
    return read(this.#handle.use((ledger) => ledger.population(text)));
  }

  inspectionCase(voucher) {
    return read(this.#handle.use((ledger) => ledger.inspectionCase(String(voucher)))) ?? undefined;
  }

  status(commandId) {
    return read(this.#handle.use((ledger) => ledger.status(String(commandId))));
  }

  verify() {
    return read(this.#handle.use((ledger) => ledger.verify()));
  }

  checkpoint(origin, key, now = new Date()) {
    return read(this.#handle.use((ledger) => ledger.checkpoint(String(origin), key, instant(now))));
  }

  dayRoots() {
    return read(this.#handle.use((ledger) => ledger.dayRoots()));
  }

  proveInclusion(seq, events) {
    return read(this.#handle.use((ledger) => ledger.proveInclusion(seq, events)));
  }

  proveConsistency(oldEvents, newEvents) {
    return read(this.#handle.use((ledger) => ledger.proveConsistency(oldEvents, newEvents)));
  }

  checkAgainst(checkpoints, publicKey) {
    const texts = write(checkpoints);
    return read(this.#handle.use((ledger) => ledger.checkAgainst(texts, String(publicKey))));
  }

  toJsonl() {
    return this.#handle.use((ledger) => ledger.toJsonl());
  }

  export() {
    return this.#handle.use((ledger) => ledger.export());
  }

  free() {
    this.#handle.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}
