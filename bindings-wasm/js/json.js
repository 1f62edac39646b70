// Arguments as JSON text: what JSON would change in silence is made visible to the core, which refuses it by its place.

import { own } from "./error.js";

/** No field and no option takes this. */
const UNREADABLE = [null];

function visible(key, value) {
  // JSON has already made text of a date, in UTC: a day too early in China. Which day is meant is the caller's to say.
  if (this[key] instanceof Date) return UNREADABLE;
  switch (typeof value) {
    case "number":
      // JSON would write null, which means absent.
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return String(value);
    case "function":
    case "symbol":
      return UNREADABLE;
    case "object":
      return value instanceof Map || value instanceof Set ? UNREADABLE : value;
    default:
      return value;
  }
}

/** The JSON text of an argument; `null` for undefined. */
export const write = (value) => JSON.stringify(value ?? null, visible);

/** A value from JSON text. */
export const read = (text) => JSON.parse(text);

/** What was saved, as bytes. */
export function bytesOf(bytes, what) {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new TypeError(`a saved ${what} is a Uint8Array or an ArrayBuffer`);
}

/** A table as the core takes it. */
export const table = (rows, mapping) => ({ rows, mapping: mapping ?? undefined });

/** A request of arguments and options; the core refuses options that it does not know. */
export function request(named, options) {
  for (const name of Object.keys(options ?? {})) {
    if (Object.hasOwn(named, name)) throw own("request.option_twice", `\`${name}\``);
  }
  return write({ ...named, ...options });
}
