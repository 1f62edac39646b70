/// <reference lib="esnext.disposable" />

// The types of the package. Data has the same snake_case keys in every language: rows, options and answers here are
// those of Python and of the JSON interface (`types.d.ts`). Functions, methods and members of errors are camelCase.

import type {
  CircleCollection,
  CirclesRequest,
  Command,
  CommandAnswer,
  CommandStatus,
  CoverageAnswer,
  CoverageRequest,
  BudgetView,
  Diagnosis,
  ErrorAnswer,
  EventFilter,
  EventRecord,
  Explanation,
  Field,
  Finding,
  Mapping,
  MatchOptions,
  OnReject,
  PostRow,
  RecommendAnswer,
  RecommendRequest,
  ResidentRow,
  SeekerRow,
  StationRow,
  Verified,
  VoucherView,
} from "./types.js";

export type * from "./types.js";

/**
 * Loads the module. In a browser await it before anything else; in Node it is loaded by the import, and this does
 * nothing.
 * @param module where the module is, or what it is, if not beside the script: a URL, a response, bytes
 */
export default function init(
  module?: string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<Response>,
): Promise<void>;

// A table is an array of plain objects. An absent key, `undefined` and `null` are all "not stated"; a number that is not
// finite, a `Date`, a `Map` or a function is refused by row and column. Dates are text, `"2026-11-22"`. Rows whose keys
// are not the names of the fields come with a mapping.

/** How matches are made, and what to do about rows that cannot be read. */
export interface MatcherOptions extends MatchOptions {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** How recommendations are told, and what to do about rows that cannot be read. */
export interface RecommendOptions extends Pick<RecommendRequest, "language" | "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** How circles are drawn, and what to do about rows that cannot be read. */
export interface CirclesOptions extends Pick<CirclesRequest, "standard" | "vertices" | "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** How coverage is computed, and what to do about rows that cannot be read. */
export interface CoverageOptions extends Pick<CoverageRequest, "standard" | "errors"> {
  /** How the keys of the residents' rows become fields. */
  residents_mapping?: Mapping | null;
  /** How the keys of the stations' rows become fields. */
  stations_mapping?: Mapping | null;
}

/** Options whose mapping says what the keys of the rows mean. */
type Mapped<Options> = Options & { mapping: Mapping };
/** Options without a mapping: the keys of the rows are the names of the fields. */
type Unmapped<Options> = Options & { mapping?: null };

/**
 * Posts made ready for matching (人岗匹配).
 *
 * Nothing personal leaves the page: the posts travel to the person. Memory is freed by `free()`, by `using`, or at last
 * by the garbage collector.
 */
export class Matcher {
  /** @throws {DoorstepError} `table.rejected` with `findings`, unless `errors` is `"collect"`; `matching.*` */
  constructor(posts: readonly PostRow[], options?: Unmapped<MatcherOptions> | null);
  constructor(posts: readonly object[], options: Mapped<MatcherOptions>);
  /** How many posts there are. */
  readonly length: number;
  /** What was wrong with the posts. */
  readonly rejects: Finding[];
  /**
   * The best posts for each person, with reasons.
   * @param k how many posts for each person, 10 if absent
   */
  recommend(seekers: readonly SeekerRow[], k?: number, options?: Unmapped<RecommendOptions> | null): RecommendAnswer;
  recommend(seekers: readonly object[], k: number | undefined, options: Mapped<RecommendOptions>): RecommendAnswer;
  /** Every constraint and every part of the score. */
  explain(seeker: SeekerRow, postId: string, options?: { mapping?: null } | null): Explanation;
  explain(seeker: object, postId: string, options: { mapping: Mapping }): Explanation;
  /** Why a person gets few posts or none. */
  diagnose(seeker: SeekerRow, options?: { mapping?: null } | null): Diagnosis;
  diagnose(seeker: object, options: { mapping: Mapping }): Diagnosis;
  /** Frees the memory; the matcher answers nothing more. */
  free(): void;
  [Symbol.dispose](): void;
}

/** Who is inside a service circle (服务圈覆盖), with totals by region. */
export function coverage(
  residents: readonly ResidentRow[],
  stations: readonly StationRow[],
  options?: (CoverageOptions & { residents_mapping?: null; stations_mapping?: null }) | null,
): CoverageAnswer;
export function coverage(
  residents: readonly object[],
  stations: readonly object[],
  options: CoverageOptions,
): CoverageAnswer;

/** The circles of stations as GeoJSON (服务圈). */
export function circles(stations: readonly StationRow[], options?: Unmapped<CirclesOptions> | null): CircleCollection;
export function circles(stations: readonly object[], options: Mapped<CirclesOptions>): CircleCollection;

/**
 * One point in another coordinate system: longitude and latitude in degrees.
 * @param source the system that the point is in: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, in any spelling
 * @param target the system that is wanted
 */
export function convert(lon: number, lat: number, source: string, target: string): [lon: number, lat: number];

/** A ledger's time: RFC 3339, whole seconds (not milliseconds) since 1970, or a `Date`. */
export type Instant = string | number | Date;

/** A voucher ledger (就业券账本). What it declines is an answer, `outcome: "refused"`, not an error. */
export class Ledger {
  private constructor();
  /** Opens a ledger: `memory:` is an empty one in memory. */
  static open(url: string): Ledger;
  /** A ledger in memory from the bytes of `export`. */
  static import(bytes: Uint8Array): Ledger;
  /**
   * Does a command, or says why not; the same command again gets its first answer.
   * @param now the clock if absent
   */
  submit(command: Command, now?: Instant): CommandAnswer;
  /** Does many commands in order: all answers are kept, or none is. */
  submitMany(commands: readonly Command[], now?: Instant): CommandAnswer[];
  voucher(id: string): VoucherView | undefined;
  /** The money of a programme. */
  budget(programme: string): BudgetView | undefined;
  events(filter?: EventFilter): EventRecord[];
  /** What became of a command. */
  status(commandId: string): CommandStatus;
  /** Follows the hash chain, replays every event and sums the money. */
  verify(): Verified;
  /** The whole ledger as bytes. */
  export(): Uint8Array;
  /** Frees the memory; the ledger answers nothing more. */
  free(): void;
  [Symbol.dispose](): void;
}

/** A kind of record that tables hold. */
export type RecordName = "post" | "resident" | "seeker" | "station";

/** The fields of a kind of record: names, kinds, and meaning in English and Chinese. */
export function fields(record: RecordName): Field[];

/** Reads yuan from decimal text, as a whole number of fen. */
export function fenFromYuan(text: string): number;

/** Carries out one operation of the JSON interface: the request as JSON text, the answer as JSON text. */
export function call(operation: string, requestJson: string): string;

/** The version of the library. */
export function version(): string;

/**
 * What doorstep throws: `code` is stable, `message` is English, `messageZh` is Chinese. No personal value is in any of
 * them.
 */
export class DoorstepError extends Error {
  private constructor();
  readonly name: "DoorstepError";
  readonly code: string;
  /** The area; `internal` for `internal.freed`, `internal.not_ready` and `internal.panic`. */
  readonly family: ErrorAnswer["family"] | "internal";
  readonly messageZh: string;
  /** All that was wrong with a table, for `table.rejected`; else empty. */
  readonly findings: Finding[];
}
