// What doorstep reads and answers, made from docs/schema by `cargo xtask schema`: do not edit.

/** What it costs to get from a demand point to a supply point. */
export interface AccessCost {
  /** The demand point. */
  demand_id: AccessKey;
  /** The supply point. A table of costs that siting takes, too, calls it `candidate_id`, which is read as well. */
  supply_id: AccessKey;
  /** The cost, not negative. */
  cost: number;
}

/** A key: a text, or a whole number, which is the same key as its text. */
export type AccessKey = string | number;

/** A demand or supply point. Columns beyond these may be there and are not read. */
export interface AccessPoint {
  /** The caller's key, once in its table. */
  id: AccessKey;
  /** People, or what is offered: 0, or from 1e-12 to 1e15. */
  weight: number;
  /** Longitude, degrees; needed without a table of costs only. */
  lon?: number | null;
  /** Latitude, degrees. */
  lat?: number | null;
  /** The coordinate system; `wgs84` if absent. */
  system?: System | null;
}

/** How much of what supply points offer each demand point has for its people. */
export interface AccessibilityAnswer {
  /** One row for each demand point, in the order given. */
  rows: DemandAccess[];
  /** One row for each supply point, in the order given. */
  supply: SupplyLoad[];
  /** Sums, and how evenly the score is spread. */
  total: AccessibilityTotal;
}

/** Which of the floating catchment area methods (移动搜索法). */
export type AccessibilityMethod =
  /** Two steps, all inside the catchment alike (Luo and Wang 2003). */ | "2sfca"
  /** Two steps with a decay (Luo and Qi 2009). */ | "e2sfca"
  /** Two steps with a decay after one that shares people among what they reach (Wan, Zou and Sternberg 2012). */ | "3sfca";

/** Asks how much of what supply points offer each demand point has for its people. */
export interface AccessibilityRequest {
  /** The demand points; the weight is how many people they have. */
  demand: AccessPoint[];
  /** The supply points; the weight is what they offer: staff, seats, posts. */
  supply: AccessPoint[];
  /**
   * Costs between them, each pair at most once; a pair that is not there is out of reach. Without them, costs are
   * minutes on the network if there is one, else metres in a straight line, rounded up.
   */
  costs?: AccessCost[] | null;
  /** Instead of costs: streets. */
  network?: NetworkInput | null;
  /**
   * With a network: a place farther than this from every street is not reached, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /** The greatest cost that people travel, in the unit of the costs. */
  catchment: number;
  /**
   * The method.
   * @default "2sfca"
   */
  method?: AccessibilityMethod;
  /** How much less what is farther counts; the method's own if absent. Plain 2SFCA takes none. */
  decay?: Decay | null;
}

/** Sums over all points. */
export interface AccessibilityTotal {
  /** All people. */
  demand: number;
  /** People who have nothing in reach. */
  demand_unreached: number;
  /** All that is offered. */
  supply: number;
  /** What is offered within somebody's reach. */
  supply_used: number;
  /** What is offered where nobody is in reach. */
  supply_unused: number;
  /** The sum of people × score: `supply_used`, but for rounding. */
  shared_out: number;
  /** How evenly the score is spread over people. */
  equity: Equity;
}

/**
 * What is asked for.
 *
 * In JSON the variant is the field `action`, beside the variant's own fields.
 */
export type Action = {
  action: "define_programme";
  /** Its id. */
  programme: string;
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items: Item[];
  /** The first instant. */
  issue_from?: number;
  /** The first instant that no longer counts. */
  issue_until?: number;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string;
  /** Vouchers that one holder may receive; a revoked one does not count, an expired one does. */
  per_person_limit: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /** Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则). */
  four_eyes: boolean;
  /** Whether only accredited providers redeem (定点机构). */
  accredited_only: boolean;
  /** How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch. */
  batch_approvals: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
}) | {
  action: "appropriate";
  /** The programme. */
  programme: string;
  /** How much. */
  amount_fen: number;
} | {
  action: "accredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** The first instant at which it no longer counts. */
  valid_until?: number;
} | {
  action: "discredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item for which it was accredited; absent, if for all. */
  item?: string;
  /** Why. */
  reason: string;
} | {
  action: "issue";
  /** The programme. */
  programme: string;
  /** The new voucher. */
  voucher: string;
  /** The person's token. */
  holder: string;
  /** The item; may be absent where the programme has one. */
  item?: string;
  /** The decision that the issue rests on. */
  evidence?: string;
  /** The rules by which it was decided. */
  rule?: string;
  /** SHA-256 over the facts that were used, which are kept elsewhere. */
  facts_digest?: string;
  /** The secret number, made by the caller. */
  secret?: string;
} | {
  action: "claim";
  /** The voucher. */
  voucher: string;
  /** The token of the account to which the holder is paid. */
  account?: string;
  /** The record of the holder's consent. */
  consent?: string;
} | {
  action: "redeem";
  /** The voucher. */
  voucher: string;
  /** The service record. */
  record: string;
  /** What the service cost, the face amount if absent. */
  amount_fen?: number;
  /** When the service was given, now if absent. */
  served_at?: number;
  /** The secret number, if the voucher has one. */
  secret?: string;
} | {
  action: "approve";
  /** The voucher. */
  voucher: string;
} | {
  action: "reject";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "schedule";
  /** The voucher. */
  voucher: string;
  /** The batch. */
  batch: string;
  /** The payment instruction, never used before. */
  payment: string;
} | {
  action: "seal_batch";
  /** The batch. */
  batch: string;
} | {
  action: "approve_batch";
  /** The batch. */
  batch: string;
} | {
  action: "cancel_batch";
  /** The batch. */
  batch: string;
  /** Why. */
  reason: string;
} | {
  action: "disburse";
  /** The voucher. */
  voucher: string;
  /** The payment instruction: the one that was scheduled, or one never used before. */
  payment: string;
} | {
  action: "payout_failed";
  /** The voucher. */
  voucher: string;
  /** The payment that failed. */
  payment: string;
  /** Why. */
  reason: string;
} | {
  action: "claw_back";
  /** The voucher. */
  voucher: string;
  /** How much, all that is left if absent. */
  amount_fen?: number;
  /** Why. */
  reason: string;
} | {
  action: "revoke";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "reissue";
  /** The old voucher. */
  voucher: string;
  /** The new one. */
  replacement: string;
  /** The secret number of the new one. */
  secret?: string;
  /** Why. */
  reason: string;
} | {
  action: "suspend";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "resume";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "dispute";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "settle_dispute";
  /** The voucher. */
  voucher: string;
  /** How it ended. */
  outcome: Outcome;
  /** Why. */
  reason: string;
} | {
  action: "expire";
  /** The voucher. */
  voucher: string;
};

/**
 * Who sends a command: a token, a role, and the division and programme for which the role is held (操作主体).
 *
 * Whoever calls the library has found out who the sender is; the machine holds them to their rights.
 */
export interface Actor {
  /** The actor's token; a holder's is the one to which the voucher was issued. */
  id: string;
  /** The role. */
  role: Role;
  /** The division of the role. */
  region: string;
  /** The one programme of the role; absent: all of the division. */
  programme?: string;
}

/** Asks to divide a sum by weights. */
export interface AllocateRequest {
  /** The sum. */
  total_fen: number;
  /** Who takes part. */
  claims: AllocationClaim[];
}

/** A sum, divided: the amounts add up to it exactly. */
export interface Allocation {
  /** What was divided. */
  total_fen: number;
  /** A share for each claim, in the order given. */
  shares: AllocationShare[];
}

/** The bound that fixes a share. */
export type AllocationBound =
  /** Its weight alone would give less than its floor. */ | "floor"
  /** Its weight alone would give more than its ceiling. */ | "ceiling";

/** Who takes part in an allocation. */
export interface AllocationClaim {
  /** The key, such as a division or an outlet; ties go by it. */
  key: string;
  /** The weight, such as a workload. */
  weight: number;
  /**
   * The least that it gets (保底).
   * @default 0
   */
  floor_fen?: number;
  /** The most that it gets (封顶). */
  ceiling_fen?: number | null;
}

/**
 * What one gets, and how that comes about.
 *
 * The exact quota is `quota_fen` and `remainder / denominator` of a fen.
 */
export interface AllocationShare {
  /** The key. */
  key: string;
  /** What it gets. */
  amount_fen: number;
  /** Whole fen of the exact quota, after bounds. */
  quota_fen: number;
  /** Numerator of what the exact quota has beyond whole fen; 0 where a bound fixes the share. */
  remainder: number;
  /** Its denominator, the same for all shares. */
  denominator: number;
  /** The bound that fixes the share, if any. */
  bound?: AllocationBound;
  /** Whether it gets one of the fen that whole quotas leave, because its remainder is among the largest. */
  has_remainder_fen: boolean;
  /** Whether a remainder equal to its own was decided the other way: the order of keys made the difference. */
  is_tied: boolean;
}

/** How amounts are written (金额单位). */
export type AmountUnit =
  /** Yuan with at most two decimals, such as `800.00` (元). */ | "yuan"
  /** Whole fen, such as `80000` (分). */ | "fen";

/** One row of a table of answers. Every field may be absent. */
export interface AnswerRow {
  /** the resident, by the caller's key; the row's number if absent (主键) */
  id?: string | number | null;
  /** division code; unknown if it cannot be read (行政区划代码) */
  region?: string | number | null;
  /** a group to count under, such as a key group (群体) */
  group?: string | number | null;
  /** covered, not_covered, unknown; unknown if absent (覆盖结果) */
  answer?: string | number | null;
  /** how many people the row stands for; 1 if absent (人数) */
  weight?: number | string | null;
}

/** A table of answers: rows, and a mapping if their keys are not the names of the fields. */
export interface AnswerTable {
  /** One object for each row. */
  rows: AnswerRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** What became of a return file. */
export interface AppliedReturn {
  /** The answers to the commands, in their order. */
  answers: CommandAnswer[];
  /** The batch. */
  batch: string;
  /** SHA-256 over the file. */
  file: string;
  /**
   * What the ledger has to do, by payments. Each id comes from the content, and the content names the version of the
   * voucher: the same finding gives the same command, and done twice it is replayed.
   */
  commands: PreparedCommand[];
  /**
   * Gives the batch up, so that what failed can go into another one: offered once every other payment is over, for
   * somebody to send.
   */
  release?: PreparedCommand;
  /** What does not fit together, by lines; at the end what is not in the file. */
  differences: Difference[];
  /** Lines that could not be read. */
  faults: LineFault[];
  /** The sums, which tie out. */
  totals: Totals;
}

/** What the changes did. */
export interface ApplyAnswer {
  /** Posts that were new, or took the place of another. */
  upserted: number;
  /** Posts that were withdrawn. */
  removed: number;
  /** Posts of which the places that are left were set. */
  openings: number;
  /** Days that were set. */
  days: number;
  /** Withdrawals of posts that were not there. */
  unknown: number;
  /** What was wrong with the rows of posts. */
  findings: Finding[];
  /** From what answers come now. */
  provenance: Provenance;
}

/**
 * Asks a matcher that is kept to follow changes (增量更新). They are applied in the order of the fields: a post that is
 * both put and withdrawn is gone.
 */
export interface ApplyRequest {
  /** Posts that are new, or stand in the place of those with their ids. */
  upsert?: PostTable;
  /** Ids of posts that are withdrawn. */
  remove?: string[];
  /** How many places are left, by the post's id; a post with none is recommended to nobody. */
  openings?: Record<string, number>;
  /** The day of asking from now on; the same as before if it is left out. */
  today?: string | null;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** Town or country (城乡分类), as the statistics bureau classes every village and community. */
export type AreaClass =
  /** Town (城镇). */ | "urban"
  /** Country (乡村). */ | "rural";

/** Who goes where, and what is left. */
export interface AssignAnswer {
  /** People who go to a station, by demand point in the order given; a demand point without people has no row. */
  rows: AssignedRow[];
  /** People who go nowhere, by demand point. */
  unplaced: UnplacedRow[];
  /** One row for each station, in the order given. */
  supply: SupplyUse[];
  /** Sums. */
  total: PlanTotal;
  /**
   * Whether it is proven that no plan places more people, or as many at less cost. If it is not, the bounds among the
   * sums tell how far the plan is from the best at most.
   */
  is_proven_best: boolean;
}

/** Asks who goes to which station, within what each has room for. */
export interface AssignRequest {
  /** The demand points; the weight is how many people they have, a whole number. */
  demand: AccessPoint[];
  /** The stations; the weight is how many people they have room for, a whole number. */
  supply: AccessPoint[];
  /**
   * Costs between them, whole numbers, each pair at most once; a pair that is not there is out of reach. Without them,
   * costs are tenths of a second on the network if there is one, else metres in a straight line, rounded up.
   */
  costs?: AccessCost[] | null;
  /** How far people go in a straight line, in metres: needed without costs and network, and only then. */
  reach_m?: number | null;
  /** Instead of costs: streets. */
  network?: NetworkInput | null;
  /**
   * With a network: the longest way, in minutes.
   * @default 120.0
   */
  max_min?: number;
  /**
   * With a network: a place farther than this from every street is out of reach, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * Whether the people of one demand point may go to several stations.
   * @default "split"
   */
  parting?: Parting;
}

/** People of a demand point who go to a station. */
export interface AssignedRow {
  /** The demand point. */
  demand_id: string;
  /** The station. */
  supply_id: string;
  /** How many people. */
  people: number;
  /** What it costs each of them. */
  cost: number;
}

/** How often each group of an attribute was chosen. */
export interface Audit {
  /** The attribute. */
  attribute: string;
  /** How many people there are. */
  people: number;
  /** How many of them no group is known of. */
  unknown: number;
  /** The median score of all who have one, in millionths; the lower of the two in the middle. */
  median_score?: number;
  /** The groups by name. */
  groups: GroupRate[];
}

/** Asks how often each group of a protected attribute was chosen. */
export interface AuditRequest {
  /** What became of each person. */
  outcomes: OutcomeTable;
  /** The group of each person. Who is not in it is counted as unknown. */
  groups: MembershipTable;
  /** The attribute: sex, ethnicity, age group. */
  attribute: string;
  /**
   * The least number of people whose figures are told.
   * @default 10
   */
  smallest?: number;
}

/** Over what the bands of the catalogue count. */
export type BandCount =
  /** An item's units of all outlets. */ | "contract"
  /** An item's units of each outlet. */ | "outlet";

/** How bands are meant; contracts know both. */
export type BandMode =
  /** Each has the price of the band that its own number is in (超额累计). */ | "marginal"
  /** All have the price of the band that the count has reached (全额累计). */ | "whole";

/** What the bank was told, and what its answer changed. */
export interface BankReturnAnswer {
  /** The payment file as text. */
  payment_file: string;
  /** What became of the return file. */
  applied: AppliedReturn;
  /** The budgets of all programmes at the end, in the order of their ids. */
  budgets: BudgetView[];
}

/** Asks what a bank's return file changes in a new ledger in memory: to try a layout out, or to check a booking. */
export interface BankReturnRequest {
  /** The commands in order, up to the approval of the batch. */
  commands: TimedCommand[];
  /** The batch. */
  batch: string;
  /** The return file as text. */
  file: string;
  /** How it is written. */
  layout?: ReturnLayout;
  /** Who books it. */
  actor: Actor;
  /** Seconds since 1970-01-01T00:00:00Z. */
  now: number;
}

/** What a fee counts (计费方式). */
export type Basis =
  /** Persons, each once (计人). */ | "person"
  /** Services, as often as they are given (计服务). */ | "service"
  /** Results reached, each once for a person (按绩效). */ | "performance";

/** The sums of a basis. */
export interface BasisSum {
  /** What is counted. */
  basis: Basis;
  /** Before caps. */
  gross_fen: number;
  /** What caps cut. */
  cut_fen: number;
  /** What is paid. */
  amount_fen: number;
}

/** How far a batch is (批次状态). */
export type BatchState =
  /** Vouchers are being put into it (编制中). */ | "open"
  /** Count and total are fixed; it is approved and paid (已封批). */ | "sealed"
  /** It was given up (已作废). */ | "cancelled";

/** A payment batch as shown to a caller. */
export interface BatchView {
  /** Its id. */
  batch: string;
  /** The programme whose money it pays. */
  programme: string;
  /** How far it is. */
  state: BatchState;
  /** The number of its events; give it as `expected_version`. */
  version: number;
  /** How many payments it holds. */
  count: number;
  /** Their sum. */
  total_fen: number;
  /** How many people have approved it. */
  approvals: number;
  /** How many payments were made, those that failed afterwards too. */
  paid_count: number;
  /** The sum of the payments that were made. */
  paid_fen: number;
}

/** The money of one programme, or of several together. Every value of this type satisfies the equation. */
export interface Budget {
  appropriated_fen: number;
  available_fen: number;
  reserved_fen: number;
  payable_fen: number;
  spent_fen: number;
  recovered_fen: number;
  expired_fen: number;
}

/** The money of a programme as shown to a caller. */
export interface BudgetView {
  /** The programme. */
  programme: string;
  /** Its name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The number of events of the programme itself; give it as `expected_version`. */
  version: number;
  appropriated_fen: number;
  available_fen: number;
  reserved_fen: number;
  payable_fen: number;
  spent_fen: number;
  recovered_fen: number;
  expired_fen: number;
}

/** Asks for the best people for posts. */
export interface CandidatesRequest {
  /** The posts. */
  posts: PostTable;
  /** The people. */
  seekers: SeekerTable;
  /** For which posts; for all of them if it is left out. */
  post_ids?: string[] | null;
  /**
   * How many people for each post.
   * @default 10
   */
  k?: number;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /** Streets that ways are measured on, for people of their mode; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: ways from or to a place farther than this from every street are straight lines, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * The language of the reasons.
   * @default "zh"
   */
  language?: Language;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** A voucher and the terms of its programme: what `Ledger::card`(super::Ledger::card) gives out, as JSON if need be. */
export interface Card {
  /** The programme with its terms. */
  programme: Programme;
  /** The voucher. */
  voucher: VoucherView;
}

/** An item of the catalogue: one price, or bands, or by performance a price for each milestone. */
export interface CatalogueItem {
  /** The item. */
  item: string;
  /**
   * What is counted. What is to be paid on two bases, such as a sum for each person and one for each success, is two
   * items.
   */
  basis: Basis;
  /** The price of each. */
  price_fen?: number | null;
  /** Prices that change with the count. */
  bands?: PriceBand[];
  /**
   * How bands are meant.
   * @default "marginal"
   */
  band_mode?: BandMode;
  /** The price of each result. */
  milestones?: MilestonePrice[];
}

/** A version of the catalogue as it is written. */
export interface CatalogueVersion {
  /** Its id; statements name it. */
  version: string;
  /** The first day on which it holds. */
  from: string;
  /** The first day on which it no longer holds; without it, it holds until further notice. */
  until?: string | null;
  /** What is bought. */
  items: CatalogueItem[];
}

/** Words for one certificate. */
export interface CertificateWords {
  /** Its id: one of ours, or a new one. */
  id: string;
  /** Its Chinese name. */
  zh: string;
  /** Its other words, in any language. */
  words?: string[];
  /** The ladder on which a higher certificate stands for a lower one; none if it stands alone. */
  ladder?: string | null;
  /** How high it stands on its ladder, from 1. */
  rank?: number | null;
}

/** One change of what a person has or wants. `Change::apply` makes it, so that what is said of it can be checked. */
export type Change = {
  change: "wage_floor";
  to: {
    /** The new floor, in fen. */
    amount_fen: number;
    /** The period of the floor. */
    period: WagePeriod;
  };
} | {
  change: "distance_m_max";
  to: number;
} | {
  change: "travel_min_max";
  to: number;
} | {
  change: "certificates";
  to: string[];
} | {
  change: "education";
  to: Education;
} | {
  change: "experience_years";
  to: number;
} | {
  change: "kind";
  to: PostKind;
} | {
  change: "settlement";
  to: Settlement;
} | {
  change: "shift";
  to: Shift;
} | {
  change: "without_lodging";
} | {
  change: "without_meals";
} | {
  change: "without_insurance";
} | {
  change: "rest";
} | {
  change: "outside_home";
} | {
  change: "any_hours";
} | {
  change: "any_work";
} | {
  change: "any_area";
} | {
  change: "any_scope";
};

/** What would be refused. */
export interface CheckCommandAnswer {
  /** The refusal; none if the card knows of no reason. */
  refusal: Refusal | null;
}

/** Asks what would be refused, before a command is sent. */
export interface CheckCommandRequest {
  /** The voucher and its programme's terms, as the ledger gave them out. */
  card: Card;
  /** The command. */
  command: Command;
  /** Seconds since 1970-01-01T00:00:00Z. */
  now: number;
}

/** What was found to hold against checkpoints. */
export interface Checked {
  /** How many checkpoints. */
  checkpoints: number;
  /** The number of events under the last of them: nothing up to there was changed. */
  covered: number;
  /** The number of events in all. */
  events: number;
}

/** How far a ledger had come, under a signature that was checked or made here. */
export interface Checkpoint {
  origin: string;
  /** The number of events. */
  events: number;
  /** The hash over them. */
  root: string;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
  head: string;
  day: string;
  time: number;
  /** The signed text itself. */
  text: string;
}

/** What `circles` answers: a GeoJSON `FeatureCollection` (RFC 7946), one polygon for each station and class of area. */
export interface CircleCollection {
  /** `FeatureCollection`. */
  type: "FeatureCollection";
  /** The circles, by station in the order given. */
  features: CircleFeature[];
  /** The coordinate system of the outlines; RFC 7946 means `wgs84`. */
  system: System;
}

/** One circle. */
export interface CircleFeature {
  /** `Feature`. */
  type: "Feature";
  /** The outline. */
  geometry: CircleOutline;
  /** What the circle is. */
  properties: CircleProperties;
}

/** The outline of a circle. */
export interface CircleOutline {
  /** `Polygon`. */
  type: "Polygon";
  /** One closed ring of longitudes and latitudes. */
  coordinates: [number, number][][];
}

/** What a circle is. */
export interface CircleProperties {
  /** The station. */
  station_id: string;
  /** Town or country. */
  area_class: AreaClass;
  /** Radius in metres. */
  radius_m: number;
  /** The rule that gives the radius. */
  rule: Rule;
}

/** Asks for the outlines of service circles. */
export interface CirclesRequest {
  /** The stations; those without a place have no circle. */
  stations: StationTable;
  /** How far a circle reaches. */
  standard?: Standard;
  /**
   * Corners of each outline.
   * @default 64
   */
  vertices?: number;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** The occupations of titles. */
export interface CodeAnswer {
  /** The titles in the order given. */
  titles: CodedTitle[];
}

/** Asks for the occupations of titles. */
export interface CodeRequest {
  /** The titles. */
  titles: string[];
  /**
   * How many occupations for each title.
   * @default 5
   */
  k?: number;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
}

/** A code for a title. */
export interface CodedOccupation {
  /** The code. */
  code: string;
  /** Its official name. */
  name: string;
  /** The confidence that this is the title's code, in millionths. */
  score: number;
  /** The words that speak for it, the strongest first; at most three. */
  why: Evidence[];
}

/** The occupations of one title. */
export interface CodedTitle {
  /** The title. */
  title: string;
  /** Its occupations, the likeliest first. */
  codes: CodedOccupation[];
}

/**
 * A request to change the ledger.
 *
 * The sender makes the id and keeps it before sending, so that a lost answer can be asked for again: the same id with
 * the same content gives the first answer for ever, with another content it is refused.
 */
export type Command = {
  /** The caller's id for it; one id serves one content, for ever. */
  id: string;
  /** Who asks. */
  actor: Actor;
  /**
   * The version that the sender has read of what the command is about, a voucher, a batch or a programme; 0 means
   * that it does not exist yet. Absent: not checked.
   */
  expected_version?: number | null;
} & ({
  action: "define_programme";
  /** Its id. */
  programme: string;
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items?: Item[];
  /** The first instant. */
  issue_from?: number | null;
  /** The first instant that no longer counts. */
  issue_until?: number | null;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string | null;
  /**
   * Vouchers that one holder may receive; a revoked one does not count, an expired one does.
   * @default 1
   */
  per_person_limit?: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /**
   * Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则).
   * @default true
   */
  four_eyes?: boolean;
  /**
   * Whether only accredited providers redeem (定点机构).
   * @default false
   */
  accredited_only?: boolean;
  /**
   * How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch.
   * @default 0
   */
  batch_approvals?: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
  /** The item of the catalogue. */
  item?: string;
  /** What one voucher is worth at most. */
  face_amount_fen?: number;
  /**
   * Whether a voucher may be redeemed for less than its face amount; the rest returns to the budget on approval. JSON
   * leaves out what is not allowed.
   */
  partial_redeem?: boolean;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
}) | {
  action: "appropriate";
  /** The programme. */
  programme: string;
  /** How much. */
  amount_fen: number;
} | {
  action: "accredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string | null;
  /** The first instant at which it no longer counts. */
  valid_until?: number | null;
} | {
  action: "discredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item for which it was accredited; absent, if for all. */
  item?: string | null;
  /** Why. */
  reason: string;
} | {
  action: "issue";
  /** The programme. */
  programme: string;
  /** The new voucher. */
  voucher: string;
  /** The person's token. */
  holder: string;
  /** The item; may be absent where the programme has one. */
  item?: string | null;
  /** The decision that the issue rests on. */
  evidence?: string | null;
  /** The rules by which it was decided. */
  rule?: string | null;
  /** SHA-256 over the facts that were used, which are kept elsewhere. */
  facts_digest?: string | null;
  /** The secret number, made by the caller. */
  secret?: string | null;
} | {
  action: "claim";
  /** The voucher. */
  voucher: string;
  /** The token of the account to which the holder is paid. */
  account?: string | null;
  /** The record of the holder's consent. */
  consent?: string | null;
} | {
  action: "redeem";
  /** The voucher. */
  voucher: string;
  /** The service record. */
  record: string;
  /** What the service cost, the face amount if absent. */
  amount_fen?: number | null;
  /** When the service was given, now if absent. */
  served_at?: number | null;
  /** The secret number, if the voucher has one. */
  secret?: string | null;
} | {
  action: "approve";
  /** The voucher. */
  voucher: string;
} | {
  action: "reject";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "schedule";
  /** The voucher. */
  voucher: string;
  /** The batch. */
  batch: string;
  /** The payment instruction, never used before. */
  payment: string;
} | {
  action: "seal_batch";
  /** The batch. */
  batch: string;
} | {
  action: "approve_batch";
  /** The batch. */
  batch: string;
} | {
  action: "cancel_batch";
  /** The batch. */
  batch: string;
  /** Why. */
  reason: string;
} | {
  action: "disburse";
  /** The voucher. */
  voucher: string;
  /** The payment instruction: the one that was scheduled, or one never used before. */
  payment: string;
} | {
  action: "payout_failed";
  /** The voucher. */
  voucher: string;
  /** The payment that failed. */
  payment: string;
  /** Why. */
  reason: string;
} | {
  action: "claw_back";
  /** The voucher. */
  voucher: string;
  /** How much, all that is left if absent. */
  amount_fen?: number | null;
  /** Why. */
  reason: string;
} | {
  action: "revoke";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "reissue";
  /** The old voucher. */
  voucher: string;
  /** The new one. */
  replacement: string;
  /** The secret number of the new one. */
  secret?: string | null;
  /** Why. */
  reason: string;
} | {
  action: "suspend";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "resume";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "dispute";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "settle_dispute";
  /** The voucher. */
  voucher: string;
  /** How it ended. */
  outcome: Outcome;
  /** Why. */
  reason: string;
} | {
  action: "expire";
  /** The voucher. */
  voucher: string;
});

/** The answer to a command. In JSON the variant is the field `outcome`. */
export type CommandAnswer = {
  outcome: "applied";
  /** The event. */
  event: EventRecord;
} | {
  outcome: "replayed";
  /** The first answer, `Answer::Applied` or `Answer::Refused`. */
  first: CommandAnswer;
} | {
  outcome: "refused";
  /** The command. */
  command: string;
  /** Why. */
  refusal: Refusal;
} | {
  outcome: "unknown";
  /** The command. */
  command: string;
};

/** What became of a command. In JSON the variant is the field `status`. */
export type CommandStatus = {
  status: "applied";
  /** The event. */
  event: EventRecord;
} | {
  status: "refused";
  /** Why. */
  refusal: Refusal;
} | {
  status: "not_seen";
};

/** The hashes from which both roots follow: at most one more than the tree is high. */
export interface ConsistencyProof {
  /** The number of events under the earlier root. */
  old_events: number;
  /** The number of events under the later root. */
  new_events: number;
  /** The hashes. */
  path: string[];
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
}

/**
 * A condition that a post must meet for a person, in the order in which they are checked.
 *
 * A post that states nothing asks for nothing (*yes*); a person's fact that a post's stated demand needs and that
 * nobody gave leaves the answer open (*unknown*); so does a post's fact that a person's wish needs.
 */
export type Constraint =
  /** `open`: the post is open on the day (岗位在招聘期内) */ | "open"
  /** `openings`: places are left (尚有名额) */ | "openings"
  /** `legal_age`: the person is 16 or older (年满十六周岁) */ | "legal_age"
  /** `public_welfare`: public-welfare posts are for certified persons (公益性岗位限认定人员) */ | "public_welfare"
  /** `kind`: the kind of engagement is wanted (用工形式符合意愿) */ | "kind"
  /** `settlement`: the settlement is wanted (结算方式符合意愿) */ | "settlement"
  /** `education`: the education suffices (学历符合要求) */ | "education"
  /** `experience`: the experience suffices (经验符合要求) */ | "experience"
  /** `certificates`: all certificates asked for are held (持有所需证书) */ | "certificates"
  /** `declared_age`: the age is within what the post declares (年龄在岗位声明范围内) */ | "declared_age"
  /** `team`: the post takes a couple or group together, or a single person (组队要求相符) */ | "team"
  /** `lodging`: lodging is given to who needs it (提供所需住宿) */ | "lodging"
  /** `meals`: meals are given to who needs them (提供所需餐食) */ | "meals"
  /** `insurance`: the insurance is what is wanted at least (保险不低于要求) */ | "insurance"
  /** `schedule`: the hours are within what the person can work (工作时间在可工作时段内) */ | "schedule"
  /** `rest`: the days of rest are as many as wanted (休息不少于要求) */ | "rest"
  /** `shift`: the shift is wanted (班次符合意愿) */ | "shift"
  /** `wage_floor`: the wage reaches the floor (工资不低于最低期望) */ | "wage_floor"
  /** `remote`: work from home for who needs it (可居家办公) */ | "remote"
  /** `refused_work`: the work is none that the person refuses (不属于不接受的工作) */ | "refused_work"
  /** `area`: the post lies where the person looks (在期望地区内) */ | "area"
  /** `scope`: the post lies in the person's own division (在本人所在辖区内) */ | "scope"
  /** `distance`: the post is near enough (距离在可接受范围内) */ | "distance";

/** What one constraint costs. */
export interface ConstraintCost {
  /** Which constraint. */
  code: Constraint;
  /** Posts that it excludes, whatever the others say. */
  failed: number;
  /** Posts that it alone excludes: what lifting it would bring. */
  failed_alone: number;
  /**
   * The smallest step that brings the first of them, in the unit of the constraint: metres for a distance, minutes for
   * a travel time, fen a month for a wage.
   */
  first_step?: Step;
  /** The finding, in English. */
  en: string;
  /** The finding, in Chinese. */
  zh: string;
}

/** The answer to one constraint. */
export interface ConstraintFinding {
  /** Which constraint. */
  code: Constraint;
  /** The answer. */
  verdict: Verdict;
  /** The facts, in English. */
  en: string;
  /** The facts, in Chinese. */
  zh: string;
}

/** A text that says other than a field. */
export interface Contradiction {
  /** What the field says; it counts. */
  stated: string;
  /** What the text says. */
  read: ReadFact;
}

/** Points in the system that was asked for. */
export interface ConvertAnswer {
  /** Longitude and latitude of each point, in degrees, in the order asked. */
  points: [number, number][];
  /** The system that they are in. */
  system: System;
}

/** Asks for points in another coordinate system. */
export interface ConvertRequest {
  /** Longitude and latitude of each point, in degrees. */
  points: [number, number][];
  /** The system that they are in: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, in any spelling. */
  source: string;
  /** The system that is wanted. */
  target: string;
}

/** What one person could change for one post: together, the changes leave no constraint that excludes it. */
export interface Counterfactual {
  /** The changes, in the order of the constraints. */
  changes: Change[];
  /** In English. */
  en: string;
  /** In Chinese. */
  zh: string;
}

/** Who is inside a service circle. */
export interface CoverageAnswer {
  /** The coordinate system in which straight lines were measured. */
  system: System;
  /** All residents. */
  total: CoverageTotal;
  /** By region, in order of the region's text, residents without one first. */
  regions: CoverageTotal[];
  /** One row for each resident, in the order given. */
  rows: CoverageRow[];
  /**
   * Ids of stations too far from every street: who lives near one of them may be served and is not counted, unless
   * straight lines were asked for there.
   */
  stations_off_streets?: string[];
  /** Ids of stations whose place is not known: who lives near one of them may be served and is not counted. */
  stations_without_place: string[];
  /** What was wrong with the residents. */
  resident_findings: Finding[];
  /** What was wrong with the stations. */
  station_findings: Finding[];
}

/** Asks who is inside a service circle. */
export interface CoverageRequest {
  /** The residents. */
  residents: ResidentTable;
  /** The stations. */
  stations: StationTable;
  /** How far a circle reaches. */
  standard?: Standard;
  /**
   * Streets on which rules of time are measured, which are of their mode then: one network, or several for rules of
   * several modes; straight lines if absent.
   */
  network?: Networks | null;
  /**
   * With a network: a place farther than this from every street is off the streets, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * With a network: what becomes of homes and stations off the streets.
   * @default "unknown"
   */
  off_streets?: OffStreets;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** What coverage says of one resident. */
export interface CoverageRow {
  /** The resident's key. */
  resident_id: string;
  /** The answer. */
  answer: Covered;
  /** The missing fact, where the answer is unknown. */
  why?: UnknownWhy;
  /** The nearest station; of those equally near in whole metres, the one with the least id. */
  station_id?: string;
  /** Metres to it, rounded up: in a straight line, or along streets where these were measured. */
  distance_m?: number;
  /** Minutes to it, rounded up, in the mode of `Standard::shown_mode`. */
  travel_min?: number;
  /** How both were measured; only where a street network was given. */
  measured?: Measured;
}

/** Sums of weights by answer; `covered + not_covered + unknown = total`, exactly. */
export interface CoverageTotal {
  /** The region; absent in the total of all, for residents without one, and in a roll-up. */
  region?: string;
  /** Weight inside a circle. */
  covered: number;
  /** Weight outside every circle. */
  not_covered: number;
  /** Weight for which a fact is missing. */
  unknown: number;
  /** All weight. */
  total: number;
}

/** Whether a service circle holds a place. */
export type Covered =
  /** `covered`: inside a service circle (在服务圈内) */ | "covered"
  /** `not_covered`: outside every service circle (不在服务圈内) */ | "not_covered"
  /** `unknown`: cannot be told (无法判断) */ | "unknown";

/**
 * A criterion with its weight and what was scored (考核指标).
 *
 * # Units
 * Hundredths of a point (0.01 分): a score is from 0 to the weight, as the sheets of assessments write it, so that the
 * total is a plain sum and nothing is rounded.
 */
export interface Criterion {
  /** The criterion. */
  criterion: string;
  /** How many hundredths of a point there are to reach; those of all criteria add up to 10,000. */
  weight_hundredths: number;
  /** How many were reached. */
  score_hundredths: number;
  /** What the score rests on, at least one. */
  evidence: string[];
}

/** What a date is that is not an ordinary day. */
export type DayKind =
  /** A day off by the holiday schedule (放假). */ | "holiday"
  /** A working day on a weekend (调休上班). */ | "make_up";

/** The root behind the last event of a civil day in Asia/Shanghai. */
export interface DayRoot {
  /** The day. */
  day: string;
  /** The number of events. */
  events: number;
  /** The hash over them. */
  root: string;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
  /** The hash of the chain there. */
  head: string;
}

/**
 * How the weight of a place falls with the cost of reaching it (距离衰减函数). Costs are in the unit of the table of
 * costs: minutes, metres, anything that grows.
 */
export type Decay = {
  kind: "binary";
} | {
  kind: "zones";
  /** The zones, by rising cost; at most 64. */
  zones: DecayZone[];
} | {
  kind: "gaussian";
  /** The cost at which the weight is exp(-1/2). */
  sigma: number;
} | {
  kind: "gravity";
  /** The cost at which the weight is 1. */
  scale: number;
  /** The power, with its sign. */
  power: number;
  /**
   * Least cost that is told apart; more than 0 if the power is negative, because the weight would else be infinite.
   * @default 0.0
   */
  floor?: number;
} | {
  kind: "exponential";
  /** The cost at which the weight is exp(-1). */
  scale: number;
} | {
  kind: "linear";
  /** The cost at which the weight is 0. */
  end: number;
};

/** A zone of equal weight. */
export interface DecayZone {
  /** The greatest cost inside the zone. */
  to: number;
  /** The weight of what lies inside it. */
  weight: number;
}

/** What a demand point has. */
export interface DemandAccess {
  /** The demand point. */
  demand_id: string;
  /** Supply for one person. */
  score: number;
  /** How many supply points are in reach. */
  reached_supplies: number;
  /** Whether there is none: the score is 0 then. */
  unreached: boolean;
  /** With a network: metres from the point to its street, rounded up. None if it is on no street. */
  snap_m?: number;
}

/** Asks why a person gets few posts or none. */
export interface DiagnoseRequest {
  /** The posts. */
  posts: PostTable;
  /** One person. */
  seeker: SeekerTable;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /** Streets that ways are measured on, for people of their mode; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: ways from or to a place farther than this from every street are straight lines, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
}

/** Which constraints cost how many posts, and what giving way would bring. */
export interface Diagnosis {
  /** The person. */
  seeker_id: string;
  /** How many posts there are. */
  posts: number;
  /** How many no constraint excludes. */
  feasible: number;
  /** The constraints that exclude a post at least, those first that bring most when lifted. */
  constraints: ConstraintCost[];
  /** What single changes on the person's side would bring, those first that bring most. */
  opportunities: Opportunity[];
}

/** One difference, with what it rests on. */
export interface Difference {
  /** Stable code. */
  code: string;
  /** The line of the file; absent for what is not in it. */
  line?: number;
  /** The payment as the files call it; what looks like an account number is masked. */
  payment?: string;
  /** The voucher. */
  voucher?: string;
  /** What was expected: an amount in fen, a token, a word. */
  expected?: string;
  /** What was found. */
  found?: string;
  /** What it means, in English. */
  message_en: string;
  /** What it means, in Chinese. */
  message_zh: string;
}

/** Which way people travel (出行方向). */
export type Direction =
  /** Towards the place that is asked about: people come to the station (前往). */ | "to"
  /** Away from it (出发). */ | "from";

/** A case that was drawn. */
export interface Drawn {
  /** Its id. */
  id: string;
  /** Its stratum. */
  stratum?: string;
  /** Its place in the order of its stratum, from 1. */
  rank: number;
  /** The digest by which it is ordered. */
  digest: string;
}

/** One more publication of a post. */
export interface Duplicate {
  /** Its id. */
  post_id: string;
  /** In which of title, place, wage and description it differs from the one that is kept. */
  differs_in: string[];
}

/** What counts of an earlier window of the same right (此前享受情况). */
export interface EarlierWindow {
  /** The first day. */
  from: string;
  /** The first day after it. */
  until: string;
  /** Months for which something was paid. */
  months: number;
}

/**
 * A level of education, from low to high (学历由低到高).
 *
 * The order is the ladder that a demand climbs: whoever has a higher level satisfies a lower demand. General and
 * vocational upper secondary school stand on one rung, as posts ask for them together (高中/中专).
 */
export type Education =
  /** 小学, code 80 and below. */ | "primary"
  /** 初中, code 70. */ | "junior_middle"
  /** 高中, code 60, and 中等职业教育 (中专, 职业高中, 技工学校), code 40. */ | "senior_middle"
  /** 大学专科, code 30. */ | "junior_college"
  /** 大学本科, code 20. */ | "bachelor"
  /** 硕士研究生, code 14. */ | "master"
  /** 博士研究生, code 11. */ | "doctor";

/** What a finding cost. */
export type Effect =
  /** The row was rejected. */ | "row"
  /** The cell was read as 'not stated'. */ | "cell"
  /** The column was not read. */ | "column";

/** After how much work a search ends: the same on every machine, because nothing looks at a clock. */
export interface Effort {
  /**
   * Steps of the bound at most, all nodes and parts of the question together. Where sites have room, what people of
   * given sites cost counts as a step too. With none there still is a plan, of greedy with exchanges, and a bound.
   * @default 100000
   */
  steps_max?: number;
  /**
   * Nodes of the search at most, all parts of the question together; each part has its first node in any case.
   * @default 5000
   */
  nodes_max?: number;
  /**
   * A plan is good enough if the proven gap is at most that, in millionths.
   * @default 100
   */
  gap_ppm?: number;
}

/**
 * How evenly scores are spread over people. All figures come from the Lorenz curve: people in order of their score, the
 * part of all score that the worst-served part of them has together, people of one row served alike.
 */
export interface Equity {
  /** The mean score of a person; 0 if there are no people. */
  mean: number;
  /** The Gini coefficient: 0 if all are served alike (also if nobody is served), near 1 if one has everything. */
  gini: number;
  /**
   * The Palma ratio: the share of the best-served 10 % over that of the worst-served 40 %. Absent if the latter have
   * nothing.
   */
  palma?: number;
  /** The mean score of the worst-served 10 %. */
  worst_decile_mean: number;
  /** Their share of all score, 0.1 if all are served alike. Absent if nobody is served. */
  worst_decile_share?: number;
}

/** An error as an answer: what a service sends, and what the bindings make their exceptions of. */
export interface ErrorAnswer {
  /** Stable code. */
  code: string;
  /** The area it belongs to. */
  family: Family;
  /** What is wrong, in English. */
  message_en: string;
  /** What is wrong, in Chinese. */
  message_zh: string;
  /** All that was wrong with a table, if its rows are the reason (`table.rejected`); else empty. */
  findings: Finding[];
}

/** One entry of the ledger (记账事件). */
export type Event = {
  /** Its number: 1, 2, 3 … without a gap. */
  seq: number;
  /** When the ledger wrote it; never earlier than the one before. */
  time: number;
  /** The command that led to it. */
  command: string;
  /** The digest of the command's content. */
  command_digest: string;
  /** Who acted. */
  actor: Actor;
  /** The programme. */
  programme: string;
  /** The voucher, unless it is about the programme itself or a batch. */
  voucher?: string;
} & ({
  event: "programme_defined";
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items: Item[];
  /** The first instant. */
  issue_from?: number;
  /** The first instant that no longer counts. */
  issue_until?: number;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string;
  /** Vouchers that one holder may receive; a revoked one does not count, an expired one does. */
  per_person_limit: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /** Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则). */
  four_eyes: boolean;
  /** Whether only accredited providers redeem (定点机构). */
  accredited_only: boolean;
  /** How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch. */
  batch_approvals: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
}) | {
  event: "appropriated";
  /** How much. */
  amount_fen: number;
} | {
  event: "accredited";
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** The first instant at which it no longer counts. */
  valid_until?: number;
} | {
  event: "discredited";
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** Why. */
  reason: string;
} | {
  event: "issued";
  /** For whom. */
  holder: string;
  /** For which item. */
  item: string;
  /** What it is worth at most. */
  face_amount_fen: number;
  /** First instant at which it counts. */
  valid_from: number;
  /** First instant at which it no longer counts. */
  expires_at: number;
  /** The decision that the issue rests on. */
  evidence?: string;
  /** The rules by which it was decided. */
  rule?: string;
  /** SHA-256 over the facts that were used. */
  facts_digest?: string;
  /** The keyed hash of the secret number. */
  secret_hash?: string;
} | {
  event: "claimed";
  /** The token of the account to which the holder is paid. */
  account?: string;
  /** The record of the holder's consent. */
  consent?: string;
} | {
  event: "redeemed";
  /** The service record. */
  record: string;
  /** What the service cost. */
  amount_fen: number;
  /** When it was given. */
  served_at: number;
} | {
  event: "approved";
  /** What will be paid. */
  amount_fen: number;
  /** The rest of the face amount, available again. */
  released_fen: number;
} | {
  event: "rejected";
  /** Why. */
  reason: string;
} | {
  event: "scheduled";
  /** The batch. */
  batch: string;
  /** The payment instruction. */
  payment: string;
  /** What will be paid. */
  amount_fen: number;
} | {
  event: "batch_sealed";
  /** The batch. */
  batch: string;
  /** How many payments. */
  count: number;
  /** Their sum. */
  total_fen: number;
} | {
  event: "batch_approved";
  /** The batch. */
  batch: string;
  /** Its sum. */
  total_fen: number;
} | {
  event: "batch_cancelled";
  /** The batch. */
  batch: string;
  /** Why. */
  reason: string;
} | {
  event: "disbursed";
  /** The payment instruction. */
  payment: string;
  /** How much. */
  amount_fen: number;
  /** Who was paid how much: the holder, the provider, or both. */
  shares: Share[];
} | {
  event: "payout_failed";
  /** The payment instruction. */
  payment: string;
  /** How much came back. */
  amount_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "clawed_back";
  /** How much. */
  amount_fen: number;
  /** Whether that was all that was left. */
  full: boolean;
  /** Why. */
  reason: string;
} | {
  event: "revoked";
  /** The amount available again. */
  released_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "reissued";
  /** The new voucher. */
  replacement: string;
  /** The keyed hash of its secret number. */
  secret_hash?: string;
  /** Why. */
  reason: string;
} | {
  event: "suspended";
  /** Why. */
  reason: string;
} | {
  event: "resumed";
  /** Why. */
  reason: string;
} | {
  event: "disputed";
  /** Why. */
  reason: string;
} | {
  event: "dispute_settled";
  /** How. */
  outcome: Outcome;
  /** The amount available again, if an unpaid voucher was revoked by it. */
  released_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "expired";
  /** The amount available again. */
  released_fen: number;
});

/** Which events to show; every condition that is given must hold. */
export interface EventFilter {
  /** Of this programme. */
  programme?: string | null;
  /** Of this voucher. */
  voucher?: string | null;
  /** By this actor. */
  actor?: string | null;
  /** Numbered above this. */
  after_seq?: number | null;
  /** At or after this instant. */
  since?: number | null;
  /** Before this instant. */
  until?: number | null;
  /** At most so many. */
  limit?: number | null;
}

/** An event with its link in the chain. */
export type EventRecord = {
  /** Its number: 1, 2, 3 … without a gap. */
  seq: number;
  /** When the ledger wrote it; never earlier than the one before. */
  time: number;
  /** The command that led to it. */
  command: string;
  /** The digest of the command's content. */
  command_digest: string;
  /** Who acted. */
  actor: Actor;
  /** The programme. */
  programme: string;
  /** The voucher, unless it is about the programme itself or a batch. */
  voucher?: string;
  /** The hash over the event and all before it. */
  hash: string;
} & ({
  event: "programme_defined";
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items: Item[];
  /** The first instant. */
  issue_from?: number;
  /** The first instant that no longer counts. */
  issue_until?: number;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string;
  /** Vouchers that one holder may receive; a revoked one does not count, an expired one does. */
  per_person_limit: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /** Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则). */
  four_eyes: boolean;
  /** Whether only accredited providers redeem (定点机构). */
  accredited_only: boolean;
  /** How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch. */
  batch_approvals: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
}) | {
  event: "appropriated";
  /** How much. */
  amount_fen: number;
} | {
  event: "accredited";
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** The first instant at which it no longer counts. */
  valid_until?: number;
} | {
  event: "discredited";
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** Why. */
  reason: string;
} | {
  event: "issued";
  /** For whom. */
  holder: string;
  /** For which item. */
  item: string;
  /** What it is worth at most. */
  face_amount_fen: number;
  /** First instant at which it counts. */
  valid_from: number;
  /** First instant at which it no longer counts. */
  expires_at: number;
  /** The decision that the issue rests on. */
  evidence?: string;
  /** The rules by which it was decided. */
  rule?: string;
  /** SHA-256 over the facts that were used. */
  facts_digest?: string;
  /** The keyed hash of the secret number. */
  secret_hash?: string;
} | {
  event: "claimed";
  /** The token of the account to which the holder is paid. */
  account?: string;
  /** The record of the holder's consent. */
  consent?: string;
} | {
  event: "redeemed";
  /** The service record. */
  record: string;
  /** What the service cost. */
  amount_fen: number;
  /** When it was given. */
  served_at: number;
} | {
  event: "approved";
  /** What will be paid. */
  amount_fen: number;
  /** The rest of the face amount, available again. */
  released_fen: number;
} | {
  event: "rejected";
  /** Why. */
  reason: string;
} | {
  event: "scheduled";
  /** The batch. */
  batch: string;
  /** The payment instruction. */
  payment: string;
  /** What will be paid. */
  amount_fen: number;
} | {
  event: "batch_sealed";
  /** The batch. */
  batch: string;
  /** How many payments. */
  count: number;
  /** Their sum. */
  total_fen: number;
} | {
  event: "batch_approved";
  /** The batch. */
  batch: string;
  /** Its sum. */
  total_fen: number;
} | {
  event: "batch_cancelled";
  /** The batch. */
  batch: string;
  /** Why. */
  reason: string;
} | {
  event: "disbursed";
  /** The payment instruction. */
  payment: string;
  /** How much. */
  amount_fen: number;
  /** Who was paid how much: the holder, the provider, or both. */
  shares: Share[];
} | {
  event: "payout_failed";
  /** The payment instruction. */
  payment: string;
  /** How much came back. */
  amount_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "clawed_back";
  /** How much. */
  amount_fen: number;
  /** Whether that was all that was left. */
  full: boolean;
  /** Why. */
  reason: string;
} | {
  event: "revoked";
  /** The amount available again. */
  released_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "reissued";
  /** The new voucher. */
  replacement: string;
  /** The keyed hash of its secret number. */
  secret_hash?: string;
  /** Why. */
  reason: string;
} | {
  event: "suspended";
  /** Why. */
  reason: string;
} | {
  event: "resumed";
  /** Why. */
  reason: string;
} | {
  event: "disputed";
  /** Why. */
  reason: string;
} | {
  event: "dispute_settled";
  /** How. */
  outcome: Outcome;
  /** The amount available again, if an unpaid voucher was revoked by it. */
  released_fen: number;
  /** Why. */
  reason: string;
} | {
  event: "expired";
  /** The amount available again. */
  released_fen: number;
});

/** A word of the title that speaks for a code (依据). */
export interface Evidence {
  /** The letters, as they stand in the title's normal form. */
  text: string;
  /**
   * How much they speak for the code, in thousandths of a nat: 693 doubles the odds. The largest number stands for a
   * word of a table that names the code.
   */
  weight: number;
}

/** Asks why a post suits a person, or why not. */
export interface ExplainRequest {
  /** The posts: rarity of skills is counted over all of them. */
  posts: PostTable;
  /** One person. */
  seeker: SeekerTable;
  /** The post. */
  post_id: string;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /** Streets that ways are measured on, for people of their mode; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: ways from or to a place farther than this from every street are straight lines, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
}

/** Everything that was weighed for one person and one post. The contributions of the parts add up to the score. */
export interface Explanation {
  /** The person. */
  seeker_id: string;
  /** The post. */
  post_id: string;
  /** No if a constraint excludes the post, else unknown if the answer to one is open, else yes. */
  verdict: Verdict;
  /** Score in millionths, whatever the verdict. */
  score: number;
  /** Share of all weight that belongs to known parts, in millionths. */
  known: number;
  /** Straight line from home, in metres. */
  distance_m?: number;
  /** Travel time by the person's mode, in minutes, rounded up. */
  travel_min?: number;
  /** By what the way is measured; none where the matcher has no street network. */
  measured?: WayMeasured;
  /** Every constraint with its answer. */
  constraints: ConstraintFinding[];
  /** Every part of the score. */
  parts: PartFinding[];
  /** Policy priority, an axis of its own beside the score. */
  priority: Priority;
  /** What was read from the post's text where no field says it, and from the person's wish. */
  read: ReadFact[];
  /** Where the post's text says other than its fields; the field counts. */
  contradictions: Contradiction[];
  /** What the person could change so that nothing excludes the post; none if nothing does, or nothing helps. */
  counterfactual?: Counterfactual;
}

/** The area an error belongs to; the Python binding has one exception class for each (错误族). */
export type Family =
  /** Coverage or a service circle: `CircleError`. */ | "circle"
  /** One value is not acceptable: `ValueError`. */ | "value"
  /** A table cannot be read: `TableError`. */ | "table"
  /** A question to the matcher cannot be answered: `MatchingError`. */ | "matching"
  /** Streets or a question about them: `NetworkError`; a file that they are read from: `OsmError`. */ | "network"
  /** The caller's own words cannot be read: `LexiconError`. */ | "lexicon"
  /** A request cannot be read: `RequestError`. */ | "request"
  /**
   * A voucher command or ledger: `VoucherError`; fees, scores and allocations: `FeeError`; supervision:
   * `SupervisionError`.
   */ | "voucher";

/** An upper limit of what is paid (封顶). */
export interface FeeCap {
  /** Its name; lines name the cap that cut them. */
  cap: string;
  /** Whose money it counts. */
  scope: FeeCapScope;
  /**
   * In which span, by the date of service.
   * @default "contract"
   */
  within?: FeePeriod;
  /** Only this item; without it, all. */
  item?: string | null;
  /** Only this outlet; without it, all. */
  outlet?: string | null;
  /** The most that is paid. */
  max_fen: number;
}

/** Whose money a cap counts. */
export type FeeCapScope =
  /** What is paid for each person. */ | "person"
  /** What is paid for each item. */ | "item"
  /** What is paid to each outlet. */ | "outlet"
  /** All together. */ | "total";

/** What a cap cut from a line. */
export interface FeeCut {
  /** The cap. */
  cap: string;
  /** What it cut. */
  cut_fen: number;
}

/** A line: what one outlet is paid for one item at one price. */
export interface FeeLine {
  /** The outlet. */
  outlet: string;
  /** The item. */
  item: string;
  /** The result, for items paid by performance. */
  milestone?: string;
  /** What is counted. */
  basis: Basis;
  /** The version of the catalogue that has the price. */
  version: string;
  /** The price of each. */
  unit_price_fen: number;
  /** How many. */
  quantity: number;
  /** Before caps: the price of each, times how many. */
  gross_fen: number;
  /** What caps cut, by cap. */
  cuts: FeeCut[];
  /** What is paid: gross without cuts. */
  amount_fen: number;
  /** The records, by date and id. */
  records: LineRecord[];
}

/** A span of the calendar by which is counted (计数周期). */
export type FeePeriod =
  /** The whole contract. */ | "contract"
  /** Each calendar year. */ | "year"
  /** Each quarter of a calendar year. */ | "quarter"
  /** Each calendar month. */ | "month";

/** Sums of lines. */
export interface FeeSum {
  /** Before caps. */
  gross_fen: number;
  /** What caps cut. */
  cut_fen: number;
  /** What is paid. */
  amount_fen: number;
}

/** The terms of a fee contract as they are written. */
export interface FeeTerms {
  /** The contract. */
  contract: string;
  /** The first day of service that is paid. */
  from: string;
  /** The first day that is no longer paid. */
  until: string;
  /** The outlets under the contract. */
  outlets: string[];
  /** The items that the contract buys; if there are none, all of the catalogue. */
  items?: string[];
  /**
   * In which span a person counts once for an item.
   * @default "contract"
   */
  once_per?: FeePeriod;
  /**
   * Whether the services of an item to a person are paid, in such a span, to one outlet only: the first.
   * @default true
   */
  one_outlet?: boolean;
  /** Milestones of which each needs all before it, as far as the item has them; if there are none, none needs another. */
  milestone_order?: string[];
  /**
   * Over what bands count.
   * @default "contract"
   */
  bands_by?: BandCount;
  /** Upper limits, which cut in this order. */
  caps?: FeeCap[];
}

/** A statement, and what was wrong with the rows. */
export interface FeesAnswer {
  /** The contract. */
  contract: string;
  /** What is paid, by outlet, item, milestone, version and price. */
  lines: FeeLine[];
  /** What is not, by date and id of the record. */
  unpaid: UnpaidLine[];
  /** Sums by outlet, of those with a line. */
  outlets: OutletSum[];
  /** Sums by basis, of those with a line. */
  bases: BasisSum[];
  /** All together. */
  total: FeeSum;
  /** How many records were given. */
  records: number;
  /** How many of them are in lines. */
  paid_records: number;
  /** How many of them are not. */
  unpaid_records: number;
  /** What was wrong with the rows. */
  findings: Finding[];
}

/** Asks what a contract pays for services. */
export interface FeesRequest {
  /** What was done, in any order. */
  records: ServiceTable;
  /** The versions of the purchase catalogue. */
  catalogue: CatalogueVersion[];
  /** The terms of the contract. */
  contract: FeeTerms;
  /** What earlier statements of the contract paid, for records that are among `records`. */
  settled?: SettledRecord[];
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** A field of a record: the column of a table, the key of a JSON object. */
export interface Field {
  /** The name in tables and in JSON. */
  name: string;
  /** What it holds. */
  kind: FieldKind;
  /** What it means, in English. */
  en: string;
  /** What it means, in Chinese. */
  zh: string;
}

/** What a field holds. */
export type FieldKind =
  /** Text. */ | "text"
  /** Several texts: a list, or text cut at the mapping's separator. */ | "list"
  /** A whole number. */ | "integer"
  /** A number. */ | "decimal"
  /** Money in yuan with at most two decimals. */ | "yuan"
  /** A date `2026-11-22`, or the date at the head of a time stamp. */ | "date"
  /** `true` or `false`, also 1 and 0, 是 and 否. */ | "boolean"
  /** A word of a closed list. */ | "word";

/** How one field is read. */
export interface FieldMapping {
  /** The column. */
  column: string;
  /** Texts that stand for 'no value' in this column, besides the empty one. */
  null?: string[];
  /** From a text of this column to the text that is read in its place. */
  words?: Record<string, string>;
  /** Where a list's text is cut (comma if not given). */
  separator?: string | null;
  /**
   * What a value that cannot be read costs.
   * @default "reject"
   */
  on_error?: OnError;
}

/** One thing that was wrong: row, column, code, masked value, message. */
export interface Finding {
  /** Row of the table, the first below the header being 1; 0 if the finding is about a column. */
  row: number;
  /** Column as the table names it. */
  column: string;
  /** Stable code. */
  code: string;
  /** The value, cut, and masked if it is personal. */
  value: string;
  /** What it cost. */
  effect: Effect;
  /** What is wrong, in English. */
  message_en: string;
  /** What is wrong, in Chinese. */
  message_zh: string;
}

/**
 * The bounds of the rules.
 *
 * The defaults are what one counter with one clerk can do; they are no norm of any authority. Where many are served at
 * once, as in a class, the bounds on time are to be raised.
 */
export interface FindingBounds {
  /**
   * Most redemptions of a provider within 3,600 seconds. 30: a clerk needs two minutes for a person.
   * @default 30
   */
  hour_max?: number;
  /**
   * Redemptions of a provider on a day that are never too many. 60: eight hours with the same clerk, and breaks.
   * @default 60
   */
  day_free?: number;
  /**
   * Above `day_free`, most redemptions on a day as a multiple of the median day of all providers. 5: a median is not
   * moved by a few who cheat, and busy days of honest providers are some three times the median.
   * @default 5
   */
  day_factor?: number;
  /**
   * Holders at one place within 60 seconds from which on it is told. 4: two clerks can serve two people each.
   * @default 4
   */
  minute_holders?: number;
  /**
   * Payees of one account from which on it is told. 2: an account of a social security card belongs to one person.
   * @default 2
   */
  account_payees?: number;
  /**
   * From how many thousandths of the approval limit on an amount lies just under it, 501 to 1,000. 800: two of them are
   * more than one and a half limits, so that the whole would have needed a higher approval.
   * @default 800
   */
  split_permille?: number;
  /**
   * Within how many days the parts lie. 7: one service is billed within a week.
   * @default 7
   */
  split_days?: number;
  /**
   * Least seconds from a redemption to its approval. 10: nobody reads a record in less.
   * @default 10
   */
  approve_min_s?: number;
  /**
   * Least seconds from a claim to the approval of what it was redeemed for. 120: a service has been given meanwhile.
   * @default 120
   */
  claim_approve_min_s?: number;
  /**
   * Decisions of a provider from which on its approvers are compared. 20: fewer can fall to one by chance.
   * @default 20
   */
  approver_decisions?: number;
  /**
   * From how many thousandths of a provider's decisions on they are one approver's. 900.
   * @default 900
   */
  approver_permille?: number;
  /**
   * Up to how many thousandths of the decisions of its peers that approver has. 500: where one approver decides nearly
   * everything, it says nothing about a provider.
   * @default 500
   */
  approver_peers_permille?: number;
  /**
   * Redemptions outside the hours from which on it is told. 3: a late customer is no pattern.
   * @default 3
   */
  outside_hours?: number;
  /**
   * Within how many seconds after a reissue a redemption is soon. 86,400: one day.
   * @default 86400
   */
  reissue_s?: number;
  /**
   * Such redemptions by one issuer and one provider from which on it is told. 3.
   * @default 3
   */
  reissues?: number;
  /**
   * And from how many thousandths of the provider's redemptions on. 100: lost vouchers are rare.
   * @default 100
   */
  reissue_permille?: number;
}

/** What the ledger does not know, keyed by tokens; never personal data. */
export interface FindingFacts {
  /** The token of the account of a payee, beside the accounts that payments name. */
  accounts?: Record<string, string>;
  /** The token of the place of a service record; without it, the provider is the place. */
  places?: Record<string, string>;
  /** When a provider is open, in the words of `OpeningHours`. */
  hours?: Record<string, string>;
}

/** What the rules found (疑点清单). */
export interface Findings {
  /** The number of the last event. */
  seq: number;
  /** Every rule that was asked for, in order of declaration. */
  rules: RuleReport[];
  /** What was found, by rule, first event and parties. */
  findings: SupervisionFinding[];
}

/** Which findings are asked for. */
export interface FindingsAsked {
  /** The codes of the rules; all if absent. */
  rules?: string[] | null;
  /** The bounds of the rules. */
  bounds?: FindingBounds;
  /** What the ledger does not know. */
  facts?: FindingFacts;
  /** Up to which instant the events are looked at; all if absent. */
  as_of?: number | null;
}

/** Asks what looks wrong in a new ledger. */
export interface FindingsRequest {
  /** The commands that make the ledger, in order. */
  commands: TimedCommand[];
  /** Which findings. */
  asked?: FindingsAsked;
}

/**
 * How often one group was chosen.
 *
 * The **selection rate** is chosen ÷ all; the **scoring rate** is above the median score ÷ all who have one. An
 * **impact ratio** is a rate ÷ the highest rate of any group that is not small (New York City Local Law 144 of 2021, rules
 * of the DCWP, 6 RCNY § 5-300). Below four fifths it is commonly taken as a sign of adverse impact (29 CFR 1607.4 D);
 * it is a sign, not a finding.
 */
export interface GroupRate {
  /** The group. */
  group: string;
  /** Whether it has fewer people than may be told of; then its figures are left out. */
  small: boolean;
  /** How many people. */
  people?: number;
  /** How many were chosen. */
  selected?: number;
  /** Selection rate, in millionths. */
  selection_rate?: number;
  /** Impact ratio of the selection rate, in millionths; none if nobody was chosen of any group. */
  impact_ratio?: number;
  /** Whether the impact ratio is below four fifths. */
  below_four_fifths?: boolean;
  /** Scoring rate, in millionths. */
  scoring_rate?: number;
  /** Impact ratio of the scoring rate, in millionths. */
  scoring_impact_ratio?: number;
}

/** The sums of a group. */
export interface GroupRow {
  /** The group; absent for residents without one. */
  group?: string;
  /** Sums. */
  all: CoverageTotal;
}

/**
 * The hash of a ledger's chain and tree. It is chosen when the ledger begins and stays; both give 32 bytes.
 *
 * SM3 (GB/T 32905-2016, ISO/IEC 10118-3:2018) is for those whom the rules on commercial cryptography (商用密码) bind. It
 * covers chain, tree and files; digests of commands, secret numbers and pseudonyms are SHA-256 in either case.
 */
export type HashKind =
  /** SHA-256 (FIPS 180-4). */ | "sha256"
  /** SM3 (GB/T 32905). */ | "sm3";

/** Where a chain ends: publish it, and nobody can change what is before it unseen. */
export interface Head {
  /** The number of events. */
  events: number;
  /** The hash of the last one. */
  hash: string;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
}

/** One part of a hit's score. */
export interface HitPart {
  /** Which part. */
  name: SearchPart;
  /** Its weight. */
  weight: number;
  /** Its value in millionths; none if it does not apply or a fact is missing. */
  value?: number;
  /** What it adds to the score, in millionths: weight × value ÷ weight of all known parts, rounded down. */
  contribution: number;
  /** The facts, in English. */
  en: string;
  /** The facts, in Chinese. */
  zh: string;
}

/**
 * The way from an event up to a root: at most one digest for each doubling of the number of events.
 *
 * It tells nothing of other events but hashes. Whoever passes it on may leave out the event itself; its leaf remains.
 */
export interface InclusionProof {
  /** The number of the event, from 1. */
  seq: number;
  /** The number of events under the root. */
  events: number;
  /** The hash of the event as a leaf. */
  leaf: string;
  /** The hashes beside the way up, lowest first. */
  path: string[];
  /** The canonical bytes of the event in Base64. */
  event_base64?: string | null;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
}

/**
 * An inspection: the case, and what its steps have left.
 *
 * Keep the case and the steps that were applied: they give the inspection again.
 */
export interface Inspection {
  /** The voucher. */
  voucher: string;
  /** Its programme. */
  programme: string;
  /** The division whose money it is. */
  region: string;
  /** Who redeemed it. */
  provider: string;
  /** What was paid and is not received back: the most that can be asked back. */
  paid_fen: number;
  /** How far it is. */
  state: InspectionState;
  /** Who examined it. */
  examined_by?: string;
  /** What was found. */
  finding?: string;
  /** How much was found to be paid wrongly. */
  found_fen?: number;
  /** The first instant at which an answer comes too late. */
  reply_until?: number;
  /** What the provider answered. */
  reply?: string;
  /** Who decided. */
  decided_by?: string;
  /** How. */
  outcome?: InspectionOutcome;
  /** How much is asked back. */
  asked_back_fen?: number;
  /** What is to be submitted to the ledger: `claw_back` by a payer, `discredit` by a manager, each with an id and an actor. */
  actions: Action[];
  /** When the last step was taken. */
  time?: number;
}

/** What is done in an inspection. In JSON the variant is the field `kind`. */
export type InspectionAction = {
  kind: "pass";
} | {
  kind: "find";
  /** What. */
  reason: string;
  /** How much was paid wrongly; 0 if it is not about money. */
  amount_fen: number;
} | {
  kind: "notify";
  /** Days, 1 to 60. */
  days: number;
} | {
  kind: "reply";
  /** What the provider says. */
  reply: string;
} | {
  kind: "decide";
  /** How. */
  outcome: InspectionOutcome;
  /** How much is asked back: what was found if absent, and never more. Of a finding that is dropped, nothing. */
  amount_fen?: number | null;
  /** Why. */
  reason: string;
} | {
  kind: "sanction";
  /**
   * Whether the amount is recovered.
   * @default false
   */
  recover?: boolean;
  /**
   * Whether the provider may no longer redeem in the programme; of an accreditation for single items, the command is
   * to name them.
   * @default false
   */
  discredit?: boolean;
  /** Why. */
  reason: string;
};

/** What became of an inspection. */
export interface InspectionAnswer {
  /** An answer for each step. */
  answers: InspectionStepAnswer[];
  /** The inspection at the end. */
  inspection: Inspection;
}

/** What is inspected: a redemption that stands. */
export interface InspectionCase {
  /** The voucher. */
  voucher: string;
  /** Its programme. */
  programme: string;
  /** The division whose money it is. */
  region: string;
  /** Who redeemed it. */
  provider: string;
  /** What was paid and is not received back: the most that can be asked back. */
  paid_fen: number;
}

/** How a finding was decided. */
export type InspectionOutcome =
  /** It holds. */ | "upheld"
  /** A part of it holds. */ | "partly"
  /** It does not hold. */ | "dropped";

/** A refusal, with its texts. */
export interface InspectionRefusal {
  /** Why. */
  code: string;
  /** In English. */
  en: string;
  /** In Chinese. */
  zh: string;
}

/** Asks to carry an inspection on, step by step. */
export interface InspectionRequest {
  /** What is inspected. */
  case: InspectionCase;
  /** The steps from the first one on. A step that is refused changes nothing, and the next one is tried. */
  steps: InspectionStep[];
}

/** How far an inspection is. */
export type InspectionState =
  /** To be examined (已抽中). */ | "drawn"
  /** Nothing was found; final (未发现问题). */ | "in_order"
  /** Something was found; the provider is to be told (发现问题). */ | "found"
  /** The provider may answer (已告知). */ | "notified"
  /** It has answered; to be decided (已答复). */ | "replied"
  /** The finding was dropped; final (不予认定). */ | "dropped"
  /** It holds; to be sanctioned (认定). */ | "upheld"
  /** A part of it holds; to be sanctioned (部分认定). */ | "partly"
  /** Sanctioned; final (已处理). */ | "closed";

/** One step, and when it is taken. */
export interface InspectionStep {
  /** Who. */
  actor: Inspector;
  /** When. */
  now: number;
  /** What. */
  action: InspectionAction;
}

/** What became of a step of an inspection. */
export type InspectionStepAnswer = {
  outcome: "applied";
} | {
  outcome: "refused";
  /** Why. */
  refusal: InspectionRefusal;
};

/** Who takes a step. */
export interface Inspector {
  /** The token. */
  id: string;
  /** The role. */
  role: Role;
  /** The division of the role. */
  region: string;
}

/**
 * What `isochrones` answers: a GeoJSON `FeatureCollection` (RFC 7946), two features for each place and bound, by place in
 * the order given.
 */
export interface IsochroneCollection {
  /** `FeatureCollection`. */
  type: "FeatureCollection";
  /** Areas and streets. */
  features: IsochroneFeature[];
  /** The coordinate system; RFC 7946 means `wgs84`. */
  system: System;
  /** Ids of the places that are on no street and so have no feature. */
  unsnapped: string[];
}

/** An area or the streets in it. */
export interface IsochroneFeature {
  /** `Feature`. */
  type: "Feature";
  /** A `MultiPolygon` for an area, a `MultiLineString` for streets. */
  geometry: IsochroneGeometry;
  /** What it is. */
  properties: IsochroneProperties;
}

/** Where it is, in longitudes and latitudes. */
export type IsochroneGeometry = {
  type: "MultiPolygon";
  coordinates: [number, number][][][];
} | {
  type: "MultiLineString";
  coordinates: [number, number][][];
};

/** Whether the feature is an area or streets. */
export type IsochronePart =
  /** The area from where the place is reached within the bound, or where one gets from it. */ | "area"
  /** The parts of streets within the bound. */ | "streets";

/** What an area or the streets in it are. */
export interface IsochroneProperties {
  /** Area or streets. */
  part: IsochronePart;
  /** The bound in seconds. */
  time_s: number;
  /** The way of travelling. */
  mode: TravelMode;
  /** To the place or from it. */
  direction: Direction;
  /** Metres from the place to its street, rounded up. */
  snap_m: number;
  /** How far from a street the area goes at most, in metres. */
  snap_limit_m: number;
  /** The coordinate system. */
  system: System;
  /** Of an area: the cells of the grid on which it was drawn, in metres. */
  cell_m?: number;
  /** Of an area: how far its outline may have been moved, in metres. */
  tolerance_m?: number;
  /** Of streets: how long they are together, in metres. */
  length_m?: number;
  /** The place. */
  id: string;
}

/** Asks for isochrones. */
export interface IsochronesRequest {
  /** The streets. */
  network: NetworkInput;
  /** The places that people come to, or go from. */
  places: NetworkPlace[];
  /** The bounds of each place, in minutes. */
  minutes: number[];
  /**
   * Whether people come to the place or go from it.
   * @default "to"
   */
  direction?: Direction;
  /**
   * How far from a street the area goes at most, and how far the place may be from one, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * The cells of the grid on which areas are drawn, in metres from 2 to 1,000.
   * @default 10.0
   */
  cell_m?: number;
  /**
   * How far an outline may be moved to have fewer corners, in metres from 0 to 100.
   * @default 1.0
   */
  tolerance_m?: number;
}

/** A service item that a voucher of the programme can be for (服务项目). */
export interface Item {
  /** The item of the catalogue. */
  item: string;
  /** What one voucher is worth at most. */
  face_amount_fen: number;
  /**
   * Whether a voucher may be redeemed for less than its face amount; the rest returns to the budget on approval. JSON
   * leaves out what is not allowed.
   */
  partial_redeem?: boolean;
}

/** A group that policy gives first place to (重点群体). A person can be in several. */
export type KeyGroup =
  /** 高校毕业生. */ | "graduate"
  /** 青年. */ | "youth"
  /** 登记失业人员. */ | "registered_unemployed"
  /** 就业困难人员. */ | "employment_difficulty"
  /** 零就业家庭成员. */ | "zero_employment_household"
  /** 残疾人. */ | "disabled"
  /** 长期失业人员. */ | "long_term_unemployed"
  /** 退役军人. */ | "veteran"
  /** 农民工. */ | "migrant_worker"
  /** 脱贫人口. */ | "lifted_out_of_poverty"
  /** 家政从业人员. */ | "domestic_worker"
  /** 宝妈. */ | "mother_at_home"
  /** 失地农民. */ | "landless_farmer";

/** One figure, with what it is made of. */
export interface Kpi {
  /** Which figure. */
  kpi: string;
  /** The precision to which it belongs. */
  precision: Precision;
  /** The programme; absent for all together. */
  programme?: string;
  /** What is counted: people, vouchers, providers, fen or points. */
  numerator: number;
  /** Of what. */
  denominator: number;
  /** The quotient in millionths, halves rounded up; absent if there is nothing to divide by, and for costs. */
  millionths?: number;
  /** The quotient in whole fen, halves rounded up: for costs. */
  value_fen?: number;
  /** The fact that was not given, for want of which there is no value. */
  needs?: string;
  /** Who or what was counted, if ids were asked for: of people and providers tokens, of vouchers serials. */
  numerator_ids?: string[];
  /** The same for the denominator. */
  denominator_ids?: string[];
}

/** The key figures of some periods. */
export interface KpiAnswer {
  /** One for each period. */
  periods: Kpis[];
  /** What changed from each period to the next. */
  changes: KpiChange[][];
}

/** Which key figures are asked for. */
export interface KpiAsked {
  /** The periods, in the order in which they are compared. */
  periods: KpiPeriod[];
  /**
   * Whether the ids behind each figure are given.
   * @default false
   */
  with_ids?: boolean;
}

/** A figure in two periods. */
export interface KpiChange {
  /** Which figure. */
  kpi: string;
  /** The programme; absent for all together. */
  programme?: string;
  /** The value before, in millionths, of costs in fen. */
  before?: number;
  /** The value after. */
  after?: number;
  /** After less before, of the rounded values; absent if one of them is. */
  difference?: number;
  /** Which way it went, by the exact ratios; absent if one of them is. */
  turn?: KpiTurn;
}

/** A period, and what the ledger does not know of it; facts that are not given leave their figures without a value. */
export interface KpiPeriod {
  /** The first day, in Asia/Shanghai. */
  from: string;
  /** The first day after it. */
  until: string;
  /** Whoever is eligible in the period, by token. */
  eligible?: string[] | null;
  /** What was planned to be paid in the period, in fen by programme. */
  planned_fen?: Record<string, number> | null;
  /** Results of holders who were paid for in the period. */
  stable_jobs?: StableJob[] | null;
  /** Ratings of vouchers that were redeemed in the period. */
  ratings?: Rating[] | null;
}

/** Asks for the key figures of a new ledger. */
export interface KpiRequest {
  /** The commands that make the ledger, in order. */
  commands: TimedCommand[];
  /** Which figures. */
  asked: KpiAsked;
}

/** Which way a figure went. */
export type KpiTurn =
  /** Greater than before. */ | "up"
  /** Less than before. */ | "down"
  /** Exactly as before. */ | "same";

/** The key figures of a period. */
export interface Kpis {
  /** The first day. */
  from: string;
  /** The first day after it. */
  until: string;
  /** The figures, by kind, then by programme; the one of all comes first. */
  kpis: Kpi[];
  /** How many ratings of 1, 2, 3, 4 and 5 there are. */
  rating_counts: number[];
  /** Ratings of vouchers that were not redeemed in the period; they are in no figure. */
  ratings_unmatched: number;
  /** People with a result who were not paid for in the period; they are in no figure. */
  stable_jobs_unmatched: number;
}

/** The language of reasons. */
export type Language =
  /** 中文. */ | "zh"
  /** English. */ | "en";

/** What a new ledger answered. */
export interface LedgerAnswer {
  /** An answer for each command. */
  answers: CommandAnswer[];
  /** The budgets of all programmes at the end, in the order of their ids. */
  budgets: BudgetView[];
  /** Number and hash of the last event. */
  head: Head;
}

/** Asks to carry out commands on a new ledger in memory: to try a programme out, or to check a history. */
export interface LedgerRequest {
  /** The commands in order. */
  commands: TimedCommand[];
}

/** Something wrong with a line. */
export interface LineFault {
  /** The line of the file, the first being 1. */
  line: number;
  /** The column as the file names it; empty if it is about the whole line. */
  column: string;
  /** Stable code. */
  code: string;
  /** The value, masked: a bank's file may hold names and accounts. */
  value: string;
  /** Whether the line was used all the same. */
  used: boolean;
  /** What is wrong, in English. */
  message_en: string;
  /** What is wrong, in Chinese. */
  message_zh: string;
}

/** A record's part in a line; a record that goes over the edge of a band is in several lines. */
export interface LineRecord {
  /** The record. */
  record: string;
  /** How many of it. */
  quantity: number;
  /** What is paid for them after caps. */
  amount_fen: number;
}

/**
 * A column mapping, as a JSON file carries it.
 *
 * Fields that the mapping does not name are read from the column of their own name, if there is one.
 */
export interface Mapping {
  /** From a field's name to the column it is read from. */
  fields?: Record<string, FieldMapping>;
  /** From a field's name to the text it has in every row without a value of its own. */
  defaults?: Record<string, string>;
  /** Columns that are left out on purpose. */
  ignore?: string[];
  /** Places that stand for 'no place' in this source, such as 0, 0. */
  null_points?: NullPoint[];
  /** Periods that are inferred from the size of a wage whose period is not stated, from small to large. */
  wage_period_by_amount?: PeriodBand[];
}

/** How matches are made; everything has a default. */
export interface MatchOptions {
  /** The day of asking; without it, what depends on a date stays open. */
  today?: string | null;
  /** Weights of the parts of a score. */
  weights?: Weights;
  /** Hours through which wages of different periods compare. */
  hours?: WorkHours;
  /** Speeds and detours. */
  travel?: TravelModel;
  /**
   * Whether what no field says is read from titles, descriptions and wishes.
   * @default true
   */
  read_text?: boolean;
  /** How much policy puts each key group first. */
  priorities?: Priorities;
  /**
   * By what the best are found.
   * @default "fit"
   */
  order?: Order;
}

/** How the way to a station was measured. */
export type Measured =
  /** `network`: along streets (按路网) */ | "network"
  /** `straight_line`: in a straight line (按直线) */ | "straight_line";

/** One row of a table of memberships. Every field may be absent. */
export interface MembershipRow {
  /** the person, by the caller's key (主键) */
  id?: string | number | null;
  /** the group that the person is in (群体) */
  group?: string | number | null;
}

/** A table of memberships: rows, and a mapping if their keys are not the names of the fields. */
export interface MembershipTable {
  /** One object for each row. */
  rows: MembershipRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** What a result is worth. */
export interface MilestonePrice {
  /** The result, such as `contract_signed`, `insured_3`, `insured_6`, `insured_12`. */
  milestone: string;
  /** Its price. */
  price_fen: number;
}

/** A place. */
export interface Near {
  /** Longitude in degrees. */
  lon: number;
  /** Latitude in degrees. */
  lat: number;
  /**
   * The system that the degrees are in, in any spelling.
   * @default "wgs84"
   */
  system?: string;
}

/** The nearest open station of each place. */
export interface NearestOpenAnswer {
  /** The coordinate system in which distances were measured. */
  system: System;
  /** People by outcome. */
  total: OpenTotal;
  /** The stations that have a place. */
  stations: OpenCount;
  /** Ids of stations that are too far from every street; none in a straight line. */
  stations_without_street: string[];
  /** One row for each place, in the order given. */
  rows: NearestOpenRow[];
  /** Ids of stations whose place is not known: one of them may be nearer, and open. */
  stations_without_place: string[];
  /** What was wrong with the places. */
  place_findings: Finding[];
  /** What was wrong with the stations. Hours that could not be read are here, and count as not known. */
  station_findings: Finding[];
}

/** Asks for the nearest station that is open, in a straight line or on streets. */
export interface NearestOpenRequest {
  /** The places from which people travel. */
  places: ResidentTable;
  /** The stations, with their hours. */
  stations: StationTable;
  /** Date and time of day where the stations are (China: UTC+8), without an offset: `2026-11-26T09:30`. */
  at: string;
  /** Days that are holidays or make-up working days, besides those of the State Council for 2025 and 2026. */
  calendar?: OwnCalendar | null;
  /** How people travel in a straight line, on foot if not said; on streets, the network says how. */
  mode?: TravelMode | null;
  /** How fast they are in a straight line. */
  travel?: TravelModel | null;
  /** Streets on which ways are measured; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: the longest way, in minutes.
   * @default 120.0
   */
  max_min?: number;
  /**
   * With a network: a place farther than this from every street is on none, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** The nearest open station of one place. */
export interface NearestOpenRow {
  /** The place's key. */
  place_id: string;
  /** What became of the search. */
  outcome: OpenOutcome;
  /** The nearest station that is open; of those equally near, the one with the least id. */
  station_id?: string;
  /** Metres to it, rounded up: in a straight line, or along the streets. */
  distance_m?: number;
  /** Minutes to it, rounded up. */
  travel_min?: number;
  /** The station that would be the answer if it is open, which cannot be told. */
  maybe_station_id?: string;
  /** Metres to that one, rounded up. */
  maybe_distance_m?: number;
  /** Minutes to that one, rounded up. */
  maybe_travel_min?: number;
  /** Why that cannot be told. */
  maybe_why?: OpenUnknown;
}

/** The nearest station of a point, and the way to it. */
export interface NearestRow {
  /** The point. */
  point_id: string;
  /** The station; of equally near ones the first. None if no station is within the longest way. */
  station_id?: string;
  /** Metres, rounded up, the walks to and from the street counted. */
  distance_m?: number;
  /** Seconds, the walks to and from the street counted. */
  time_s?: number;
  /** Metres from the point to its street, rounded up. None if it is on no street. */
  snap_m?: number;
}

/** The nearest station of each point on streets. */
export interface NearestStationsAnswer {
  /** One row for each point, in the order given. */
  rows: NearestRow[];
  /** How many points are on no street. */
  points_unsnapped: number;
  /** How many points are on a street, but have no station within the longest way. */
  points_unreached: number;
  /** Ids of the stations that are on no street: who lives near one of them is not told of it. */
  stations_unsnapped: string[];
}

/** Asks for the nearest station of each point on streets. */
export interface NearestStationsRequest {
  /** The streets. */
  network: NetworkInput;
  /** From where people come. */
  points: NetworkPlace[];
  /** The stations. */
  stations: NetworkPlace[];
  /**
   * The longest way, in minutes.
   * @default 120.0
   */
  max_min?: number;
  /**
   * A place farther than this from every street is on none, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
}

/** A street from one node to another. Columns beyond these may be there and are not read. */
export interface NetworkEdge {
  /** The node where it begins. */
  from: AccessKey;
  /** The node where it ends. */
  to: AccessKey;
  /** Length in metres; that of the line if absent. */
  length_m?: number | null;
  /** A value of OpenStreetMap's `highway`, which says who may go there; `road` if absent. */
  class?: string | null;
  /** Speed of cars in km/h; that of the class if absent. */
  speed_kmh?: number | null;
  /** Whether it is open from `from` to `to` only, for all; so it is if absent. */
  oneway?: boolean | null;
  /** Its line from node to node, such as `117.01 36.61;117.02 36.62`; straight if absent. */
  line?: string | null;
}

/** What a network is, as data. */
export interface NetworkFacts {
  /** How many nodes there are that open streets meet. */
  nodes: number;
  /** How many streets are open in some direction. */
  streets: number;
  /** How many nodes each part of the network has that hangs together, the largest first. */
  components: number[];
  /** The way of travelling. */
  mode: TravelMode;
  /** The coordinate system. */
  system: System;
}

/** Streets and the way of travelling on them: tables of nodes and edges, or GeoJSON lines. */
export interface NetworkInput {
  /** The nodes; together with `edges`. */
  nodes?: NetworkNode[] | null;
  /** The edges, each open from `from` to `to` only, unless its `oneway` is false. */
  edges?: NetworkEdge[] | null;
  /**
   * Instead of tables: a GeoJSON `FeatureCollection` (RFC 7946) of `LineString` and `MultiLineString`, which meet where
   * they share a point. Properties, all optional: `class` or `highway`, `oneway` (for bicycles and cars), `length_m`,
   * `speed_kmh`.
   */
  geojson?: unknown;
  /**
   * The way of travelling: `walk`, `cycle` or `drive`.
   * @default "walk"
   */
  mode?: TravelMode;
  /** Speed on foot in km/h, also that of the way to and from the street; 5 if absent. */
  walk_kmh?: number | null;
  /** Speed by bicycle in km/h; 12 if absent. */
  cycle_kmh?: number | null;
  /**
   * Whether people on foot are slower uphill and steep downhill, where the heights of both nodes are known; with tables.
   * @default false
   */
  slope?: boolean;
  /**
   * The coordinate system of nodes and lines.
   * @default "wgs84"
   */
  system?: System;
}

/** A node of a street network. Columns beyond these may be there and are not read. */
export interface NetworkNode {
  /** The caller's key, a whole number, once in the table. */
  node: AccessKey;
  /** Longitude, degrees. */
  lon: number;
  /** Latitude, degrees. */
  lat: number;
  /** Height in metres, from -1,000 to 10,000. */
  height_m?: number | null;
}

/** A place that is asked about. Columns beyond these may be there and are not read. */
export interface NetworkPlace {
  /** The caller's key. */
  id: AccessKey;
  /** Longitude, degrees; without it the place is on no street. */
  lon?: number | null;
  /** Latitude, degrees. */
  lat?: number | null;
  /** The coordinate system; `wgs84` if absent. */
  system?: System | null;
}

/** A network, or a list of them, one for a mode. */
export type Networks = NetworkInput | NetworkInput[];

/** A place that stands for 'no place'. */
export interface NullPoint {
  /** Longitude in degrees. */
  lon: number;
  /** Latitude in degrees. */
  lat: number;
  /** How far from it, in degrees of each, a point still counts as it. */
  within_degrees: number;
}

/** What makes a plan good. */
export type Objective =
  /** As many people as can be within the radius of a site (最大覆盖). */ | "mclp"
  /** Everybody within the radius of a site, with the fewest sites (集合覆盖). */ | "lscp"
  /** The least sum of people × cost to the nearest site (p-中位). */ | "p_median"
  /** The least greatest cost to the nearest site (p-中心). */ | "p_center"
  /** As many people as can be within the radius of two sites, of plans that cover as many as any (备份覆盖). */ | "backup"
  /** Covering, and no site serves more people than it has room for. */ | "mclp_within"
  /** Median, and no site serves more people than it has room for. */ | "p_median_within"
  /**
   * As many people of the worst-off tier as can be within the radius of a site, of such plans as many of the next, and
   * so on (最差优先).
   */ | "fair";

/** A class of the occupational classification, as data. */
export interface OccupationClass {
  /** Its code. */
  code: string;
  /** Its official name. */
  name: string;
  /** Its code in GB/T 6565, for the upper three levels. */
  gbt6565?: string;
  /** A digital occupation (数字职业). */
  digital: boolean;
  /** A green occupation (绿色职业). */
  green: boolean;
  /** The year in which it was published, if that was after the book of 2022. */
  added?: number;
}

/** Words for one occupation. */
export interface OccupationWords {
  /** Its code in the 2022 classification. */
  code: string;
  /** Its words, in any language. */
  words: string[];
}

/** What becomes of a home or a station that is too far from every street. */
export type OffStreets =
  /**
   * Whether a rule of time holds there cannot be told: such a home is *unknown*, such a station is listed and serves
   * nobody.
   */ | "unknown"
  /** The way between it and any other place is taken as a straight line, with the pace of the standard. */ | "straight_line";

/** What a value that cannot be read costs. */
export type OnError =
  /** The row: it is rejected. */ | "reject"
  /** The cell: it is read as 'not stated', and reported. */ | "null";

/** What to do about rows that cannot be read. */
export type OnReject =
  /** Answer with an error that lists them. */ | "raise"
  /** Go on with the rest, and list them beside the result. */ | "collect";

/** Stations by whether they are open. */
export interface OpenCount {
  /** Open ones. */
  open: number;
  /** Closed ones. */
  closed: number;
  /** Those of which it cannot be told. */
  unknown: number;
}

/** What became of the search for a station that is open. */
export type OpenOutcome =
  /** `found`: a station is open (找到开放的服务站) */ | "found"
  /** `no_station`: no station is in the table, or in reach (没有服务站，或范围内没有服务站) */ | "no_station"
  /** `no_coordinate`: the place is not known (缺少坐标) */ | "no_coordinate"
  /** `no_street`: the place is too far from every street (该地点附近没有道路) */ | "no_street"
  /** `hours_unknown`: no station is known to be open, but of some it cannot be told (没有确定开放的服务站，部分服务站是否开放无法判断) */ | "hours_unknown"
  /** `none_open`: every station in reach is closed then (该时间范围内的服务站均不开放) */ | "none_open";

/** People by outcome; they add up to `total`, exactly. */
export interface OpenTotal {
  /** People for whom a station is open. */
  found: number;
  /** People without a station in reach. */
  no_station: number;
  /** People whose place is not known. */
  no_coordinate: number;
  /** People too far from every street. */
  no_street: number;
  /** People for whom it cannot be told whether a station is open. */
  hours_unknown: number;
  /** People whose stations are all closed. */
  none_open: number;
  /** All people. */
  total: number;
}

/** The missing fact for which it cannot be told whether a station is open. */
export type OpenUnknown =
  /** `no_hours`: the opening hours are not known (营业时间不详) */ | "no_hours"
  /** `no_calendar`: the calendar does not say whether this day is a holiday, and the hours differ then (节假日安排未覆盖该日期，而营业时间因此不同) */ | "no_calendar";

/** What one change would bring a person. */
export interface Opportunity {
  /** The change. */
  change: Change;
  /** How many posts would be added to those that no constraint excludes. */
  posts: number;
  /** The first of them by id, at most `Opportunity::IDS_MAX`. */
  post_ids: string[];
  /** In English. */
  en: string;
  /** In Chinese. */
  zh: string;
}

/** By what the best are found (排序依据). */
export type Order =
  /** The score alone (匹配度). */ | "fit"
  /** Policy priority first, and the score among equals (政策优先). */ | "priority_then_fit";

/** How a dispute ended (争议处理结果). */
export type Outcome =
  /** The redemption was right: the hold ends, nothing else changes (争议不成立). */ | "dismissed"
  /**
   * It was not: an unpaid voucher is revoked; of a paid one the hold ends, and the money is to be clawed back
   * (争议成立).
   */ | "upheld";

/** One row of a table of outcomes. Every field may be absent. */
export interface OutcomeRow {
  /** the person, by the caller's key (主键) */
  id?: string | number | null;
  /** whether the person was chosen (是否入选) */
  selected?: boolean | string | number | null;
  /** the person's score in millionths (得分) */
  score?: number | string | null;
}

/** A table of outcomes: rows, and a mapping if their keys are not the names of the fields. */
export interface OutcomeTable {
  /** One object for each row. */
  rows: OutcomeRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** The sums of an outlet. */
export interface OutletSum {
  /** The outlet. */
  outlet: string;
  /** Before caps. */
  gross_fen: number;
  /** What caps cut. */
  cut_fen: number;
  /** What is paid. */
  amount_fen: number;
}

/** A holiday schedule of the caller's. */
export interface OwnCalendar {
  /** Years of which every day that is not listed is an ordinary one. */
  years?: number[];
  /** The days. A date that the State Council lists, too, is what is said here. */
  days?: OwnDay[];
  /**
   * Whether these days hold alone, without those of the State Council.
   * @default false
   */
  alone?: boolean;
}

/** A day that is not an ordinary one. */
export interface OwnDay {
  /** The date. */
  date: string;
  /** What it is. */
  kind: DayKind;
}

/** What a `Pace` is written as. */
export interface Pace {
  /** Speed along the way, in metres per hour: 500 to 200 000. */
  speed_m_per_h: number;
  /** Length of the way in thousandths of the straight line: 1000 to 10 000. */
  detour_permille: number;
}

/** A part of a score. */
export type Part =
  /** `occupation`: occupation or title (职业或职位) */ | "occupation"
  /** `skills`: skills (技能) */ | "skills"
  /** `proximity`: way to work (通勤) */ | "proximity"
  /** `wage`: wage (工资) */ | "wage"
  /** `experience`: experience (经验) */ | "experience"
  /** `education`: education (学历) */ | "education"
  /** `schedule`: hours (工作时间) */ | "schedule"
  /** `freshness`: newness (发布时间) */ | "freshness"
  /** `vector`: closeness of the caller's vectors (自定义向量相似度) */ | "vector";

/** One part of a score. */
export interface PartFinding {
  /** Which part. */
  name: Part;
  /** Its weight. */
  weight: number;
  /** Its value in millionths; none if a fact is missing or the part does not apply. */
  value?: number;
  /** What it adds to the score, in millionths: weight × value ÷ weight of all known parts, rounded down. */
  contribution: number;
  /** The facts, in English. */
  en: string;
  /** The facts, in Chinese. */
  zh: string;
}

/** Whether the people of one demand point may go to several stations. */
export type Parting =
  /** They may. */ | "split"
  /** They stay together. */ | "whole";

/** How the part of the fee follows from the score. */
export type PayoutRule = {
  kind: "step";
  /** The bands. */
  bands: ScoreBand[];
} | {
  kind: "linear";
  /** The lower score, in hundredths of a point. */
  low_hundredths: number;
  /** What it pays of the fee. */
  low_permille: number;
  /** The higher score; it and all above pay the same. */
  high_hundredths: number;
  /** What it pays of the fee. */
  high_permille: number;
  /** What scores under the lower one pay. */
  below_permille: number;
};

/** What a contract says of fee and score. */
export interface PayoutTerms {
  /** The whole fee of the year. */
  fee_fen: number;
  /** How the part of it follows from the score. */
  rule: PayoutRule;
  /**
   * The most that is paid of it when a veto item failed.
   * @default 0
   */
  veto_permille?: number;
  /** When the contract ends. */
  termination?: Termination | null;
}

/** A period of the local calendar in which vouchers are counted (周期). */
export type Period =
  /** A month. */ | "month"
  /** A quarter. */ | "quarter"
  /** A year. */ | "year";

/** A period for wages whose highest amount is below a limit. */
export interface PeriodBand {
  /** The limit in yuan; none for the last band. */
  below_yuan?: number | null;
  /** The period inferred. */
  period: WagePeriod;
}

/** Sums; `placed + no_station + full = people`, exactly. */
export interface PlanTotal {
  /** All people. */
  people: number;
  /** People who go to a station. */
  placed: number;
  /** People who reach none. */
  no_station: number;
  /** People whose stations are full. */
  full: number;
  /** People × cost. */
  cost: number;
  /** How many can be placed if demand points are split; `placed` is at most that. */
  placed_bound: number;
  /** The least cost of placing so many, split; nobody can place `placed_bound` people for less. */
  cost_bound: number;
}

/** What lies within a bound of each place. */
export interface PointsWithinAnswer {
  /** One row for each place, in the order given. */
  rows: WithinRow[];
  /** Ids of the points that are on no street and so about no place. */
  points_unsnapped: string[];
}

/** Asks what lies within a bound of each place on streets. */
export interface PointsWithinRequest {
  /** The streets. */
  network: NetworkInput;
  /** The places about which is summed up, such as stations, or all homes. */
  places: NetworkPlace[];
  /** What is summed up, such as homes with their people; without a place they are on no street. */
  points: AccessPoint[];
  /** The longest way, in minutes. */
  max_min: number;
  /**
   * Whether people come from the points to the place or go from it to them.
   * @default "to"
   */
  direction?: Direction;
  /**
   * A place farther than this from every street is on none, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
}

/** Which redeemed vouchers can be drawn. */
export interface PopulationAsked {
  /** Of this programme. */
  programme?: string | null;
  /** Redeemed at or after this instant. */
  since?: number | null;
  /** Redeemed before this instant. */
  until?: number | null;
  /**
   * Only those that are paid.
   * @default false
   */
  paid?: boolean;
  /** In which strata; all in one if absent. */
  stratum?: StratumBy | null;
}

/** The kind of engagement (用工形式). */
export type PostKind =
  /** 全职. */ | "full_time"
  /** 兼职 (非全日制). */ | "part_time"
  /** 零工. */ | "gig"
  /** 计件, at home or in a workshop. */ | "piece_work"
  /** 见习, 实习. */ | "internship"
  /** 公益性岗位. */ | "public_welfare";

/** One row of a table of posts. Every field may be absent. */
export interface PostRow {
  /** the caller's key; the row's number if absent (主键) */
  id?: string | number | null;
  /** title as published (职位名称) */
  title?: string | number | null;
  /** name of the employer (用人单位) */
  employer?: string | number | null;
  /** unified social credit code, GB 32100 (统一社会信用代码) */
  credit_code?: string | number | null;
  /** code of the 2022 occupational classification (职业代码) */
  occupation?: string | number | null;
  /** skills asked for (技能) */
  skills?: (string | number)[] | string | null;
  /** certificates that must be held, with `/level` where one is asked for: `电工/三级` (证书) */
  certificates?: (string | number)[] | string | null;
  /** description as published; facts are read from it (职位描述) */
  description?: string | number | null;
  /** benefits as published (福利待遇) */
  benefits?: (string | number)[] | string | null;
  /** longitude, degrees (经度) */
  lon?: number | string | null;
  /** latitude, degrees (纬度) */
  lat?: number | string | null;
  /** wgs84 (if absent), cgcs2000, gcj02, bd09 (坐标系) */
  system?: string | number | null;
  /** division code of 2, 4, 6, 9 or 12 digits (行政区划代码) */
  region?: string | number | null;
  /** area as written (地区) */
  area?: string | number | null;
  /** address as published (工作地址) */
  address?: string | number | null;
  /** full_time, part_time, gig, piece_work, internship, public_welfare (用工形式) */
  kind?: string | number | null;
  /** work at several places, or where an order is (多地点) */
  multi_site?: boolean | string | number | null;
  /** work from anywhere (远程) */
  remote?: boolean | string | number | null;
  /** lodging is given (包住) */
  lodging?: boolean | string | number | null;
  /** meals are given (包吃) */
  meals?: boolean | string | number | null;
  /** lowest wage (最低工资) */
  wage_min_yuan?: number | string | null;
  /** highest wage (最高工资) */
  wage_max_yuan?: number | string | null;
  /** month (if absent), day, hour, piece (计薪周期) */
  wage_period?: string | number | null;
  /** pieces made on a day, by which piece wages compare (日产件数) */
  pieces_per_day?: number | string | null;
  /** daily, weekly, monthly, on_completion (结算方式) */
  settlement?: string | number | null;
  /** lowest education asked for, any word of the registers (学历要求) */
  education?: string | number | null;
  /** years of experience asked for (经验要求) */
  experience_years?: number | string | null;
  /** lowest age declared (最低年龄) */
  age_min?: number | string | null;
  /** highest age declared (最高年龄) */
  age_max?: number | string | null;
  /** who is hired together: couple, group 3 (组队) */
  team?: string | number | null;
  /** double, single, big_small, rota, or days of a month: 4/month (休息) */
  rest?: string | number | null;
  /** day, night, rotating (班次) */
  shift?: string | number | null;
  /** none, commercial, five, five_and_fund (保险) */
  insurance?: string | number | null;
  /** hours worked: `1-5 08:00-17:00; 6 09:00-12:00` (工作时间) */
  schedule?: string | number | null;
  /** places left (招聘人数) */
  openings?: number | string | null;
  /** first published (发布日期) */
  published?: string | null;
  /** first day of application (生效日期) */
  opens?: string | null;
  /** first day on which it is closed (截止日期) */
  closes?: string | null;
  /** key groups that the employer prefers (优先群体) */
  key_groups?: (string | number)[] | string | null;
  /** the caller's own vector, all of one length (向量) */
  vector?: (string | number)[] | string | null;
}

/** A table of posts: rows, and a mapping if their keys are not the names of the fields. */
export interface PostTable {
  /** One object for each row. */
  rows: PostRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** The five precisions. */
export type Precision =
  /** Whom the programme reaches (人群识别). */ | "targeting"
  /** What is offered and taken (服务供给). */ | "supply"
  /** Whether the money goes as planned (资金监管). */ | "fund"
  /** What comes of it (绩效评估). */ | "performance"
  /** What people say of it (服务评价). */ | "rating";

/**
 * A request to change the ledger.
 *
 * The sender makes the id and keeps it before sending, so that a lost answer can be asked for again: the same id with
 * the same content gives the first answer for ever, with another content it is refused.
 */
export type PreparedCommand = {
  /** The caller's id for it; one id serves one content, for ever. */
  id: string;
  /** Who asks. */
  actor: Actor;
  /**
   * The version that the sender has read of what the command is about, a voucher, a batch or a programme; 0 means
   * that it does not exist yet. Absent: not checked.
   */
  expected_version?: number;
} & ({
  action: "define_programme";
  /** Its id. */
  programme: string;
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items: Item[];
  /** The first instant. */
  issue_from?: number;
  /** The first instant that no longer counts. */
  issue_until?: number;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string;
  /** Vouchers that one holder may receive; a revoked one does not count, an expired one does. */
  per_person_limit: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /** Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则). */
  four_eyes: boolean;
  /** Whether only accredited providers redeem (定点机构). */
  accredited_only: boolean;
  /** How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch. */
  batch_approvals: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
}) | {
  action: "appropriate";
  /** The programme. */
  programme: string;
  /** How much. */
  amount_fen: number;
} | {
  action: "accredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item, all if absent. */
  item?: string;
  /** The first instant at which it no longer counts. */
  valid_until?: number;
} | {
  action: "discredit";
  /** The programme. */
  programme: string;
  /** The provider. */
  provider: string;
  /** The item for which it was accredited; absent, if for all. */
  item?: string;
  /** Why. */
  reason: string;
} | {
  action: "issue";
  /** The programme. */
  programme: string;
  /** The new voucher. */
  voucher: string;
  /** The person's token. */
  holder: string;
  /** The item; may be absent where the programme has one. */
  item?: string;
  /** The decision that the issue rests on. */
  evidence?: string;
  /** The rules by which it was decided. */
  rule?: string;
  /** SHA-256 over the facts that were used, which are kept elsewhere. */
  facts_digest?: string;
  /** The secret number, made by the caller. */
  secret?: string;
} | {
  action: "claim";
  /** The voucher. */
  voucher: string;
  /** The token of the account to which the holder is paid. */
  account?: string;
  /** The record of the holder's consent. */
  consent?: string;
} | {
  action: "redeem";
  /** The voucher. */
  voucher: string;
  /** The service record. */
  record: string;
  /** What the service cost, the face amount if absent. */
  amount_fen?: number;
  /** When the service was given, now if absent. */
  served_at?: number;
  /** The secret number, if the voucher has one. */
  secret?: string;
} | {
  action: "approve";
  /** The voucher. */
  voucher: string;
} | {
  action: "reject";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "schedule";
  /** The voucher. */
  voucher: string;
  /** The batch. */
  batch: string;
  /** The payment instruction, never used before. */
  payment: string;
} | {
  action: "seal_batch";
  /** The batch. */
  batch: string;
} | {
  action: "approve_batch";
  /** The batch. */
  batch: string;
} | {
  action: "cancel_batch";
  /** The batch. */
  batch: string;
  /** Why. */
  reason: string;
} | {
  action: "disburse";
  /** The voucher. */
  voucher: string;
  /** The payment instruction: the one that was scheduled, or one never used before. */
  payment: string;
} | {
  action: "payout_failed";
  /** The voucher. */
  voucher: string;
  /** The payment that failed. */
  payment: string;
  /** Why. */
  reason: string;
} | {
  action: "claw_back";
  /** The voucher. */
  voucher: string;
  /** How much, all that is left if absent. */
  amount_fen?: number;
  /** Why. */
  reason: string;
} | {
  action: "revoke";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "reissue";
  /** The old voucher. */
  voucher: string;
  /** The new one. */
  replacement: string;
  /** The secret number of the new one. */
  secret?: string;
  /** Why. */
  reason: string;
} | {
  action: "suspend";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "resume";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "dispute";
  /** The voucher. */
  voucher: string;
  /** Why. */
  reason: string;
} | {
  action: "settle_dispute";
  /** The voucher. */
  voucher: string;
  /** How it ended. */
  outcome: Outcome;
  /** Why. */
  reason: string;
} | {
  action: "expire";
  /** The voucher. */
  voucher: string;
});

/** A price from the `from`-th one on. */
export interface PriceBand {
  /** The first one that has this price, counted from 1. */
  from: number;
  /** The price of each. */
  price_fen: number;
}

/**
 * How much policy puts each key group first, in millionths; a group that is not named has 0.
 *
 * The default puts those first whom the Employment Promotion Law names for assistance (就业促进法 art. 52 and 56: 就业困难
 * 人员, 零就业家庭; art. 55: 残疾人), and every other key group half as high. The order is a starting point by
 * judgement: programmes and regions set their own.
 */
export type Priorities = Record<string, number>;

/**
 * How far policy puts a person first for a post.
 *
 * Half of it is the person's highest group, half is that the employer prefers one of the person's groups.
 */
export interface Priority {
  /** In millionths. */
  value: number;
  /** Groups that the person is surely in and policy puts first, those first that count most. */
  groups: KeyGroup[];
  /** Those of them that the employer prefers. */
  preferred: KeyGroup[];
  /** Why, in English. */
  en: string;
  /** Why, in Chinese. */
  zh: string;
}

/** A programme (项目): an id and its terms. */
export type Programme = {
  /** The id. */
  programme: string;
  /** The programme's name. */
  name: string;
  /** The division whose money it is. */
  region: string;
  /** The service items that its vouchers can be for, at least one. */
  items: Item[];
  /** The first instant. */
  issue_from?: number;
  /** The first instant that no longer counts. */
  issue_until?: number;
  /** The rules by which people qualify: an issue must name the same version, and the decision that it rests on. */
  rule?: string;
  /** Vouchers that one holder may receive; a revoked one does not count, an expired one does. */
  per_person_limit: number;
  /** How many. */
  per_period_limit?: number;
  /** In which period, by the day of issue. */
  period?: Period;
  /** Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则). */
  four_eyes: boolean;
  /** Whether only accredited providers redeem (定点机构). */
  accredited_only: boolean;
  /** How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch. */
  batch_approvals: number;
  /** The most that one command of a role may move (分级限额), in fen. */
  role_limits_fen?: Record<string, number>;
} & ({
  payee: "holder";
} | {
  payee: "provider";
} | {
  payee: "both";
  /** The holder's part, 1 to 999 thousandths. */
  holder_permille: number;
}) & ({
  /** Days after the day of issue, 1 to 3,660. */
  valid_days: number;
} | {
  /** The first instant. */
  valid_from: number;
  /** The first instant that no longer counts. */
  valid_until: number;
});

/** From what a matcher's answers come (结果溯源): the same posts and the same provenance give the same answers. */
export interface Provenance {
  /**
   * The options but for the day: XXH3 (64 bits) of them as JSON, in 16 hexadecimal digits. Versions of the library
   * that have other options give other digits.
   */
  config_hash: string;
  /** Fingerprint of the lexicon, in 16 hexadecimal digits. */
  lexicon: string;
  /**
   * Fingerprint of each street network that ways are measured on and of how places are brought to it, in 16 hexadecimal
   * digits, in the order walk, cycle, drive.
   */
  networks?: string[];
  /** How often changes were applied since the posts were made ready. */
  generation: number;
  /** The day of asking. */
  today: string | null;
}

/**
 * What became of the redemptions of one provider.
 *
 * Every redemption counts, whether it stands or not, and is in one of `waiting`, `rejected`, `revoked`, `approved` and
 * `disbursed`, so that these add up to `presented` in number and money.
 */
export interface ProviderRow {
  /** The provider. */
  provider: string;
  /** The programme. */
  programme?: string;
  /** The division. */
  region?: string;
  /** The month, such as `2026-03`. */
  month?: string;
  /** The service item. */
  item?: string;
  /** Every redemption. */
  presented: SupervisionSum;
  /** Not looked at yet. */
  waiting: SupervisionSum;
  /** Found wrong. */
  rejected: SupervisionSum;
  /** Revoked by a dispute before payment. */
  revoked: SupervisionSum;
  /** Found right and not paid yet. */
  approved: SupervisionSum;
  /** Paid. */
  disbursed: SupervisionSum;
  /** Paid and received back in part or in full, with what was received. */
  clawed_back: SupervisionSum;
  /** Rejected of the presented. */
  reject_rate: SupervisionRatio;
  /** Received back of the fen disbursed. */
  recovered_fen_rate: SupervisionRatio;
}

/** A post that was found, with its rank and its reasons. */
export interface RankedHit {
  /** 1 for the best. */
  rank: number;
  /** The post. */
  post_id: string;
  /** Score in millionths. */
  score: number;
  /** Every part of the score. */
  parts: HitPart[];
  /** Straight line from where the person is, in metres. */
  distance_m?: number;
  /** Travel time by the person's mode, in minutes, rounded up. */
  travel_min?: number;
  /** By what the way is measured; none where the matcher has no street network. */
  measured?: WayMeasured;
  /** Constraints whose answer is open. */
  unknown: Constraint[];
  /** Why, most important first. */
  reasons: string[];
}

/** By what rows are told apart. */
export type RateBy =
  /** The programme. */ | "programme"
  /** The division whose money it is, as the programme says. */ | "region"
  /** The month of the issue, of a provider's row the month of the redemption, in Asia/Shanghai. */ | "month"
  /** The service item. */ | "item";

/**
 * What became of the vouchers of one row.
 *
 * A voucher that was reissued goes on as what it was reissued as: the right counts once, in the month of the first issue.
 * Each stands in one of `open`, `redeemed`, `expired` and `revoked`, so that these add up to `issued`. What was approved was
 * redeemed, what was disbursed was approved. A redemption that was rejected and a payment that failed do not count: the
 * right stands where it stood before.
 */
export interface RateRow {
  /** The programme. */
  programme?: string;
  /** The division. */
  region?: string;
  /** The month, such as `2026-03`. */
  month?: string;
  /** The service item. */
  item?: string;
  /** Issued, with their face amounts. */
  issued: SupervisionSum;
  /** Claimed at some time, with their face amounts. */
  claimed: SupervisionSum;
  /** Redeemed, with the prices of the services. */
  redeemed: SupervisionSum;
  /** Approved, those that were paid too. */
  approved: SupervisionSum;
  /** Paid, whether or not it was received back. */
  disbursed: SupervisionSum;
  /** Paid and received back in part or in full, with what was received. */
  clawed_back: SupervisionSum;
  /** Neither redeemed nor at an end, with their face amounts. */
  open: SupervisionSum;
  /** Lapsed, with their face amounts. */
  expired: SupervisionSum;
  /** Taken back, with their face amounts. */
  revoked: SupervisionSum;
  /** What the face amounts of the redeemed have above the prices: `issued` less `open`, `redeemed`, `expired`, `revoked`. */
  unused_fen: number;
  /** Claimed of the issued. */
  claim_rate: SupervisionRatio;
  /** Redeemed of the issued. */
  redeem_rate: SupervisionRatio;
  /** Approved of the redeemed. */
  approve_rate: SupervisionRatio;
  /** Disbursed of the issued. */
  disburse_rate: SupervisionRatio;
  /** Expired of the issued. */
  expire_rate: SupervisionRatio;
  /** Fen disbursed of the fen issued. */
  disbursed_fen_rate: SupervisionRatio;
  /** From the issue to the first claim. */
  issue_to_claim?: SupervisionDays;
  /** From the claim to the redemption that stands. */
  claim_to_redeem?: SupervisionDays;
  /** From the redemption to its approval. */
  redeem_to_approve?: SupervisionDays;
  /** From the approval to the payment. */
  approve_to_disburse?: SupervisionDays;
  /** From the issue to the payment. */
  issue_to_disburse?: SupervisionDays;
}

/** The rates of a ledger (进度与兑付率). */
export interface Rates {
  /** The instant at which was looked. */
  as_of: number;
  /** The number of the last event. */
  seq: number;
  /** All together. */
  total: RateRow;
  /** By what was asked for, in the order of the keys. */
  rows: RateRow[];
  /** By provider and what was asked for, in their order. */
  providers: ProviderRow[];
}

/** Which rates are asked for. */
export interface RatesAsked {
  /** By what rows are told apart; by nothing, there is one row for all. */
  by?: RateBy[];
  /** The instant at which is looked: what has lapsed by then counts as expired. That of the last event if absent. */
  as_of?: number | null;
}

/** Asks what became of the vouchers of a new ledger. */
export interface RatesRequest {
  /** The commands that make the ledger, in order. */
  commands: TimedCommand[];
  /** Which rates. */
  asked?: RatesAsked;
}

/** What a holder says of a service. */
export interface Rating {
  /** The voucher. */
  voucher: string;
  /** 1 to 5, 5 is best. */
  score: number;
}

/** A fact that was read from a text. */
export interface ReadFact {
  /** The field that it fills, or would fill. */
  field: string;
  /** Its value, in the words of the field. */
  value: string;
  /** Where it was read. */
  source: Source;
  /** Where the words that say it begin, in characters (Unicode scalar values) of the text. */
  start: number;
  /** Where they end. */
  end: number;
  /** The words that say it. */
  quote: string;
}

/** What the texts of one post say. */
export interface ReadPost {
  /** The post. */
  post_id: string;
  /** Facts that no field states. */
  facts: ReadFact[];
  /** Where the text says other than the fields. */
  contradictions: Contradiction[];
}

/** What the texts of posts say. */
export interface ReadPostsAnswer {
  /** The posts in the order given. */
  posts: ReadPost[];
  /** What was wrong with the posts' rows. */
  findings: Finding[];
}

/** Asks what the texts of posts say. */
export interface ReadPostsRequest {
  /** The posts. */
  posts: PostTable;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** Asks what a wish in a person's own words says. */
export interface ReadWishRequest {
  /** The wish. */
  wish: string;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
}

/** Which of the two a share goes to. */
export type Recipient =
  /** The holder. */ | "holder"
  /** The provider. */ | "provider";

/** The best posts for each person. */
export interface RecommendAnswer {
  /** The recommendations, by person in the order asked and by rank. */
  recommendations: Recommendation[];
  /** What was wrong with the posts. */
  post_findings: Finding[];
  /** What was wrong with the people. */
  seeker_findings: Finding[];
  /** From what the recommendations come. */
  provenance: Provenance;
}

/** Asks for the best posts for each person. */
export interface RecommendRequest {
  /** The posts. */
  posts: PostTable;
  /** The people. */
  seekers: SeekerTable;
  /**
   * How many posts for each person.
   * @default 10
   */
  k?: number;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /** Streets that ways are measured on, for people of their mode; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: ways from or to a place farther than this from every street are straight lines, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * The language of the reasons.
   * @default "zh"
   */
  language?: Language;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** One recommended post for one person. */
export interface Recommendation {
  /** The person. */
  seeker_id: string;
  /** 1 for the best. */
  rank: number;
  /** The post. */
  post_id: string;
  /** Score in millionths. */
  score: number;
  /** Policy priority in millionths, an axis of its own. */
  priority: number;
  /** Share of all weight that belongs to known parts of the score, in millionths. */
  known: number;
  /** Straight line from home, in metres. */
  distance_m: number | null;
  /** Travel time by the person's mode, in minutes, rounded up. */
  travel_min: number | null;
  /** By what the way is measured; none where the matcher has no street network. */
  measured?: WayMeasured;
  /** Codes of the constraints whose answer is open. */
  unknown: Constraint[];
  /** Why, most important first, then what is open. */
  reasons: string[];
}

/** The result of comparing a return file with its batch and the ledger. */
export interface Reconciliation {
  /** The batch. */
  batch: string;
  /** SHA-256 over the file. */
  file: string;
  /**
   * What the ledger has to do, by payments. Each id comes from the content, and the content names the version of the
   * voucher: the same finding gives the same command, and done twice it is replayed.
   */
  commands: PreparedCommand[];
  /**
   * Gives the batch up, so that what failed can go into another one: offered once every other payment is over, for
   * somebody to send.
   */
  release?: PreparedCommand;
  /** What does not fit together, by lines; at the end what is not in the file. */
  differences: Difference[];
  /** Lines that could not be read. */
  faults: LineFault[];
  /** The sums, which tie out. */
  totals: Totals;
}

export interface Refusal {
  code: "voucher.key_reuse" | "voucher.clock_behind" | "voucher.role_not_allowed" | "voucher.terms_invalid" | "voucher.amount_zero" | "voucher.programme_exists" | "voucher.programme_unknown" | "voucher.voucher_exists" | "voucher.voucher_unknown" | "voucher.batch_unknown" | "voucher.outside_region" | "voucher.outside_programme" | "voucher.not_the_holder" | "voucher.version_conflict" | "voucher.closed" | "voucher.expired" | "voucher.step_done" | "voucher.step_missing" | "voucher.not_disputed" | "voucher.already_disputed" | "voucher.disputed" | "voucher.not_suspended" | "voucher.already_suspended" | "voucher.suspended" | "voucher.batch_other_programme" | "voucher.batch_closed" | "voucher.batch_open" | "voucher.batch_approved" | "voucher.already_scheduled" | "voucher.not_scheduled" | "voucher.batch_not_approved" | "voucher.not_yet_valid" | "voucher.not_expired" | "voucher.programme_not_open" | "voucher.programme_ended" | "voucher.four_eyes" | "voucher.item_unknown" | "voucher.role_limit" | "voucher.evidence_missing" | "voucher.rule_mismatch" | "voucher.per_person_limit" | "voucher.per_period_limit" | "voucher.secret_wrong" | "voucher.not_accredited" | "voucher.service_date" | "voucher.record_used" | "voucher.above_face" | "voucher.partial_not_allowed" | "voucher.payment_used" | "voucher.payment_mismatch" | "voucher.recovery_begun" | "voucher.above_paid" | "voucher.budget_short" | "voucher.amount_overflow";
  message: string;
  message_zh: string;
  transient: boolean;
  field?: string;
  state?: VoucherState;
}

/** The sums of a group in a division and all below. */
export interface RegionGroupRow {
  /** The division's code; absent for residents without one. */
  region?: string;
  /** Its tier. */
  tier?: RegionTier;
  /** The group; absent for residents without one. */
  group?: string;
  /** Sums of this division and all below. */
  all: CoverageTotal;
}

/** The sums of one division: `own` and the `all` of its children add up to its `all`, exactly. */
export interface RegionRow {
  /** The division's code; absent for residents without one. */
  region?: string;
  /** Its tier. */
  tier?: RegionTier;
  /** The division that it lies in; absent for a province. */
  parent?: string;
  /** Residents whose code names this division and none below. */
  own: CoverageTotal;
  /** These and all below. */
  all: CoverageTotal;
}

/** The tier of a division (层级). */
export type RegionTier =
  /** 省, 2 digits. */ | "province"
  /** 市, 4 digits. */ | "city"
  /** 县(区), 6 digits. */ | "county"
  /** 乡镇(街道), 9 digits. */ | "street"
  /** 社区(村), 12 digits. */ | "community";

/** One row of a table of residents. Every field may be absent. */
export interface ResidentRow {
  /** the caller's key; the row's number if absent (主键) */
  id?: string | number | null;
  /** longitude of the home, degrees (经度) */
  lon?: number | string | null;
  /** latitude of the home, degrees (纬度) */
  lat?: number | string | null;
  /** wgs84 (if absent), cgcs2000, gcj02, bd09 (坐标系) */
  system?: string | number | null;
  /** division code of the home (行政区划代码) */
  region?: string | number | null;
  /** urban, rural, or the statistics bureau's code (城乡划分) */
  area_class?: string | number | null;
  /** how many people the row stands for; 1 if absent (人数) */
  weight?: number | string | null;
}

/** A table of residents: rows, and a mapping if their keys are not the names of the fields. */
export interface ResidentTable {
  /** One object for each row. */
  rows: ResidentRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** A statutory retirement month. */
export interface RetirementAnswer {
  /** The age, in months. */
  age_months: number;
  /** The month in which it is reached. */
  month: string;
}

/** Whose retirement age it is: named by the age before the reform (原法定退休年龄). */
export type RetirementCategory =
  /** Men: 60 before the reform (男职工). */ | "men_60"
  /** Women: 55 before the reform (原法定退休年龄五十五周岁的女职工). */ | "women_55"
  /** Women: 50 before the reform (原法定退休年龄五十周岁的女职工). */ | "women_50";

/** A law on retirement ages: from when it raises them, and how fast for whom. */
export interface RetirementLaw {
  /** First month of the rise: who reaches the earlier age in it or later retires later. */
  from: string;
  /** Men. */
  men_60: RetirementStep;
  /** Women who retired at 55. */
  women_55: RetirementStep;
  /** Women who retired at 50. */
  women_50: RetirementStep;
}

/** Asks for a statutory retirement month (法定退休年龄). */
export interface RetirementRequest {
  /** The month of birth. */
  born: string;
  /** Whose age it is. */
  category: RetirementCategory;
  /** The law; the decision of 2024-09-13 if absent. */
  law?: RetirementLaw | null;
}

/** How one category's age rises: one month more for every `birth_months_per_step` months of birth. */
export interface RetirementStep {
  /** Age before the law, in months. */
  age_months_before: number;
  /** Months of birth that share one step. */
  birth_months_per_step: number;
  /** Age at the end of the rise, in months. */
  age_months_max: number;
}

/**
 * Under which names a column may stand; the header is compared without spaces around and without regard to the case
 * of Latin letters.
 */
export interface ReturnColumns {
  /** The payment as the payment file calls it (支付指令号). It must be there. */
  payment?: string[];
  /** What became of it (状态). It must be there. */
  status?: string[];
  /** How much (金额): of a part payment what arrived, else the whole. It must be there. */
  amount?: string[];
  /** The token of the recipient or of the account (收款人代号), if the bank gives it back. */
  recipient?: string[];
  /** Why (原因), if the bank says. */
  reason?: string[];
}

/** The characters of the file (字符编码). */
export type ReturnEncoding =
  /** UTF-8, with or without a byte order mark. */ | "utf8"
  /** GB 18030, of which GBK and GB 2312 are parts; read by builds with the feature `gb18030`. */ | "gb18030";

/** How a return file is written. Every part has a default, with the usual words in Chinese and English. */
export interface ReturnLayout {
  /** Names of columns. */
  columns?: ReturnColumns;
  /** What each of the bank's words means. */
  statuses?: Record<string, ReturnStatus>;
  /** How amounts are written; yuan by default. */
  unit?: AmountUnit;
  /** The characters; UTF-8 by default. */
  encoding?: ReturnEncoding;
  /**
   * What stands between cells, one ASCII character; a comma by default.
   * @default ","
   */
  delimiter?: string;
  /**
   * How many lines come before the header; none by default.
   * @default 0
   */
  lines_before_header?: number;
  /** Words that begin the line of totals: word, number of lines, sum of their amounts. */
  trailer?: string[];
}

/** What the bank says of a payment (回盘状态). */
export type ReturnStatus =
  /** It arrived (成功). */ | "paid"
  /** Less than the amount arrived (部分成功). */ | "part_paid"
  /** It did not leave (失败). */ | "failed"
  /** It left and came back (退汇). */ | "returned"
  /** The bank cannot tell yet (处理中). */ | "unknown";

/** What an actor is to the voucher service (角色). */
export type Role =
  /** Defines programmes, grants them money, settles disputes; approves what is above an approver's limit (项目管理). */ | "manager"
  /** Issues and revokes vouchers (发放经办). */ | "issuer"
  /** The person for whom a voucher was issued (持券人). */ | "holder"
  /** Gives the service and redeems the voucher (服务机构). */ | "provider"
  /** Approves or rejects a redemption (审核). */ | "approver"
  /** Pays, and books what came back (支付). */ | "payer"
  /** Looks, and may hold a voucher or a payment (审计监督). */ | "auditor";

/** Coverage by division, from communities up. */
export interface RollupAnswer {
  /** By code, so that a division stands before those in it; residents whose division is missing or no code come last. */
  regions: RegionRow[];
  /** The same by group, those without one first. */
  groups: RegionGroupRow[];
  /** Everybody: the provinces and those without a division. */
  total: CoverageTotal;
  /** Everybody by group, those without one first. */
  total_groups: GroupRow[];
  /** What was wrong with the rows. */
  findings: Finding[];
}

/** Asks for coverage by division, from communities up. */
export interface RollupRequest {
  /** What coverage says of each resident, and where they live. */
  answers: AnswerTable;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** How far a service circle reaches in one class of area. */
export type Rule = {
  kind: "time";
  /** Minutes of travel. */
  minutes: number;
  /**
   * How one travels; on foot if not said.
   * @default "walk"
   */
  mode?: TravelMode;
} | {
  kind: "distance";
  /** Metres. */
  metres: number;
};

/** How far a rule has looked. */
export interface RuleReport {
  /** The rule. */
  rule: string;
  /** Whether it has looked at anything. */
  looked: boolean;
  /** The fact that it lacks where it has not looked. */
  needs?: string;
  /** What it counts by: `provider_days`, `redemptions`, `payees`, `approvals`, `providers` or `reissued`. */
  unit: string;
  /** How many of these it has looked at. */
  units: number;
  /** How many it could not look at. */
  skipped: number;
  /** How many findings it has. */
  findings: number;
}

/** Posts that are one. */
export interface SamePost {
  /** The post that states most; of equals the first by id. */
  post_id: string;
  /** The others, by id. */
  duplicates: Duplicate[];
}

/** Posts that are the same one published twice. */
export interface SamePostsAnswer {
  /** The posts that have duplicates, by id. */
  posts: SamePost[];
  /** What was wrong with the posts' rows. */
  findings: Finding[];
}

/** Asks which posts are the same one published twice. */
export interface SamePostsRequest {
  /** The posts. */
  posts: PostTable;
  /**
   * What to do about rows that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** A sample (抽样结果). */
export interface Sample {
  /** The seed. */
  seed: string;
  /** SHA-256 over the ids in the order of their bytes, each followed by a line feed: what was drawn from. */
  population_digest: string;
  /** The strata, by name. */
  strata: StratumDrawn[];
  /** What was drawn, by stratum and rank. */
  drawn: Drawn[];
}

/** Asks for a sample. */
export interface SampleRequest {
  /** The cases that can be drawn, in any order. */
  population: SampleUnit[];
  /** How many of each stratum. */
  size: SampleSize;
  /** One line of text that nobody could know before the population was closed. */
  seed: string;
}

/** How many are drawn: of each stratum its share, rounded up, at least `min` and at most `max`, and never more than there are. */
export interface SampleSize {
  /** The share in millionths, up to 1,000,000. */
  share_millionths: number;
  /**
   * The least number of each stratum.
   * @default 0
   */
  min?: number;
  /** The greatest number of each stratum. */
  max?: number | null;
}

/** One case that can be drawn. */
export interface SampleUnit {
  /** Its id, one line of text, such as the serial of a voucher. */
  id: string;
  /** The stratum in which it is drawn, such as a division or a provider. */
  stratum?: string | null;
}

/** A band of scores and what it pays. */
export interface ScoreBand {
  /** The least score, in hundredths of a point. */
  from_hundredths: number;
  /** What it pays of the fee. */
  permille: number;
}

/** What an operator is paid for a year. */
export interface ScoreRow {
  /** The scorecard that decides. */
  scorecard: string;
  /** Who is paid. */
  operator: string;
  /** For which year. */
  year: number;
  /** Points reached, in hundredths. */
  score_hundredths: number;
  /** The veto items that failed. */
  failed: string[];
  /** Numerator of the part of the fee that is paid, before rounding. */
  part_numerator: number;
  /** Its denominator. */
  part_denominator: number;
  /** The whole fee. */
  fee_fen: number;
  /** What is paid: the part of the fee, a half fen rounded up. */
  amount_fen: number;
  /** What is kept back: fee without amount. */
  withheld_fen: number;
  /** The scorecards of the year, oldest first; the last one decides. */
  versions: string[];
  /**
   * How many years in a row count towards the end of the contract, with this one; absent if the contract says nothing
   * of it.
   */
  years_below?: number;
  /** Whether these are so many that the contract ends. */
  terminates: boolean;
}

/** The score of an operator in a year (考核表). */
export interface Scorecard {
  /** Its id. */
  scorecard: string;
  /** Who was scored. */
  operator: string;
  /** The year that was scored. */
  year: number;
  /** The scorecard that this one replaces, such as after an appeal (申诉). */
  replaces?: string | null;
  /** Why it replaces that one. */
  reason?: string | null;
  /** What was scored. */
  criteria: Criterion[];
  /** What must not have happened. */
  vetoes?: VetoItem[];
}

/** What scores pay. */
export interface ScorecardAnswer {
  /** One row for each operator and year, by these. */
  rows: ScoreRow[];
}

/** Asks what scores pay. */
export interface ScorecardRequest {
  /** The scorecards in the order in which they were made: one that replaces another comes after it. */
  scorecards: Scorecard[];
  /** What the contract says of fee and score. */
  terms: PayoutTerms;
}

/** The posts that were found. */
export interface SearchAnswer {
  /** The posts by rank. */
  hits: RankedHit[];
  /** What was wrong with the posts' rows. */
  post_findings: Finding[];
  /** From what the hits come. */
  provenance: Provenance;
}

/** A part of a hit's score. */
export type SearchPart =
  /** `words`: words (词语) */ | "words"
  /** `occupation`: occupation (职业) */ | "occupation"
  /** `proximity`: way to work (通勤) */ | "proximity"
  /** `wishes`: what is asked for (所求条件) */ | "wishes"
  /** `freshness`: newness (发布时间) */ | "freshness";

/** Asks for the posts that somebody's words find. */
export interface SearchRequest {
  /** The posts. */
  posts: PostTable;
  /** The words, in any language of the lexicon; empty to look around. */
  query: string;
  /** Where the person is: posts near it count more. */
  near?: Near | null;
  /** What a post must not be against: one row of a seeker, or none. A filter wins over what the words say. */
  filters?: SeekerTable;
  /**
   * How many posts.
   * @default 20
   */
  k?: number;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /** Streets that ways are measured on, for people of their mode; straight lines if absent. */
  network?: NetworkInput | null;
  /**
   * With a network: ways from or to a place farther than this from every street are straight lines, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * The language of the reasons.
   * @default "zh"
   */
  language?: Language;
  /**
   * What to do about rows of posts that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** One row of a table of seekers. Every field may be absent. */
export interface SeekerRow {
  /** the caller's key; the row's number if absent (主键) */
  id?: string | number | null;
  /** titles of wanted work (求职意向) */
  titles?: (string | number)[] | string | null;
  /** work that is not taken: titles or words (不接受的工作) */
  refused_work?: (string | number)[] | string | null;
  /** the wish in the person's own words; facts are read from it (求职愿望) */
  wish?: string | number | null;
  /** code of the wanted occupation (职业代码) */
  occupation?: string | number | null;
  /** skills (技能) */
  skills?: (string | number)[] | string | null;
  /** certificates held, with level and last day if known: `电工/三级@..2027-05-01`; 无 or an empty list if none (证书) */
  certificates?: (string | number)[] | string | null;
  /** longitude of the home, degrees (经度) */
  lon?: number | string | null;
  /** latitude of the home, degrees (纬度) */
  lat?: number | string | null;
  /** wgs84 (if absent), cgcs2000, gcj02, bd09 (坐标系) */
  system?: string | number | null;
  /** area in which to look (期望地区) */
  area?: string | number | null;
  /** division code in which to look (期望行政区划) */
  region?: string | number | null;
  /** division code of the home (常住地行政区划) */
  home_region?: string | number | null;
  /** the post lies in the own community, street, county, city or province (期望范围) */
  scope?: string | number | null;
  /** the way to work counts twice (离家近) */
  near_home?: boolean | string | number | null;
  /** farthest post, metres from home (最远距离（米）) */
  distance_m_max?: number | string | null;
  /** longest way to work, minutes (最长通勤（分钟）) */
  travel_min_max?: number | string | null;
  /** walk (if absent), cycle, transit, drive (出行方式) */
  travel_mode?: string | number | null;
  /** lowest acceptable wage (最低期望工资) */
  wage_floor_yuan?: number | string | null;
  /** month (if absent), day, hour (计薪周期) */
  wage_period?: string | number | null;
  /** acceptable kinds of engagement (用工形式) */
  kinds?: (string | number)[] | string | null;
  /** acceptable settlements (结算方式) */
  settlements?: (string | number)[] | string | null;
  /** lodging is needed (需要住宿) */
  needs_lodging?: boolean | string | number | null;
  /** meals are needed (需要包餐) */
  needs_meals?: boolean | string | number | null;
  /** only work from home will do (只做居家) */
  needs_remote?: boolean | string | number | null;
  /** with whom to be hired together: couple, group 3 (组队求职) */
  team?: string | number | null;
  /** days of rest wanted at least: double, single, 4/month (休息要求) */
  rest?: string | number | null;
  /** acceptable shifts: day, night, rotating (班次) */
  shifts?: (string | number)[] | string | null;
  /** insurance wanted at least: commercial, five, five_and_fund (保险要求) */
  insurance?: string | number | null;
  /** highest education, any word of the registers (学历) */
  education?: string | number | null;
  /** years of experience (工作年限) */
  experience_years?: number | string | null;
  /** date of birth (出生日期) */
  born?: string | null;
  /** resident identity number, GB 11643; read for the birth date, not kept (身份证号) */
  resident_id?: string | number | null;
  /** hours in which to work: `1-5 08:00-17:00` (可工作时间) */
  available?: string | number | null;
  /** hours in which not to work (不可工作时间) */
  unavailable?: string | number | null;
  /** hours in which rather not to work (不便时间) */
  inconvenient?: string | number | null;
  /** key groups, each with dates if it has any: `宝妈@2026-01-01..2027-01-01` (重点群体) */
  groups?: (string | number)[] | string | null;
  /** the caller's own vector, as long as the posts' (向量) */
  vector?: (string | number)[] | string | null;
}

/** A table of seekers: rows, and a mapping if their keys are not the names of the fields. */
export interface SeekerTable {
  /** One object for each row. */
  rows: SeekerRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** One row of a table of services. What is not needed may be absent. */
export interface ServiceRow {
  /** the record's id; needed (服务记录号，必填) */
  id?: string | number | null;
  /** the outlet that did it; needed (网点，必填) */
  outlet?: string | number | null;
  /** the person, by token; needed (服务对象代号，必填) */
  person?: string | number | null;
  /** the item of the catalogue; needed (服务项目，必填) */
  item?: string | number | null;
  /** the result reached, if paid by performance (绩效节点) */
  milestone?: string | number | null;
  /** date of the service or result; needed (服务日期，必填) */
  date?: string | null;
  /** how many services; 1 if absent (数量) */
  quantity?: number | string | null;
}

/** A table of services: rows, and a mapping if their keys are not the names of the fields. */
export interface ServiceTable {
  /** One object for each row. */
  rows: ServiceRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** What an earlier statement paid for a record. */
export interface SettledRecord {
  /** The record. */
  record: string;
  /** How many were paid. */
  quantity: number;
  /** What was paid for them. */
  amount_fen: number;
}

/** When wages are paid out (结算方式). */
export type Settlement =
  /** Every day (日结). */ | "daily"
  /** Every week (周结). */ | "weekly"
  /** Every month (月结). */ | "monthly"
  /** When the work is done (完工结). */ | "on_completion";

/** How grave a finding is (严重程度). */
export type Severity =
  /** To be kept in view (提示). */ | "notice"
  /** To be asked about (可疑). */ | "suspicion"
  /** To be looked at before anything more is paid (重大). */ | "serious";

/** A part of a payment: to whom, and how much (拨付明细). */
export interface Share {
  /** The holder or the provider. */
  recipient: Recipient;
  /** The token of who is paid. */
  paid_to: string;
  /** The token of the account, where the holder named one when claiming. */
  account?: string;
  /** How much. */
  amount_fen: number;
}

/** When of the day a post is worked (班次). */
export type Shift =
  /** By day (白班). */ | "day"
  /** By night (夜班). */ | "night"
  /** Now by day, now by night (倒班). */ | "rotating";

/** Where to build, and what is proven of it. */
export interface SiteAnswer {
  /** The sites that are chosen, that with the most gain first. */
  sites: SiteRow[];
  /** One row for each demand point, in the order given: the site that serves it, chosen or existing. */
  assignment: SiteAssignment[];
  /**
   * People covered (`mclp`, `fair`), covered twice (`backup`), sites or what they cost (`lscp`), people × cost (medians) or
   * greatest cost (`p_center`); none without a plan.
   */
  objective: number | null;
  /** No plan has a better one, proven. */
  bound: number | null;
  /** |objective - bound| ÷ objective in millionths, rounded up. */
  gap_ppm: number | null;
  /** Whether it is proven that no plan is better, or, if there is none, that there is none. */
  is_proven: boolean;
  /**
   * Of `backup`: people covered, then people covered twice. Of `fair`: people covered of each tier from 0 on. Empty
   * otherwise.
   */
  tiers: Tier[];
  /** Of objectives with room: who goes where, by demand point. Empty otherwise. */
  shares: SiteShare[];
  /** If `marginal` was asked: what the best plans with so many sites come to, and what each further site gains. */
  marginal: SiteStep[];
  /** With a network: ids of demand points that are on no street, and so out of reach. */
  demand_unsnapped: string[];
  /** With a network: ids of candidates that are on no street. */
  candidates_unsnapped: string[];
  /** Why there is no plan. */
  infeasible?: SiteInfeasible;
  /** Steps of the bound that were done. */
  steps: number | null;
  /** Nodes of the search that were done. */
  nodes: number | null;
}

/** Who serves a demand point. */
export interface SiteAssignment {
  /** The demand point. */
  demand_id: string;
  /** The site; none if it is out of reach of all. */
  candidate_id: string | null;
  /** What it costs to get there. */
  cost: number | null;
}

/** Where a station may be, must be or is. Columns beyond these may be there and are not read. */
export interface SiteCandidate {
  /** The caller's key, once in its table. */
  id: AccessKey;
  /** Longitude, degrees; needed without a table of costs only. */
  lon?: number | null;
  /** Latitude, degrees. */
  lat?: number | null;
  /** The coordinate system; `wgs84` if absent. */
  system?: System | null;
  /** What holds of it before anything is chosen; `open` if absent. */
  standing?: Standing | null;
  /** What it costs, a whole number; needed with a budget, and only then. */
  cost?: number | null;
  /** How many people it has room for, a whole number; needed by `mclp_within` and `p_median_within`, and only then. */
  room?: number | null;
}

/** What it costs to get from a demand point to a candidate. */
export interface SiteCost {
  /** The demand point. */
  demand_id: AccessKey;
  /** The candidate. A table of costs of accessibility calls it `supply_id`, which is read as well. */
  candidate_id: AccessKey;
  /** The cost, a whole number. */
  cost: number;
}

/**
 * What would serve a demand point that stays without a site: a farther reach or one more site if a candidate is named that
 * may serve, leave to build if one is that is forbidden, and a new candidate if neither is.
 */
export interface SiteHelp {
  /** The demand point. */
  demand_id: string;
  /** The nearest candidate that stands or may be chosen, of those in the table of costs or within `reach_m` or `max_min`. */
  nearest_id: string | null;
  /** What it costs to get there: beyond the radius, that is too small; within it, sites, money or room are too few. */
  nearest_cost: number | null;
  /** The nearest forbidden candidate within the radius. */
  forbidden_id: string | null;
  /** What it costs to get there. */
  forbidden_cost: number | null;
}

/** Why there is no plan, and what would help. */
export interface SiteInfeasible {
  /** Demand points that stay without a site, whatever is chosen, or with what is allowed. */
  demand_ids: string[];
  /** The least number of sites, or the least cost, that would do, if known. */
  needed: number | null;
  /** Whether it is proven that there is no plan; if not, none was found with the work that was allowed. */
  is_proven: boolean;
  /** What would serve each of these demand points. */
  help: SiteHelp[];
}

/** A demand point. Columns beyond these may be there: `weights` may name them, and no others are read. */
export interface SitePoint {
  /** The caller's key, once in its table. */
  id: AccessKey;
  /** How many people it has, a whole number; needed without `weights`. */
  weight?: number | null;
  /** How well off it is, a whole number from 0, the worst, to 255; needed by `fair`, and only then. */
  tier?: number | null;
  /** Longitude, degrees; needed without a table of costs only. */
  lon?: number | null;
  /** Latitude, degrees. */
  lat?: number | null;
  /** The coordinate system; `wgs84` if absent. */
  system?: System | null;
}

/** Asks where to build stations. */
export interface SiteRequest {
  /** The demand points. */
  demand: SitePoint[];
  /** The candidates. */
  candidates: SiteCandidate[];
  /**
   * Costs between them, whole numbers, each pair at most once; a pair that is not there is out of reach. One of `costs`,
   * `reach_m` and `network` is needed.
   */
  costs?: SiteCost[] | null;
  /** Instead of costs, how far people go in a straight line, in metres: costs are metres, rounded up. */
  reach_m?: number | null;
  /** Instead of costs, streets: costs are tenths of a second on them, and `radius` and `beyond` are minutes. */
  network?: NetworkInput | null;
  /**
   * With a network: the longest way, in minutes.
   * @default 120.0
   */
  max_min?: number;
  /**
   * With a network: a place farther than this from every street is out of reach, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
  /**
   * Instead of the column `weight`, how often each person of a column of the demand points counts, in whole numbers, such
   * as `{"older": 2, "migrant": 1}`: key groups alone, or more than others.
   */
  weights?: Record<string, number> | null;
  /**
   * What makes a plan good.
   * @default "mclp"
   */
  objective?: Objective;
  /**
   * So many further sites at most, the mandatory ones among them. With neither this nor a budget, as many as are needed
   * (`lscp` only).
   */
  p?: number | null;
  /**
   * Instead of `p`, what there is to spend on candidates that have a cost. With `p` too of `p_median` and of objectives
   * with room only: at most so many, for at most so much.
   */
  budget?: number | null;
  /**
   * The greatest cost at which a site covers somebody, from 1 on; `reach_m` or `max_min` if absent. Needed with a table of
   * costs by the objectives that cover.
   */
  radius?: number | null;
  /** In medians, what being out of reach, or farther, counts as. If absent, everybody must be served. */
  beyond?: number | null;
  /**
   * Whether to tell what the best plans with fewer sites come to as well: one more search for each number of sites up to
   * `p`. Not of `lscp`, `backup` and `fair`.
   * @default false
   */
  marginal?: boolean;
  /** How much work is done at most. */
  effort?: Effort;
}

/** A chosen site. */
export interface SiteRow {
  /** The candidate. */
  candidate_id: string;
  /**
   * What the plan gains by it after those before it: people for covering; people × cost saved for medians; people who go
   * there if there is room for so many only.
   */
  gain: number;
}

/** People of a demand point who go to one site. */
export interface SiteShare {
  /** The demand point. */
  demand_id: string;
  /** The site. */
  candidate_id: string;
  /** How many people. */
  people: number;
  /** What it costs each of them. */
  cost: number;
}

/** Further sites one by one: what the best of so many gain (边际收益表). */
export interface SiteStep {
  /** So many sites. */
  sites: number;
  /** The objective of the plan with so many. */
  objective: number;
  /** What is proven that no plan with so many betters. */
  bound: number;
  /** What that is better than the row before; 0 in the first row. */
  gain: number;
}

/** Words for one skill. */
export interface SkillWords {
  /** Its id: one of ours, or a new one. */
  id: string;
  /** Its Chinese name. */
  zh: string;
  /** Its other words, in any language. */
  words?: string[];
}

/** Where a fact was read. */
export type Source =
  /** 职位名称. */ | "title"
  /** 职位描述. */ | "description"
  /** 福利待遇. */ | "benefits"
  /** 技能: platforms put other things among the skills, too. */ | "skills"
  /** 求职愿望. */ | "wish";

/** A result of work: somebody reached so many months (稳定就业). */
export interface StableJob {
  /** The holder's token. */
  person: string;
  /** For how many months in work. */
  months: number;
}

/**
 * The standard of a city: one rule for town and one for country, and how fast people travel.
 *
 * The default is what Chengdu reports of its circles, 15 minutes in town and 5 km in the country. The reports name no
 * way of travelling; walking is assumed. Elsewhere it is another number (Anhui's 「三公里」就业圈: 3 km), so the
 * standard is a value.
 */
export interface Standard {
  /** The rule for town (城镇). */
  urban?: Rule;
  /** The rule for country (乡村). */
  rural?: Rule;
  /** Pace of each mode, for rules of time and for shown travel times. */
  travel?: TravelModel;
}

/** What holds of a candidate before anything is chosen. */
export type Standing =
  /** It may be chosen. */ | "open"
  /** It stands already: it serves, and is not among the chosen. */ | "existing"
  /** It is chosen whatever it gains, and counts among the sites or against the money. */ | "mandatory"
  /** It is not chosen. */ | "forbidden";

/** One row of a table of stations. Every field may be absent. */
export interface StationRow {
  /** the caller's key; the row's number if absent (主键) */
  id?: string | number | null;
  /** name as published (站点名称) */
  name?: string | number | null;
  /** kind as published (站点类型) */
  kind?: string | number | null;
  /** longitude, degrees (经度) */
  lon?: number | string | null;
  /** latitude, degrees (纬度) */
  lat?: number | string | null;
  /** wgs84 (if absent), cgcs2000, gcj02, bd09 (坐标系) */
  system?: string | number | null;
  /** division code (行政区划代码) */
  region?: string | number | null;
  /** urban, rural, or the statistics bureau's code (城乡划分) */
  area_class?: string | number | null;
  /** opening hours as published, or in OSM syntax; what cannot be read is reported and leaves them unknown (营业时间（开放时间）) */
  hours?: string | number | null;
}

/** A table of stations: rows, and a mapping if their keys are not the names of the fields. */
export interface StationTable {
  /** One object for each row. */
  rows: StationRow[];
  /** How the keys of the rows become fields. */
  mapping?: Mapping;
}

/** A limit that would let one more post through. */
export type Step = {
  distance_m_max: number;
} | {
  travel_min_max: number;
} | {
  wage_floor_fen: number;
};

/** In which strata vouchers are drawn. */
export type StratumBy =
  /** The programme. */ | "programme"
  /** The division whose money it is. */ | "region"
  /** The provider. */ | "provider";

/** How many of a stratum were drawn. */
export interface StratumDrawn {
  /** The stratum. */
  stratum?: string;
  /** How many there are. */
  population: number;
  /** How many were drawn. */
  drawn: number;
}

/** What became of a subsidy window. */
export interface SubsidyWindowAnswer {
  /** An answer for each step. */
  answers: WindowStepAnswer[];
  /** The window at the end, to be kept; absent if there is none. */
  window?: Window;
  /** What follows from it. */
  view?: WindowView;
  /** What it gives for the months that were paid. */
  payable?: WindowPayable;
  /** Why the window that was given is none (then no step is done), or why nothing can be told of the months. */
  refusal?: WindowRefusal;
}

/** Asks to change a subsidy window step by step, and what follows from it. */
export interface SubsidyWindowRequest {
  /** The rule of the subsidy. */
  rule: WindowRule;
  /** The window as an earlier answer gave it; without it, the first step opens one. */
  window?: Window | null;
  /** What to do, in order. A step that is refused changes nothing, and the next one is tried. */
  steps?: WindowAction[];
  /** The day at which to tell what was used and what is left. */
  as_of?: string | null;
  /** What was paid for months of the window: to tell what it gives for them. */
  paid?: WindowPaidMonth[] | null;
}

/** What somebody may want. */
export interface SuggestAnswer {
  /** Suggestions, by posts from many to few. */
  suggestions: Suggestion[];
  /** What was wrong with the posts' rows. */
  post_findings: Finding[];
}

/** Asks what somebody who is typing may want. */
export interface SuggestRequest {
  /** The posts. */
  posts: PostTable;
  /** What has been typed: letters in any script, a reading (`diang`) or its first letters (`dg`). */
  prefix: string;
  /**
   * How many suggestions.
   * @default 10
   */
  k?: number;
  /** How matches are made. */
  options?: MatchOptions;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
  /**
   * What to do about rows of posts that cannot be read.
   * @default "raise"
   */
  errors?: OnReject;
}

/** Something that the person may want to type. */
export interface Suggestion {
  /** The text, as a post or the lexicon writes it. */
  text: string;
  /** What it is. */
  kind: SuggestionKind;
  /** How many posts it finds: with the words in their title, of the occupation, with the skill, in the place. */
  posts: number;
  /** How what was typed answers to it. */
  why: TypedAs;
}

/** What is suggested. */
export type SuggestionKind =
  /** `title`: words of a title (职位) */ | "title"
  /** `occupation`: occupation (职业) */ | "occupation"
  /** `skill`: skill (技能) */ | "skill"
  /** `place`: place (地区) */ | "place";

/**
 * How many days lie between two steps, over all for whom both were taken: differences of calendar dates in Asia/Shanghai.
 *
 * Median and p90 are the least value that at least half, or nine tenths, of the values do not exceed (definition 1 of
 * Hyndman and Fan, *The American Statistician* 50, 1996): each is a value that occurred.
 */
export interface SupervisionDays {
  /** How many differences. */
  count: number;
  /** The least. */
  min: number;
  /** The median. */
  median: number;
  /** The ninth decile. */
  p90: number;
  /** The greatest. */
  max: number;
}

/** One finding, with what it rests on. */
export interface SupervisionFinding {
  /** The rule. */
  rule: string;
  /** How grave. */
  severity: Severity;
  /** The programme, if it is of one. */
  programme?: string;
  /** The provider. */
  provider?: string;
  /** The holder. */
  holder?: string;
  /** The approver or issuer. */
  officer?: string;
  /** The place, if one was given for the records. */
  place?: string;
  /** The account. */
  account?: string;
  /** What was measured, in the unit of the text. */
  measured: number;
  /** What would have been within bounds, in the same unit. */
  bound: number;
  /** The time of the first event. */
  from: number;
  /** The time of the last event. */
  until: number;
  /** The numbers of the events, rising. */
  events: number[];
  /** The vouchers, in the order of their ids. */
  vouchers: string[];
  /** What it says, in English. */
  en: string;
  /** What it says, in Chinese. */
  zh: string;
}

/** A ratio with both of its parts (比率): nothing over nothing has no value, which is not 0. */
export interface SupervisionRatio {
  /** What is counted. */
  numerator: number;
  /** Of what. */
  denominator: number;
  /** The ratio in millionths, halves rounded up; absent if the denominator is 0. */
  millionths?: number;
}

/** How many, and how much money. */
export interface SupervisionSum {
  /** How many. */
  count: number;
  /** Their amounts together. */
  amount_fen: number;
}

/** What a supply point bears. */
export interface SupplyLoad {
  /** The supply point. */
  supply_id: string;
  /** People in its reach, weighted as the method does. */
  demand_in_reach: number;
  /** What it offers for one of them. */
  ratio: number;
  /** Whether nobody is in its reach: what it offers is in `supply_unused` of the sums. */
  unused: boolean;
  /** With a network: metres from the point to its street, rounded up. None if it is on no street. */
  snap_m?: number;
}

/** What a station has to do. */
export interface SupplyUse {
  /** The station. */
  supply_id: string;
  /** People who go there. */
  used: number;
  /** Places left. */
  left: number;
  /** How many more people one more place there would serve, 0 or 1, if demand points may be split. */
  gain_people: number;
  /** How much less the total cost would be then; negative if serving that person costs so much. */
  gain_cost: number;
}

/** A coordinate reference system (坐标系) used on Chinese maps, known at run time. */
export type System =
  /** WGS-84, what a GPS receiver gives. */ | "wgs84"
  /** CGCS2000 (国家大地坐标系), the official system of survey; it is within decimetres of WGS-84. */ | "cgcs2000"
  /** GCJ-02 (火星坐标), the offset system of public Chinese web maps (Amap, Tencent). */ | "gcj02"
  /** BD-09, Baidu's further offset of GCJ-02. */ | "bd09";

/** How many instructions, and how much. */
export interface Tally {
  /** How many. */
  count: number;
  /** Their sum. */
  amount_fen: number;
}

/** A term that a text names, and the words that name it. */
export interface Term {
  /** The term's id, the same in every language; of an occupation its code. */
  id: string;
  /** The term's name. */
  name: string;
  /** Where the words that name it begin, in characters (Unicode scalar values) of the text. */
  start: number;
  /** Where they end. */
  end: number;
  /** The words that name it. */
  quote: string;
}

/** When a score ends the contract (退出条款). */
export interface Termination {
  /** Scores under this one count, in hundredths of a point. */
  below_hundredths: number;
  /** How many years in a row, at least 1. */
  years: number;
  /**
   * Whether a failed veto item counts like such a score.
   * @default true
   */
  veto_counts?: boolean;
}

/** The terms that a text names. */
export interface TermsAnswer {
  /** Skills, by where they stand. */
  skills: Term[];
  /** Certificates, by where they stand. */
  certificates: Term[];
  /** Occupations, by where they stand. */
  occupations: Term[];
}

/** Asks which terms of the lexicon a text names. */
export interface TermsRequest {
  /** The text. */
  text: string;
  /** Words to add to the default lexicon. */
  lexicon?: Words | null;
}

/** What a search came to for one aim. */
export interface Tier {
  /** People. */
  covered: number;
  /** No plan covers more that covers as many of those before. */
  bound: number;
}

/** The way from a place to another. */
export interface TimeRow {
  /** From where. */
  origin_id: string;
  /** To where. */
  destination_id: string;
  /** Seconds, the walks to and from the street counted. */
  time_s: number;
  /** Metres along that way, rounded up. */
  distance_m: number;
}

/** A command and when it comes. */
export interface TimedCommand {
  /** Seconds since 1970-01-01T00:00:00Z. */
  now: number;
  /** The command, as `Command` reads it. */
  command: Command;
}

/** Every instruction of the batch by what the file says of it, and every line of the file by what became of it. */
export interface Totals {
  /** What the batch tells the bank to pay. */
  instructed: Tally;
  /** Paid in full. */
  paid: Tally;
  /** Paid in part: what arrived. */
  part_paid: Tally;
  /** The rest of what was paid in part; the instructions are counted in `part_paid`. */
  part_unpaid_fen: number;
  /** Failed. */
  failed: Tally;
  /** Paid and come back. */
  returned: Tally;
  /** The bank cannot tell yet. */
  open: Tally;
  /** The file says something of it that cannot be right, or two things. */
  in_question: Tally;
  /** Not in the file. */
  missing: Tally;
  /** Lines of the file below the header, without the line of totals. */
  lines: number;
  /** Lines that say something of an instruction of the batch. */
  lines_used: number;
  /** Lines that say the same as an earlier one. */
  lines_repeated: number;
  /** Lines about payments that are not in the batch. */
  lines_foreign: number;
  /** Lines that could not be read. */
  lines_faulty: number;
  /** The sum of the amounts of all lines that could be read. */
  lines_fen: number;
}

/** A way of travelling (出行方式). */
export type TravelMode =
  /** 步行. */ | "walk"
  /** 骑行, bicycle or electric bicycle. */ | "cycle"
  /** 公交. */ | "transit"
  /** 驾车. */ | "drive";

/**
 * The pace of each mode: travel time = straight line × detour ÷ speed (直线距离 × 绕行系数 ÷ 速度).
 *
 * An estimate that knows no rivers, hills or timetables. The defaults are assumptions to be replaced by a place's own
 * figures: walking 5 km/h, cycling 12 km/h, bus and metro 15 km/h from door to door with all waiting, driving 30 km/h
 * in town; every way 1.3 times the straight line. For walking they give 961 m in 15 minutes, which is what planners
 * mean by it: the Shanghai guideline for the 15-minute community circle (上海市15分钟社区生活圈规划导则) takes a radius
 * of about 1 km. That straight lines order places much as travel does is shown by Boscoe, Henry and Zdeb (The
 * Professional Geographer 64, 2012, over 66 000 ways to hospitals: r² above 0.9), with exceptions at shores and other
 * barriers.
 */
export interface TravelModel {
  /** On foot. */
  walk?: Pace;
  /** By bicycle. */
  cycle?: Pace;
  /** By bus or metro. */
  transit?: Pace;
  /** By car. */
  drive?: Pace;
}

/** Times between places on streets. */
export interface TravelTimesAnswer {
  /** The pairs within the longest way, by origin and then destination, in the orders given. */
  rows: TimeRow[];
  /** Ids of the origins that are on no street and so in no pair. */
  origins_unsnapped: string[];
  /** Ids of the destinations that are on no street and so in no pair. */
  destinations_unsnapped: string[];
}

/** Asks for times between places on streets. */
export interface TravelTimesRequest {
  /** The streets. */
  network: NetworkInput;
  /** From where. */
  origins: NetworkPlace[];
  /** To where. */
  destinations: NetworkPlace[];
  /** The longest way, in minutes. */
  max_min: number;
  /**
   * A place farther than this from every street is on none, in metres.
   * @default 500.0
   */
  snap_limit_m?: number;
}

/**
 * What a tree comes to: how many events, and the hash over all of them. This is what is published; JSON of a whole
 * `Checkpoint`(super::Checkpoint) is read as one, too.
 */
export interface TreeRoot {
  /** The number of events. */
  events: number;
  /** The hash over them. */
  root: string;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
}

/** How something typed answers to a text, the surest first. */
export type TypedAs =
  /** The text begins with it (前缀). */ | "prefix"
  /** The text's reading begins with it (拼音): `diang` for 电工. */ | "pinyin"
  /** It is the first letters of the readings (首字母): `dg` for 电工. */ | "initials"
  /** The text or its reading begins with it but for one letter (一处笔误): left out, put in, changed, or two exchanged. */ | "typo";

/** The missing fact for which coverage cannot be told; the first in this order is named. */
export type UnknownWhy =
  /** `no_station`: there is no station in the table (没有服务站数据) */ | "no_station"
  /** `no_coordinate`: the resident's place is not known (缺少居民坐标) */ | "no_coordinate"
  /** `off_streets`: the resident's place, or that of every station, is too far from every street (居民点或所有服务站距路网过远) */ | "off_streets"
  /** `no_area_class`: town or country is not known, and the two rules differ here (缺少城乡分类，且城乡标准在此结果不同) */ | "no_area_class";

/** A record that is not paid. */
export interface UnpaidLine {
  /** The record. */
  record: string;
  /** The outlet. */
  outlet: string;
  /** The item. */
  item: string;
  /** Why. */
  why: UnpaidWhy;
  /** The record that counts in its place, perhaps of another outlet. */
  counted?: string;
}

/** Why a record is not paid, in order of precedence (不予支付原因). */
export type UnpaidWhy =
  /** `settled`: an earlier statement paid it (已在此前结算) */ | "settled"
  /** `outlet_unknown`: the outlet is not in the contract (网点不在合同内) */ | "outlet_unknown"
  /** `outside_contract`: its date is outside the contract (日期不在合同期内) */ | "outside_contract"
  /** `item_not_bought`: the contract does not buy the item (合同未购买该项目) */ | "item_not_bought"
  /** `no_catalogue`: no version of the catalogue holds on its date (该日期没有有效目录) */ | "no_catalogue"
  /** `item_unknown`: the catalogue of its date does not have the item (当日目录没有该项目) */ | "item_unknown"
  /** `milestone_unknown`: the item is paid by other results, or not by results (该项目没有此绩效节点) */ | "milestone_unknown"
  /** `quantity`: only services count more than one, and nothing less (仅计服务项目可多于一次，且不得为零) */ | "quantity"
  /** `counted`: the person is already counted for the item or result (该人该项目或节点已计) */ | "counted"
  /** `other_outlet`: another outlet serves the person with the item (该人该项目已由其他网点计费) */ | "other_outlet"
  /** `milestone_early`: an earlier milestone is not reached by then (此前节点尚未达成) */ | "milestone_early";

/** People of a demand point who go nowhere. */
export interface UnplacedRow {
  /** The demand point. */
  demand_id: string;
  /** How many people. */
  people: number;
  /** Why. */
  why: UnplacedWhy;
}

/** Why people were not placed. */
export type UnplacedWhy =
  /** `no_station`: no station is in reach (没有可到达的服务站) */ | "no_station"
  /** `full`: no station in reach has room for them (可到达的服务站均无余量) */ | "full";

/** Whether a constraint is met: yes, no, or not known because a fact is missing. */
export type Verdict =
  /** 是. */ | "yes"
  /** 否. */ | "no"
  /** 未知. The post is shown with the open question, not dropped. */ | "unknown";

/** What a verification found to hold. */
export interface Verified {
  /** The number of events. */
  events: number;
  /** The hash of the last one. */
  hash: string;
  /** The kind of hash; JSON names it unless it is SHA-256. */
  hash_kind?: HashKind;
  /** The digest of the state that the events give. */
  state_digest: string;
}

/** Asks whether a checkpoint is signed with a key. */
export interface VerifyCheckpointRequest {
  /** The text as it was published. */
  text: string;
  /** The public key of the ledger: `name+id+key`. */
  public_key: string;
}

/** The proof holds; otherwise there is an error. */
export interface VerifyConsistencyAnswer {
  /** How many events are the same. */
  kept: number;
  /** How many were added. */
  added: number;
}

/** Asks whether a later root holds all events of an earlier one, unchanged. */
export interface VerifyConsistencyRequest {
  /** The proof, as the ledger gave it. */
  proof: ConsistencyProof;
  /** The earlier root. */
  old: TreeRoot;
  /** The later root. */
  new: TreeRoot;
}

/** The proof holds; otherwise there is an error. */
export interface VerifyInclusionAnswer {
  /** The number of the event. */
  seq: number;
  /** The event, if the proof has its bytes. */
  event: Event | null;
}

/** Asks whether an event is among those under a published root. */
export interface VerifyInclusionRequest {
  /** The proof, as the ledger gave it. */
  proof: InclusionProof;
  /** The published root; a checkpoint that was verified is one. */
  root: TreeRoot;
}

/** Something that must not have happened, whatever the score (一票否决). */
export interface VetoItem {
  /** The item. */
  criterion: string;
  /** Whether it happened. */
  failed: boolean;
  /** What the finding rests on; needed if it happened. */
  evidence?: string[];
}

/** The states of a voucher (券状态). */
export type VoucherState =
  /** For the holder to claim (已分发). */ | "issued"
  /** For a provider to redeem (已领取). */ | "claimed"
  /** For an approver to look at (已核销). */ | "redeemed"
  /** To be paid (已审核). */ | "approved"
  /** Paid (已拨付). */ | "disbursed"
  /** Taken back or replaced; final (已撤销). */ | "revoked"
  /** Lapsed; final (已过期). */ | "expired"
  /** Paid and received back in full; final (已追回). */ | "clawed_back";

/** A voucher as shown to a caller. */
export interface VoucherView {
  /** Its serial. */
  voucher: string;
  /** Its programme. */
  programme: string;
  /** The service item that it is for. */
  item: string;
  /** The holder's token. */
  holder: string;
  /** The state as the events left it. Whether the validity has ended is said by `expires_at`. */
  state: VoucherState;
  /** Whether a dispute holds approval and payment. */
  disputed: boolean;
  /** Whether it is suspended. */
  suspended: boolean;
  /** Whether redeeming it takes a secret number. */
  has_secret: boolean;
  /** The number of its events; give it as `expected_version`. */
  version: number;
  /** What it is worth at most. */
  face_amount_fen: number;
  /** What it is worth: from the redemption on the service's price. */
  amount_fen: number;
  /** What was received back. */
  recovered_fen: number;
  /** First instant at which it counts. */
  valid_from: number;
  /** First instant at which it no longer counts. */
  expires_at: number;
  /** Who issued it. */
  issuer?: string;
  /** Who redeemed it. */
  provider?: string;
  /** The decision that the issue rests on. */
  evidence?: string;
  /** The service record of the redemption. */
  record?: string;
  /** The payment batch that it is in. */
  batch?: string;
  /** The payment that paid it, or is scheduled to. */
  payment?: string;
  /** The voucher that took its place. */
  replaced_by?: string;
}

/** The time or piece that a wage is stated for (计薪周期). */
export type WagePeriod =
  /** A month (月薪). */ | "month"
  /** A working day (日薪). */ | "day"
  /** An hour (时薪). */ | "hour"
  /** A piece or an order (计件). */ | "piece";

/** By what the way between a home and a post was measured (距离依据). */
export type WayMeasured =
  /** The travel time is that of the streets (路网). */ | "network"
  /**
   * The travel time is estimated from the straight line (直线估算): there is no network of the person's mode, home or post
   * lie off its streets, or the post has no one way that would count (remote, with lodging, at many sites).
   */ | "straight_line"
  /**
   * Both lie on the streets, and no way between them is as short as two hours, or as the person's own limit if that is
   * longer (路网不可达). It has no travel time; as a part of the score it counts nothing.
   */ | "not_reached";

/**
 * Weight of each part, in any unit; only their ratios count. A part that is not known for a pair of person and post
 * leaves its weight to the others.
 *
 * The defaults are a starting point by judgement, not by measurement; set your own.
 */
export interface Weights {
  /**
   * Title or occupation.
   * @default 300
   */
  occupation?: number;
  /**
   * Skills.
   * @default 200
   */
  skills?: number;
  /**
   * Way to work.
   * @default 160
   */
  proximity?: number;
  /**
   * Wage over the floor.
   * @default 120
   */
  wage?: number;
  /**
   * Experience.
   * @default 60
   */
  experience?: number;
  /**
   * Education.
   * @default 40
   */
  education?: number;
  /**
   * Hours.
   * @default 40
   */
  schedule?: number;
  /**
   * How new the post is.
   * @default 50
   */
  freshness?: number;
  /**
   * Closeness of the caller's own vectors, where both sides have one.
   * @default 200
   */
  vector?: number;
}

/** A window as it is written down. It may say anything: `Window::from_parts` checks it. */
export interface Window {
  /** The rule under which it was opened. */
  rule: string;
  /** The first day. */
  start: string;
  /** How long it is before pauses and extensions. */
  term: WindowTerm;
  /** How a month is treated of which only some days are payable. */
  split: WindowSplit;
  /** The window that this one cannot leave (上级期限). */
  parent?: WindowSpan;
  /** What was known at first approval. */
  first_approval: WindowFirstApproval;
  /** Whether it cannot go past the retirement date. */
  ends_at_retirement: boolean;
  /** Pauses by date; none overlap. */
  pauses: WindowPause[];
  /** Extensions in the order in which they were given. */
  extensions: WindowExtension[];
  /** The early end, if any. */
  closed?: WindowClosing;
}

/** Asks for a change of a window (办理事项). */
export type WindowAction = {
  action: "open";
  /** The first day. */
  start: string;
  /** How long; as long as the rule allows if absent. */
  term?: WindowTerm | null;
  /** The window that it must lie in. */
  parent?: WindowSpan | null;
  /** What was known at the first approval of the right: for a second window, that of the first. */
  first_approval: WindowFirstApproval;
  /** The earlier windows of the same person and right. */
  earlier?: EarlierWindow[];
} | {
  action: "pause";
  /** The day of the decision. */
  on: string;
  /** The first day on which nothing is given. */
  from: string;
  /** The day on which it goes on; if absent, the last that the rule, the parent and later pauses allow. */
  until?: string | null;
  /** Why. */
  reason: string;
} | {
  action: "resume";
  /** The day on which it goes on. */
  on: string;
} | {
  action: "extend";
  /** The day of the decision. */
  on: string;
  /** By how much, in the unit of the rule. */
  length: WindowLength;
  /** Why. */
  reason: string;
} | {
  action: "close";
  /** The first day on which nothing is given any more. */
  on: string;
  /** Why. */
  reason: string;
};

/** The early end of a window (终止). */
export interface WindowClosing {
  /** The first day on which nothing is given any more. */
  on: string;
  /** Why. */
  reason: string;
}

/** What a day of a window is. */
export type WindowDayKind =
  /** Payable, by the term (享受). */ | "paid"
  /** Payable, by an extension (延长). */ | "extended"
  /** Not payable (中止). */ | "paused";

/** An extension of a window (延长). */
export interface WindowExtension {
  /** Why. */
  reason: string;
  /** By how much. */
  length: WindowLength;
}

/** A reason to extend a window (延长事由). */
export interface WindowExtensionRule {
  /** The reason. */
  reason: string;
  /** How long in total, over all extensions for this reason. */
  max: WindowLength;
  /** How often; no limit if absent. */
  times_max?: number | null;
}

/**
 * What was known when the right was first approved (首次核准). It is frozen: later birthdays, laws and windows of the same
 * right do not alter it.
 */
export interface WindowFirstApproval {
  /** The day of the first approval. */
  on: string;
  /** The statutory retirement date by the law of that day: the first day on which nothing is given any more. */
  retires_on?: string;
}

/** How long a pause or an extension is, or may be: `{"months": 12}` or `{"days": 30}` (期限). */
export type WindowLength = {
  months: number;
} | {
  days: number;
};

/** A month of a window, counted from its start: with a window that begins on a first, a calendar month. */
export interface WindowMonth {
  /** The calendar month in which it begins; no two begin in the same. */
  month?: string;
  /** The first day. */
  from: string;
  /** The first day after it. */
  until: string;
  /** Days of the whole month, also after the end of the window. */
  days: number;
  /** Days that the term or an extension pays. */
  payable_days: number;
  /** Of these, days that an extension pays. */
  extended_days: number;
  /** Days that are paused. */
  paused_days: number;
}

/** What a person paid for a month, such as a contribution to social insurance (实际缴费). */
export interface WindowPaidMonth {
  /** The calendar month in which the month of the window begins. */
  month: string;
  /** What was paid. */
  paid_fen: number;
  /** What is asked for; as much as allowed if absent. */
  claimed_fen?: number | null;
}

/** A pause of a window (中止). */
export interface WindowPause {
  /** The first day on which nothing is given. */
  from: string;
  /** The day on which it goes on. */
  until: string;
  /** Why. */
  reason: string;
  /** Whether the end moves by as much, by the rule of the day on which the pause was recorded. */
  shifts_end: boolean;
}

/** A reason to pause a window (中止事由), such as having found work. */
export interface WindowPauseRule {
  /** The reason. */
  reason: string;
  /** Whether the end moves by as much as was paused: the time is not lost (顺延). */
  shifts_end: boolean;
  /** How long in total, over all pauses for this reason; no limit if absent. */
  max?: WindowLength | null;
  /** How often; no limit if absent. */
  times_max?: number | null;
}

/** What the months bring. */
export interface WindowPayable {
  /** By month. */
  months: WindowPayableMonth[];
  /** Their sum. */
  total_fen: number;
}

/** What a month brings. */
export interface WindowPayableMonth {
  /** The calendar month in which the month of the window begins. */
  month: string;
  /** Days of the whole month. */
  days: number;
  /** Days of it that are payable. */
  payable_days: number;
  /** What was paid. */
  paid_fen: number;
  /** What is given back. */
  amount_fen: number;
}

export interface WindowRefusal {
  code: "window.not_opened" | "window.already_opened" | "window.rule_invalid" | "window.rule_other" | "window.date_range" | "window.state_invalid" | "window.parent_reversed" | "window.retirement_missing" | "window.retired" | "window.windows_used" | "window.months_used" | "window.term_empty" | "window.above_months_max" | "window.overlap" | "window.closed" | "window.ended" | "window.reason_unknown" | "window.entries_max" | "window.pause_empty" | "window.before_start" | "window.after_end" | "window.not_whole_months" | "window.pause_overlap" | "window.pause_unbounded" | "window.pause_times" | "window.pause_cap" | "window.pause_total" | "window.not_paused" | "window.extension_empty" | "window.extension_unit" | "window.extension_times" | "window.extension_cap" | "window.extension_total" | "window.outside_parent" | "window.past_retirement" | "window.pause_outside" | "window.too_late" | "window.month_outside" | "window.month_repeated" | "window.above_share" | "window.amount_overflow";
  message: string;
  message_zh: string;
  transient: boolean;
  field?: string;
}

/**
 * The rule of a subsidy's windows (补贴期限规则). Nothing in it has a national default: each text sets its own.
 *
 * | subsidy | months_max | near_retirement_years | windows_max | share |
 * |---|---|---|---|---|
 * | flexible employment, social insurance 灵活就业社保补贴 | 36 | 5 | – | 2/3 |
 * | the same for graduates 离校未就业高校毕业生 | 24 | – | – | 2/3 |
 * | public-welfare posts 公益性岗位 | 36 | 5 | 2 | – |
 *
 * Source: 就业补助资金管理办法 (财社〔2017〕164号, replaced and refined by later and local texts).
 */
export interface WindowRule {
  /** The rule and its version; a window can be changed under its own only. */
  id: string;
  /** The longest term, in months, before pauses and extensions. */
  months_max: number;
  /**
   * Whether the months of earlier windows count against `months_max` (累计).
   * @default false
   */
  cumulative?: boolean;
  /**
   * Who has fewer than so many years to the statutory retirement date at first approval has until that date instead
   * of `months_max` (距法定退休年龄不足五年的可延长至退休).
   */
  near_retirement_years?: number | null;
  /**
   * Whether no window goes past the retirement date known at first approval.
   * @default false
   */
  ends_at_retirement?: boolean;
  /** Most windows (placements) of one person; no limit if absent. */
  windows_max?: number | null;
  /** How a month is treated of which only some days are payable. */
  split: WindowSplit;
  /** Reasons to pause. */
  pauses?: WindowPauseRule[];
  /** The longest of all pauses together; no limit if absent. */
  pause_total_max?: WindowLength | null;
  /** Reasons to extend. All lengths of extensions have one unit; if whole months count, it is months. */
  extensions?: WindowExtensionRule[];
  /** The longest of all extensions together; no limit if absent. */
  extension_total_max?: WindowLength | null;
  /** The share of what was paid that is given back; all of it if absent. */
  share?: WindowShare | null;
  /** The most that one whole month brings; no limit if absent. */
  month_amount_max_fen?: number | null;
}

/** Days of one kind that follow each other. */
export interface WindowSegment {
  /** What they are. */
  kind: WindowDayKind;
  /** The first day. */
  from: string;
  /** The first day after it. */
  until: string;
  /** How many. */
  days: number;
  /** Why they are paused or extended. */
  reason?: string;
}

/** The share of what was paid that is given back, such as 2/3 (补贴比例). */
export interface WindowShare {
  /** Above the line. */
  numerator: number;
  /** Below the line, 1 to 10,000. */
  denominator: number;
}

/** Days from `from` up to `until`, which does not belong to it any more (起止日期，止日不含). */
export interface WindowSpan {
  /** The first day. */
  from: string;
  /** The first day after it. */
  until: string;
}

/** How a month is treated of which only some days are payable (不足整月). */
export type WindowSplit =
  /** Pauses begin and end with months of the window; a month is paid in full or not at all (按整月). */ | "whole_months"
  /** Pauses begin and end on any day; a month is paid by its payable days (按日). */ | "days";

/** What became of a step. */
export type WindowStepAnswer = {
  outcome: "applied";
} | {
  outcome: "refused";
  /** Why. */
  refusal: WindowRefusal;
};

/** Sums over a part of a window. */
export interface WindowTally {
  /** Months that begin in it and for which something is paid. */
  months: number;
  /** Days that the term pays. */
  paid_days: number;
  /** Days that extensions pay. */
  extended_days: number;
  /** Days that are paused. */
  paused_days: number;
}

/** How long a window is before pauses and extensions: `{"months": 36}` or `{"until": "2029-01-01"}` (期限). */
export type WindowTerm = {
  months: number;
} | {
  until: string;
};

/** The dates and days of a window. */
export interface WindowView {
  /** The first day. */
  start: string;
  /** The first day after it. */
  end: string;
  /** Every day from start to end, once. */
  timeline: WindowSegment[];
  /** The months. */
  months: WindowMonth[];
  /** Whether something is given on the day `as_of`. */
  is_open?: boolean;
  /** What was used before the day `as_of`. */
  used?: WindowTally;
  /** What is left from the day `as_of` on. */
  remaining?: WindowTally;
}

/** What was read from a wish. */
export interface WishReading {
  /** Facts that no field states. */
  facts: ReadFact[];
  /** What the wish says and a field says otherwise; the field counts. */
  contradictions: Contradiction[];
  /** Clauses of the wish from which nothing was read: to be asked about, not to be passed over. */
  unread: string[];
}

/** What lies within the bound of a place. */
export interface WithinRow {
  /** The place. */
  place_id: string;
  /** How many points are within the bound. None if the place is on no street: then it is not known. */
  points?: number;
  /** The sum of their weights. */
  weight?: number;
  /** Metres from the place to its street, rounded up. */
  snap_m?: number;
}

/**
 * Words to add to the default lexicon, as a JSON document carries them.
 *
 * A word of the caller's wins over the same word of ours.
 */
export interface Words {
  /** Titles by the occupation that they mean. */
  occupations?: OccupationWords[];
  /** Skills. */
  skills?: SkillWords[];
  /** Certificates. */
  certificates?: CertificateWords[];
}

/**
 * The hours through which wages of different periods compare (折算工时).
 *
 * The default is 21.75 paid days a month, (365 - 104) / 12, of 8 hours: 人社部发〔2025〕2号, in force from 2025-01-01 in place
 * of 劳社部发〔2008〕3号, which had the same figure.
 */
export interface WorkHours {
  /** Paid days of a month, in hundredths of a day. */
  days_per_month_hundredths: number;
  /** Paid hours of a day. */
  hours_per_day: number;
}
