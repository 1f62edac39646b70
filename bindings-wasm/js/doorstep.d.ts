/// <reference lib="esnext.disposable" />

// The types of the package. Data has the same snake_case keys in every language: rows, options and answers here are
// those of Python and of the JSON interface (`types.d.ts`). Functions, methods and members of errors are camelCase.

import type {
  AccessCost,
  AccessibilityAnswer,
  AccessibilityRequest,
  AccessPoint,
  Actor,
  Allocation,
  AllocationClaim,
  AnswerRow,
  AppliedReturn,
  ApplyAnswer,
  ApplyRequest,
  AssignAnswer,
  AssignRequest,
  Audit,
  AuditRequest,
  BatchView,
  Budget,
  Card,
  CatalogueVersion,
  Checked,
  Checkpoint,
  CircleCollection,
  CirclesRequest,
  CodedOccupation,
  Command,
  CommandAnswer,
  CommandStatus,
  ConsistencyProof,
  CoverageAnswer,
  CoverageRequest,
  BudgetView,
  DayRoot,
  Diagnosis,
  ErrorAnswer,
  EventFilter,
  EventRecord,
  Explanation,
  FeesAnswer,
  FeesRequest,
  FeeTerms,
  Field,
  Finding,
  InclusionProof,
  Findings,
  FindingsAsked,
  InspectionAnswer,
  InspectionCase,
  InspectionStep,
  IsochroneCollection,
  IsochronesRequest,
  KpiAnswer,
  KpiAsked,
  KpiPeriod,
  Mapping,
  MatchOptions,
  MembershipRow,
  NearestOpenAnswer,
  NearestOpenRequest,
  NearestStationsAnswer,
  NearestStationsRequest,
  NetworkEdge,
  NetworkFacts,
  NetworkInput,
  NetworkNode,
  NetworkPlace,
  OccupationClass,
  OnReject,
  OutcomeRow,
  PayoutTerms,
  PointsWithinAnswer,
  PointsWithinRequest,
  PopulationAsked,
  PostRow,
  Provenance,
  Rates,
  RatesAsked,
  ReadPostsAnswer,
  ReadPostsRequest,
  RecommendAnswer,
  RecommendRequest,
  Reconciliation,
  Refusal,
  ResidentRow,
  RetirementAnswer,
  RetirementCategory,
  RetirementRequest,
  ReturnLayout,
  RollupAnswer,
  RollupRequest,
  SamePostsAnswer,
  Sample,
  SampleSize,
  SampleUnit,
  Scorecard,
  ScorecardAnswer,
  SearchAnswer,
  SearchRequest,
  SeekerRow,
  ServiceRow,
  SiteAnswer,
  SiteCandidate,
  SiteCost,
  SitePoint,
  SiteRequest,
  StationRow,
  SubsidyWindowAnswer,
  SubsidyWindowRequest,
  Suggestion,
  Term,
  TravelTimesAnswer,
  TravelTimesRequest,
  TreeRoot,
  Verified,
  VerifyConsistencyAnswer,
  VerifyInclusionAnswer,
  VoucherView,
  WindowAction,
  WindowRule,
  WishReading,
  Words,
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

/** Streets that ways are measured on, and how far from them a home or a post may be in metres (500). */
export interface StreetsOptions extends Pick<RecommendRequest, "snap_limit_m"> {
  /** A network, for people of its mode, or a list of them, one for a mode. It may be freed: the matcher keeps it. */
  network?: RoadNetwork | readonly RoadNetwork[] | null;
}

/** How matches are made, on which streets, and what to do about rows that cannot be read. */
export interface MatcherOptions extends MatchOptions, StreetsOptions {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
  /** What texts are read with: a lexicon, or words to add to the default one. */
  lexicon?: Lexicon | Words | null;
}

/** What to do about rows of posts that cannot be read. */
export interface ReadPostsOptions extends Pick<ReadPostsRequest, "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** The attribute that is audited, and the least number of people whose figures are told. */
export interface AuditOptions extends Pick<AuditRequest, "attribute" | "smallest"> {
  /** How the keys of the outcomes' rows become fields. */
  outcomes_mapping?: Mapping | null;
  /** How the keys of the groups' rows become fields. */
  groups_mapping?: Mapping | null;
}

/** Posts that come, change and go, and the day. They are applied in this order: a post that is put and withdrawn is gone. */
export interface Changes<Row = PostRow> extends Pick<ApplyRequest, "openings" | "today" | "errors"> {
  /** Posts that are new, or stand in the place of those with their ids. */
  upsert?: readonly Row[] | null;
  /** Ids of posts that are withdrawn. */
  remove?: Iterable<string | number> | null;
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** How recommendations are told, and what to do about rows that cannot be read. */
export interface RecommendOptions extends Pick<RecommendRequest, "language" | "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** How people are served in chunks. */
export interface ChunkOptions extends RecommendOptions {
  /**
   * How many people at a time.
   * @default 64
   */
  chunk?: number;
  /** Stops it between two chunks: the reason of the signal is thrown. */
  signal?: AbortSignal | null;
}

/** What the people of one chunk get. Findings about posts and people are in the first chunk only. */
export interface RecommendChunk extends RecommendAnswer {
  /** How many people have been served. */
  done: number;
  /** How many there are. */
  total: number;
}

/** Where the person is, what a post must not be against, how many posts (20), and how they are told. */
export interface SearchOptions extends Pick<SearchRequest, "near" | "k" | "language"> {
  /** Filters are the fields of a person; one that does not exist is refused. They win over what the words say. */
  filters?: SeekerRow | null;
}

/** How circles are drawn, and what to do about rows that cannot be read. */
export interface CirclesOptions extends Pick<CirclesRequest, "standard" | "vertices" | "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** Which method (2SFCA), how much less what is farther counts, and streets instead of costs, which are minutes then. */
export type AccessibilityOptions = Pick<AccessibilityRequest, "method" | "decay" | "network" | "snap_limit_m">;

/** How coverage is computed, on which streets, and what to do about rows that cannot be read. */
export interface CoverageOptions
  extends Pick<CoverageRequest, "standard" | "errors" | "snap_limit_m" | "off_streets"> {
  /** A network, or a list of them for rules of several modes: as data, or as they are kept. */
  network?: CoverageRequest["network"] | RoadNetwork | readonly RoadNetwork[];
  /** How the keys of the residents' rows become fields. */
  residents_mapping?: Mapping | null;
  /** How the keys of the stations' rows become fields. */
  stations_mapping?: Mapping | null;
}

/**
 * The way of travelling (on foot), speeds in km/h, whether `height_m` of nodes slows people on foot (no), and the coordinate
 * system of nodes and lines (WGS-84).
 */
export type NetworkOptions = Pick<NetworkInput, "mode" | "walk_kmh" | "cycle_kmh" | "slope" | "system">;

/** The longest way in minutes (120), and how far a place may be from a street in metres (500). */
export type NearestOptions = Pick<NearestStationsRequest, "max_min" | "snap_limit_m">;

/** How far a place may be from a street in metres (500). */
export type TimesOptions = Pick<TravelTimesRequest, "snap_limit_m">;

/** To the places or from them, and how far a place may be from a street in metres (500). */
export type WithinOptions = Pick<PointsWithinRequest, "direction" | "snap_limit_m">;

/** To the places or from them, how far the area goes from a street, and how finely it is drawn. */
export type IsochronesOptions = Pick<IsochronesRequest, "direction" | "snap_limit_m" | "cell_m" | "tolerance_m">;

/** How far people go in a straight line, without costs, and whether those of one point may go to several stations. */
export type AssignOptions = Pick<AssignRequest, "reach_m" | "network" | "max_min" | "snap_limit_m" | "parting">;

/** What makes a plan good, whose people count how often, how many sites or how much money, and within what. */
export type SiteOptions = Omit<SiteRequest, "demand" | "candidates" | "costs">;

/** A demand point with columns of people, which the option `weights` may name. */
export type SiteDemandRow = SitePoint & { readonly [column: string]: unknown };

/** Holidays, how people travel, on which streets if on any, and what to do about rows that cannot be read. */
export interface NearestOpenOptions
  extends Pick<NearestOpenRequest, "calendar" | "mode" | "travel" | "network" | "max_min" | "snap_limit_m" | "errors"> {
  /** How the keys of the places' rows become fields. */
  places_mapping?: Mapping | null;
  /** How the keys of the stations' rows become fields. */
  stations_mapping?: Mapping | null;
}

/** The same on streets that are kept, which say how people travel. */
export type OpenOnStreets = Omit<NearestOpenOptions, "network" | "mode" | "travel">;

/** What to do about rows that cannot be read. */
export interface RollupOptions extends Pick<RollupRequest, "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** What earlier statements paid, and what to do about rows that cannot be read. */
export interface FeesOptions extends Pick<FeesRequest, "settled" | "errors"> {
  /** How the keys of the rows become fields. */
  mapping?: Mapping | null;
}

/** Options whose mapping says what the keys of the rows mean. */
type Mapped<Options> = Options & { mapping: Mapping };
/** Options without a mapping: the keys of the rows are the names of the fields. */
type Unmapped<Options> = Options & { mapping?: null };

/**
 * What posts and people say, and what is the same in other words (词典).
 *
 * Places in a text, `start` and `end`, count characters (Unicode code points) in every language, an emoji as one:
 * `[...text].slice(start, end).join("")` is the `quote` that stands beside them.
 */
export class Lexicon {
  /**
   * The default lexicon with words of your own; a word of yours wins over the same word of ours.
   * @throws {DoorstepError} `lexicon.*`
   */
  constructor(words?: Words | null);
  /** The lexicon that doorstep carries: occupations, skills and certificates in Chinese, Korean and English. */
  static default(): Lexicon;
  /**
   * The likeliest occupations of a title in the classification of 2022 (职业编码), the likeliest first.
   * @param k how many, 5 if absent
   */
  code(title: string, k?: number): CodedOccupation[];
  /** The skills that a text names, by where they stand. */
  skills(text: string): Term[];
  /** The certificates that a text names, by where they stand. */
  certificates(text: string): Term[];
  /** The occupations that a text names, by where they stand; `id` is the code. */
  occupations(text: string): Term[];
  /** What a wish in a person's own words says (求职愿望). */
  readWish(text: string): WishReading;
  /** What titles, descriptions and benefits of posts say, and where that is other than their fields say. */
  readPosts(posts: readonly PostRow[], options?: Unmapped<ReadPostsOptions> | null): ReadPostsAnswer;
  readPosts(posts: readonly object[], options: Mapped<ReadPostsOptions>): ReadPostsAnswer;
  /** The official name of a code. */
  name(code: string): string | undefined;
  /** A class of the classification of 2022. */
  occupation(code: string): OccupationClass | undefined;
  /** Frees the memory; the lexicon answers nothing more. Matchers that were made with it keep it. */
  free(): void;
  [Symbol.dispose](): void;
}

/**
 * Posts made ready for matching (人岗匹配).
 *
 * Nothing personal leaves the page: the posts travel to the person. Memory is freed by `free()`, by `using`, or at last
 * by the garbage collector.
 *
 * With a `network`, the ways of people of its mode are measured on its streets (路网通勤): `travel_min`, the limit of travel
 * time and the way's part of the score are those of the streets, and the best are as exact as without. Rows then have
 * `measured`: `"network"`; `"straight_line"` for other modes, for homes or posts farther than `snap_limit_m` from every
 * street, and for posts to which no one way counts (remote, with lodging, at many sites); `"not_reached"` where the streets
 * give no way of two hours, or of the person's own limit if that is longer. `distance_m` stays the straight line.
 */
export class Matcher {
  /**
   * @throws {DoorstepError} `table.rejected` with `findings`, unless `errors` is `"collect"`; `matching.*`;
   * `network.bad_snap_limit`; `network.system_mismatch` for a post in a more shifted system than the network
   */
  constructor(posts: readonly PostRow[], options?: Unmapped<MatcherOptions> | null);
  constructor(posts: readonly object[], options: Mapped<MatcherOptions>);
  /**
   * The matcher that was saved (加载), in a fraction of the time that posts take. Nothing in the bytes is trusted.
   * @param lexicon the lexicon that it was made with, or the words that were added; the default one if absent
   * @param options streets, which are not saved with it and are given again
   * @throws {DoorstepError} `matching.saved_damaged`, `matching.saved_version`, `matching.saved_lexicon`; `network.*`
   */
  static fromBytes(
    bytes: Uint8Array | ArrayBuffer,
    lexicon?: Lexicon | Words | null,
    options?: StreetsOptions | null,
  ): Matcher;
  /** The matcher as bytes (保存): options, posts and what was read from them, but not `rejects`. */
  toBytes(): Uint8Array<ArrayBuffer>;
  /** How many posts there are. */
  readonly length: number;
  /** What was wrong with the posts that it was made of. */
  readonly rejects: Finding[];
  /** From what answers come (结果溯源); they have it beside them. */
  readonly provenance: Provenance;
  /**
   * Follows posts that come, change and go (增量更新), without reading again those that stay: all of it, or nothing if any of
   * it is refused. What is answered afterwards is what a matcher made of the posts that result answers; chunks that come
   * after it, too.
   * @throws {DoorstepError} `table.rejected`; `matching.unknown_post` for `openings` of a post that is not there
   */
  apply(changes: Unmapped<Changes>): ApplyAnswer;
  apply(changes: Mapped<Changes<object>>): ApplyAnswer;
  /**
   * The best posts for each person, with reasons.
   * @param k how many posts for each person, 10 if absent
   */
  recommend(seekers: readonly SeekerRow[], k?: number, options?: Unmapped<RecommendOptions> | null): RecommendAnswer;
  recommend(seekers: readonly object[], k: number | undefined, options: Mapped<RecommendOptions>): RecommendAnswer;
  /**
   * The best posts for many people (分批推荐): what `recommend` gives, so many people at a time, while the page stays alive
   * between two chunks. It begins with the first `next()`, and `break` ends it.
   *
   * ```js
   * for await (const { recommendations, done, total } of matcher.recommendInChunks(seekers, 10, { signal })) {
   *   bar.value = done / total;
   * }
   * ```
   * @param k how many posts for each person, 10 if absent
   */
  recommendInChunks(
    seekers: readonly SeekerRow[],
    k?: number,
    options?: Unmapped<ChunkOptions> | null,
  ): AsyncGenerator<RecommendChunk, void, undefined>;
  recommendInChunks(
    seekers: readonly object[],
    k: number | undefined,
    options: Mapped<ChunkOptions>,
  ): AsyncGenerator<RecommendChunk, void, undefined>;
  /**
   * The best people for each post, with reasons, under the same conditions and scores.
   * @param postIds the posts that people are sought for; all of them by id if absent
   * @param k how many people for each post, 10 if absent
   */
  candidates(
    seekers: readonly SeekerRow[],
    postIds?: Iterable<string | number> | null,
    k?: number,
    options?: Unmapped<RecommendOptions> | null,
  ): RecommendAnswer;
  candidates(
    seekers: readonly object[],
    postIds: Iterable<string | number> | null | undefined,
    k: number | undefined,
    options: Mapped<RecommendOptions>,
  ): RecommendAnswer;
  /**
   * The best posts for the words that somebody types (岗位搜索). Facts among the words (包吃住, 日结) are filters, where none
   * is stated.
   */
  search(query: string, options?: SearchOptions | null): SearchAnswer;
  /**
   * What somebody who is typing may want (输入提示): titles, occupations, skills and places of these posts that begin with
   * it in any script, in their reading (`diang`) or by their first letters (`dg`).
   * @param k how many, 10 if absent
   */
  suggest(prefix: string, k?: number): Suggestion[];
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

/**
 * Streets for one way of travelling (路网): how long people are on real streets, in steps of a tenth of a second.
 *
 * Answers are those of the operations `nearest_stations`, `travel_times`, `points_within` and `isochrones`. A point farther from every street
 * than the limit has no `snap_m`, and is counted. Memory is freed by `free()`, by `using`, or at last by the garbage
 * collector.
 */
export class RoadNetwork {
  private constructor();
  /**
   * A network from tables. A row of edges is open from `from` to `to` only, unless its `oneway` is false.
   * @throws {DoorstepError} `network.*`, with the first row that cannot be taken
   */
  static fromEdges(
    nodes: readonly NetworkNode[],
    edges: readonly NetworkEdge[],
    options?: NetworkOptions | null,
  ): RoadNetwork;
  /**
   * A network from a GeoJSON `FeatureCollection` of `LineString` and `MultiLineString`, which meet where they share a point.
   * Properties, all optional: `class` or `highway`, `oneway` (for bicycles and cars), `length_m`, `speed_kmh`.
   * @throws {DoorstepError} `network.*`, with the first feature that cannot be taken
   */
  static fromGeoJson(lines: object, options?: Omit<NetworkOptions, "slope"> | null): RoadNetwork;
  /**
   * The network that was saved (加载), by whichever language. Nothing in the bytes is trusted.
   * @throws {DoorstepError} `network.bad_file`, `network.other_version`
   */
  static load(bytes: Uint8Array | ArrayBuffer): RoadNetwork;
  /** The network as bytes (保存). */
  save(): Uint8Array<ArrayBuffer>;
  /** How many nodes there are that open streets meet. */
  readonly nodes: number;
  /** How many streets are open in some direction. */
  readonly streets: number;
  /** How many nodes each part of the network has that hangs together, the largest first (连通分量). */
  readonly components: number[];
  /** The way of travelling. */
  readonly mode: NetworkFacts["mode"];
  /** The coordinate system. */
  readonly system: NetworkFacts["system"];
  /** The nearest station of each point and the way to it (最近站点). */
  nearest(
    points: readonly NetworkPlace[],
    stations: readonly NetworkPlace[],
    options?: NearestOptions | null,
  ): NearestStationsAnswer;
  /**
   * Times between places (时间矩阵): the pairs within a bound.
   * @param maxMin the longest way, in minutes
   */
  times(
    origins: readonly NetworkPlace[],
    destinations: readonly NetworkPlace[],
    maxMin: number,
    options?: TimesOptions | null,
  ): TravelTimesAnswer;
  /**
   * How many points lie within a bound of each place, and the sum of their weights (范围内合计).
   * @param maxMin the longest way, in minutes
   */
  within(
    places: readonly NetworkPlace[],
    points: readonly AccessPoint[],
    maxMin: number,
    options?: WithinOptions | null,
  ): PointsWithinAnswer;
  /**
   * From where each place is reached within each of some minutes (等时圈), as GeoJSON: the area, and the streets in it.
   * @param minutes one bound, or several
   */
  isochrones(
    places: readonly NetworkPlace[],
    minutes: number | readonly number[],
    options?: IsochronesOptions | null,
  ): IsochroneCollection;
  /** Who is inside a service circle (服务圈覆盖率), rules of time measured on these streets. */
  coverage(
    residents: readonly ResidentRow[],
    stations: readonly StationRow[],
    options?: (Omit<CoverageOptions, "network"> & { residents_mapping?: null; stations_mapping?: null }) | null,
  ): CoverageAnswer;
  coverage(
    residents: readonly object[],
    stations: readonly object[],
    options: Omit<CoverageOptions, "network">,
  ): CoverageAnswer;
  /** The nearest station of each place that is open at a time (就近开放站点), on these streets; see `nearestOpen`. */
  nearestOpen(
    places: readonly ResidentRow[],
    stations: readonly StationRow[],
    at: string,
    options?: (OpenOnStreets & { places_mapping?: null; stations_mapping?: null }) | null,
  ): NearestOpenAnswer;
  nearestOpen(
    places: readonly object[],
    stations: readonly object[],
    at: string,
    options: OpenOnStreets,
  ): NearestOpenAnswer;
  /**
   * Sends people to stations that have room for them (容量内就近派点), by the time on these streets; costs are tenths of a
   * second. See `assign`.
   */
  assign(
    demand: readonly AccessPoint[],
    supply: readonly AccessPoint[],
    options?: Omit<AssignOptions, "reach_m" | "network"> | null,
  ): AssignAnswer;
  /**
   * How much of what stations offer each place has for its people (可达性), by minutes on these streets.
   * @param catchmentMin the longest way that people travel, in minutes
   */
  accessibility(
    demand: readonly AccessPoint[],
    supply: readonly AccessPoint[],
    catchmentMin: number,
    options?: Omit<AccessibilityOptions, "network"> | null,
  ): AccessibilityAnswer;
  /**
   * Chooses where to build stations (选址), by the time on these streets: costs are tenths of a second, the options `radius`
   * and `beyond` minutes. Who is on no street stands in `demand_unsnapped` and `candidates_unsnapped`.
   */
  site(
    demand: readonly SiteDemandRow[],
    candidates: readonly SiteCandidate[],
    options: Omit<SiteOptions, "network" | "reach_m">,
  ): SiteAnswer;
  /** The same network in a more shifted coordinate system (坐标前移): a WGS-84 network for points in GCJ-02. */
  shifted(system: string): RoadNetwork;
  /** Frees the memory; the network answers nothing more. */
  free(): void;
  [Symbol.dispose](): void;
}

/**
 * How often each group of a protected attribute was chosen (公平审计). Who is in which group is read here and kept nowhere.
 * @param outcomes who was selected
 * @param groups which group each person is in; who is in none is counted as unknown
 */
export function audit(
  outcomes: readonly OutcomeRow[],
  groups: readonly MembershipRow[],
  options: AuditOptions & { outcomes_mapping?: null; groups_mapping?: null },
): Audit;
export function audit(outcomes: readonly object[], groups: readonly object[], options: AuditOptions): Audit;

/**
 * Posts that are the same one published twice (岗位去重): one employer, like titles, and neither places nor wages that exclude
 * it. A post without an employer is never a duplicate.
 */
export function samePosts(posts: readonly PostRow[], options?: Unmapped<ReadPostsOptions> | null): SamePostsAnswer;
export function samePosts(posts: readonly object[], options: Mapped<ReadPostsOptions>): SamePostsAnswer;

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

/**
 * How much of what stations offer each place has for its people (可达性): 2SFCA, enhanced 2SFCA or 3SFCA.
 * @param costs each pair at most once; a pair that is not there is out of reach. Without them (`null`), metres in a straight
 * line between `lon` and `lat`, rounded up
 * @param catchment the greatest cost that people travel
 */
export function accessibility(
  demand: readonly AccessPoint[],
  supply: readonly AccessPoint[],
  costs: readonly AccessCost[] | null | undefined,
  catchment: number,
  options?: AccessibilityOptions | null,
): AccessibilityAnswer;

/**
 * Sends people to stations that have room for them (容量内就近派点): as many as can be, then at the least total cost, exactly
 * unless the people of one point stay together (`parting: "whole"`).
 * @param costs whole numbers, each pair at most once; a pair that is not there is out of reach. Without them (`null`), metres in
 * a straight line up to the option `reach_m`, or tenths of a second on the option `network`
 */
export function assign(
  demand: readonly AccessPoint[],
  supply: readonly AccessPoint[],
  costs: readonly AccessCost[] | null | undefined,
  options?: AssignOptions | null,
): AssignAnswer;

/**
 * Chooses where to build stations (选址), with a bound that no plan betters; if the two are equal, the plan is proven to be
 * best. Without a plan, `infeasible` names the demand points and what would help. The order of rows changes no plan.
 * @param demand weights are people, in whole numbers; the option `weights` counts those of other columns, such as key groups
 * @param candidates which may be `existing`, `mandatory` or `forbidden`
 * @param costs whole numbers, each pair at most once; a pair that is not there is out of reach. Without them (`null`), metres in
 * a straight line up to the option `reach_m`, or times on the option `network`
 */
export function site(
  demand: readonly SiteDemandRow[],
  candidates: readonly SiteCandidate[],
  costs: readonly SiteCost[] | null | undefined,
  options: SiteOptions,
): SiteAnswer;

/**
 * The nearest station of each place that is open at a time (就近开放站点), in a straight line or on the streets of the option
 * `network`. A nearer station of which that is not known stands apart, with the missing fact.
 * @param at date and time of day there, without an offset: `"2026-11-26T09:30"`
 */
export function nearestOpen(
  places: readonly ResidentRow[],
  stations: readonly StationRow[],
  at: string,
  options?: (NearestOpenOptions & { places_mapping?: null; stations_mapping?: null }) | null,
): NearestOpenAnswer;
export function nearestOpen(
  places: readonly object[],
  stations: readonly object[],
  at: string,
  options: NearestOpenOptions,
): NearestOpenAnswer;

/**
 * Sums coverage up from communities to provinces (四级网络汇总), each person once.
 * @param answers the answer of `coverage` for each resident, with their division, weight and perhaps a group
 */
export function rollup(answers: readonly AnswerRow[], options?: Unmapped<RollupOptions> | null): RollupAnswer;
export function rollup(answers: readonly object[], options: Mapped<RollupOptions>): RollupAnswer;

/**
 * What a contract pays for services (服务费结算): by person, by service and by performance, whatever the order of records. The
 * same person and item at two outlets is paid once, to the first by date and id; every record is in `lines` or in `unpaid`.
 * @param records what was done, with `id`, `outlet`, `person` (a token), `item` and `date`
 * @param catalogue the versions of the purchase catalogue; the price is that of the date of the service
 */
export function fees(
  records: readonly ServiceRow[],
  catalogue: readonly CatalogueVersion[],
  contract: FeeTerms,
  options?: Unmapped<FeesOptions> | null,
): FeesAnswer;
export function fees(
  records: readonly object[],
  catalogue: readonly CatalogueVersion[],
  contract: FeeTerms,
  options: Mapped<FeesOptions>,
): FeesAnswer;

/**
 * What the yearly scores of operators pay (运营方年度考核), one row for each operator and year.
 * @param scorecards in the order in which they were made; one that `replaces` another, as after an appeal, decides
 */
export function scorecard(scorecards: readonly Scorecard[], terms: PayoutTerms): ScorecardAnswer;

/**
 * Divides a sum of fen by weights, to the last fen (资金分配，最大余额法), within floors and ceilings. Equal remainders go by key,
 * and `is_tied` says where.
 */
export function allocate(totalFen: number, claims: readonly AllocationClaim[]): Allocation;

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

export interface LedgerOptions {
  /** The key under which secret numbers of vouchers (券密码) are kept as hashes: at least 32 random bytes. */
  secretKey?: Uint8Array;
}

/**
 * What the ledger would refuse, as far as the card of the voucher can tell; what only the ledger knows passes.
 * @param now the clock if absent
 */
export function checkCommand(card: Card, command: Command, now?: Instant): Refusal | undefined;

/** The public key of checkpoints, to be published: `name+id+key`. */
export function checkpointPublicKey(origin: string, key: Uint8Array): string;

/** Checks a checkpoint (检查点) with nothing but its text and the public key of the ledger; throws if it is not signed with it. */
export function verifyCheckpoint(text: string, publicKey: string): Checkpoint;

/**
 * Checks a proof of `Ledger.proveInclusion` with nothing but a published root; throws `ledger.proof_fails` if it does not hold.
 * @param root a root, such as a checkpoint that was verified
 */
export function verifyInclusion(proof: InclusionProof, root: TreeRoot): VerifyInclusionAnswer;

/**
 * Checks that the events under an earlier root are all under a later one, unchanged, with nothing but both roots; throws
 * `ledger.proof_fails` if that is not shown.
 */
export function verifyConsistency(proof: ConsistencyProof, old: TreeRoot, now: TreeRoot): VerifyConsistencyAnswer;

/** Draws cases for an audit (随机抽查) by the order of SHA-256 over seed, line feed and id, so that anybody can draw them again. */
export function sample(population: readonly (string | SampleUnit)[], size: SampleSize, seed: string): Sample;

/**
 * Carries an inspection (抽查) on, step by step.
 * @param steps all steps from the first one on; one that is refused changes nothing
 */
export function inspection(inspected: InspectionCase, steps: readonly InspectionStep[]): InspectionAnswer;

/** Who books a return file, how it is written, and when; the clock if `now` is absent. */
export interface ReturnOptions {
  actor: Actor;
  /** Names of columns and words of the bank; the usual ones are known. Decode GBK first: `TextDecoder("gb18030")`. */
  layout?: ReturnLayout;
  now?: Instant;
}

/** A voucher ledger (就业券账本). What it declines is an answer, `outcome: "refused"`, not an error. */
export class Ledger {
  private constructor();
  /** Opens a ledger: `memory:` is an empty one in memory, `memory:?hash=sm3` one with SM3 in place of SHA-256. */
  static open(url: string, options?: LedgerOptions): Ledger;
  /** A ledger in memory from the bytes of `export`. */
  static import(bytes: Uint8Array, options?: LedgerOptions): Ledger;
  /**
   * Does a command, or says why not; the same command again gets its first answer.
   * @param now the clock if absent
   */
  submit(command: Command, now?: Instant): CommandAnswer;
  /** Does many commands in order: all answers are kept, or none is. */
  submitMany(commands: readonly Command[], now?: Instant): CommandAnswer[];
  voucher(id: string): VoucherView | undefined;
  /** A voucher with the terms of its programme, to be shown to its holder; `checkCommand` takes it. */
  card(id: string): Card | undefined;
  /** A payment batch (支付批次). */
  batch(id: string): BatchView | undefined;
  /**
   * What the bank is to pay of a sealed and approved batch (支付指令文件): CSV, UTF-8, the same bytes for ever, with tokens
   * of people and accounts only.
   */
  paymentFile(batch: string): Uint8Array;
  /** Throws if bytes are not the payment file of the batch, with the column and the line. */
  checkPaymentFile(batch: string, data: Uint8Array): void;
  /** Compares a bank's return file (回盘文件) with its batch, and changes nothing. */
  reconcile(batch: string, data: Uint8Array | string, options: ReturnOptions): Reconciliation;
  /** Books a bank's return file (回盘记账); the same file again changes nothing. */
  applyReturn(batch: string, data: Uint8Array | string, options: ReturnOptions): AppliedReturn;
  /** The money of all programmes together, or of those of one division and the divisions inside it. */
  total(region?: string): Budget;
  /** The money of a programme. */
  budget(programme: string): BudgetView | undefined;
  events(filter?: EventFilter): EventRecord[];
  /** What became of the vouchers, in cohorts by the month of issue (发放、领取、核销、拨付进度). */
  rates(asked?: RatesAsked): Rates;
  /** What looks wrong, and by which events (疑点); `docs/supervision.md` has the rules. */
  findings(asked?: FindingsAsked): Findings;
  /** Key figures of the five precisions (五个精准), and what changed from each period to the next. */
  kpi(periods: readonly KpiPeriod[], options?: Omit<KpiAsked, "periods">): KpiAnswer;
  /** The vouchers whose redemption stands, as cases for `sample`. */
  population(asked?: PopulationAsked): SampleUnit[];
  /** What of a voucher is inspected; nothing if no redemption of it stands. */
  inspectionCase(voucher: string): InspectionCase | undefined;
  /** What became of a command. */
  status(commandId: string): CommandStatus;
  /** Follows the hash chain, replays every event and sums the money. */
  verify(): Verified;
  /**
   * Signs how far the ledger has come; publish the `text`.
   * @param origin the name of the ledger, such as `jinan.example/vouchers`
   * @param key 32 random bytes, kept elsewhere
   * @param now the clock if absent
   */
  checkpoint(origin: string, key: Uint8Array, now?: Instant): Checkpoint;
  /** The root behind the last event of each civil day in China. */
  dayRoots(): DayRoot[];
  /** Proves that an event is among the first `events`, all if absent; for `verifyInclusion`. */
  proveInclusion(seq: number, events?: number): InclusionProof;
  /** Proves that the first `newEvents`, all if absent, begin with the first `oldEvents`; for `verifyConsistency`. */
  proveConsistency(oldEvents: number, newEvents?: number): ConsistencyProof;
  /** Holds the history against the texts of checkpoints; throws for missing events, another history, or a fork. */
  checkAgainst(checkpoints: readonly string[], publicKey: string): Checked;
  /** A ledger in memory from the lines of `toJsonl`. */
  static fromJsonl(lines: string, options?: LedgerOptions): Ledger;
  /** The whole ledger as lines of JSON, one for each event and each recorded refusal. */
  toJsonl(): string;
  /** The whole ledger as bytes. */
  export(): Uint8Array;
  /** Frees the memory; the ledger answers nothing more. */
  free(): void;
  [Symbol.dispose](): void;
}

/** The window to go on with, the day of asking, and what was paid. */
export type SubsidyWindowOptions = Pick<SubsidyWindowRequest, "window" | "as_of" | "paid">;

/**
 * Changes a subsidy window (补贴期限) step by step, and says what follows: dates, days, months, and what they give.
 * A step that is refused changes nothing. Dates are ISO text; an end is the first day that does not belong any more.
 * @param rule the rule of the subsidy
 * @param steps what to do, in order; without the option `window`, the first opens one
 */
export function subsidyWindow(
  rule: WindowRule,
  steps?: readonly WindowAction[] | null,
  options?: SubsidyWindowOptions | null,
): SubsidyWindowAnswer;

/**
 * The month in which somebody reaches the statutory retirement age (法定退休年龄).
 * @param born the month of birth, such as `1971-04`
 * @param category by the age before the reform
 * @param options another law than the decision of 2024-09-13
 */
export function retirement(
  born: string,
  category: RetirementCategory,
  options?: Pick<RetirementRequest, "law"> | null,
): RetirementAnswer;

/** A kind of record that tables hold. */
export type RecordName = "answer" | "membership" | "outcome" | "post" | "resident" | "seeker" | "service" | "station";

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
