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

export class Ledger {
  #handle;

  constructor(create) {
    // `new Ledger()` would not say where the ledger is kept.
    if (typeof create !== "function") throw new TypeError("use Ledger.open(url) or Ledger.import(bytes)");
    this.#handle = new Handle(create);
  }

  static open(url, options = {}) {
    return new Ledger(() => keyed(module.Ledger.open(String(url)), options));
  }

  static import(bytes, options = {}) {
    return new Ledger(() => keyed(module.Ledger.import(bytes), options));
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

  status(commandId) {
    return read(this.#handle.use((ledger) => ledger.status(String(commandId))));
  }

  verify() {
    return read(this.#handle.use((ledger) => ledger.verify()));
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
