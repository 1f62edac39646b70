from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any, Literal, Protocol, Self, TypeAlias, TypeVar, final, overload

import pandas
import polars
import pyarrow

__all__ = [
    "Accessibility",
    "Assignment",
    "Batches",
    "CircleError",
    "Coverage",
    "DoorstepError",
    "DoorstepWarning",
    "FeeStatement",
    "InternalError",
    "InvalidValueError",
    "Ledger",
    "Lexicon",
    "LexiconError",
    "Matcher",
    "MatchingError",
    "NearestOpen",
    "NetworkError",
    "People",
    "RequestError",
    "RoadNetwork",
    "Rollup",
    "SitePlan",
    "Table",
    "TableError",
    "VoucherError",
    "accessibility",
    "allocate",
    "assign",
    "audit",
    "call",
    "check_command",
    "checkpoint_public_key",
    "circles",
    "convert",
    "coverage",
    "fees",
    "fen_from_yuan",
    "fields",
    "inspection",
    "nearest_open",
    "retirement",
    "rollup",
    "same_posts",
    "sample",
    "scorecard",
    "site",
    "subsidy_window",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "version",
]

class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class GeoInterface(Protocol):
    @property
    def __geo_interface__(self) -> Mapping[str, Any]: ...

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = ArrowStream | ArrowArray | Iterable[Row]
OneRow: TypeAlias = ArrowStream | ArrowArray | Iterable[Row] | Row
ColumnMapping: TypeAlias = Row | str | PathLike[str]
OnReject: TypeAlias = Literal["raise", "collect"]
RoadMode: TypeAlias = Literal["walk", "cycle", "drive"]
Progress: TypeAlias = bool | Callable[[int, int], object]
Texts: TypeAlias = ArrowStream | ArrowArray | Iterable[str | None]
Instant: TypeAlias = datetime | str | int
A = TypeVar("A")

class DoorstepError(Exception):
    code: str
    message_zh: str

class InvalidValueError(DoorstepError): ...

class TableError(DoorstepError):
    findings: list[dict[str, Any]]

class MatchingError(DoorstepError): ...
class LexiconError(DoorstepError): ...
class CircleError(DoorstepError): ...
class NetworkError(DoorstepError): ...
class RequestError(DoorstepError): ...

class VoucherError(DoorstepError):
    field: str | None
    seq: int | None

class InternalError(DoorstepError): ...
class DoorstepWarning(UserWarning): ...

@final
class Table:
    @classmethod
    def from_arrow(cls, data: ArrowStream | ArrowArray, /) -> Self: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def num_rows(self) -> int: ...
    @property
    def rejects(self) -> Table | None: ...
    def to_pyarrow(self) -> pyarrow.Table: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Lexicon:
    @staticmethod
    def default() -> Lexicon: ...
    @staticmethod
    def load(path: str | PathLike[str], /) -> Lexicon: ...
    @staticmethod
    def from_json(words: str | Row, /) -> Lexicon: ...
    @overload
    def code(  # type: ignore[overload-overlap]  # a text is an iterable of texts, but one title
        self, title: str, k: int = 5, *, progress: Progress | None = None
    ) -> list[dict[str, Any]]: ...
    @overload
    def code(self, title: Texts, k: int = 5, *, progress: Progress | None = None) -> Table: ...
    def skills(self, text: str, /) -> list[dict[str, Any]]: ...
    def certificates(self, text: str, /) -> list[dict[str, Any]]: ...
    def occupations(self, text: str, /) -> list[dict[str, Any]]: ...
    def read_wish(self, text: str, /) -> dict[str, list[dict[str, Any]]]: ...
    def read_posts(
        self,
        posts: Rows,
        *,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
        progress: Progress | None = None,
    ) -> Table: ...
    def name(self, code: str, /) -> str | None: ...
    def occupation(self, code: str, /) -> dict[str, Any] | None: ...

@final
class Matcher:
    def __new__(
        cls,
        posts: Rows,
        *,
        mapping: ColumnMapping | None = None,
        today: date | datetime | str | None = None,
        weights: Mapping[str, int] | None = None,
        hours: Mapping[str, int] | None = None,
        travel: Row | None = None,
        lexicon: Lexicon | None = None,
        network: RoadNetwork | list[RoadNetwork] | None = None,
        snap_limit_m: float = 500.0,
        read_text: bool = True,
        priorities: Mapping[str, int] | None = None,
        order: Literal["fit", "priority_then_fit"] = "fit",
        threads: int = 0,
        errors: OnReject = "raise",
    ) -> Self: ...
    def recommend(
        self,
        seekers: Rows | People,
        k: int = 10,
        *,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
        language: Literal["zh", "en"] = "zh",
        details: bool = True,
        progress: Progress | None = None,
    ) -> Table: ...
    def prepare(
        self,
        seekers: Rows,
        *,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
        progress: Progress | None = None,
    ) -> People: ...
    def recommend_batches(
        self,
        seekers: Rows | Iterable[Rows],
        k: int = 10,
        *,
        batch_size: int = 20_000,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
        language: Literal["zh", "en"] = "zh",
        details: bool = False,
        progress: bool | Callable[[int, int | None], object] | None = None,
    ) -> Batches: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(
        data: bytes,
        *,
        lexicon: Lexicon | None = None,
        network: RoadNetwork | list[RoadNetwork] | None = None,
        snap_limit_m: float = 500.0,
        threads: int = 0,
    ) -> Matcher: ...
    def save(self, path: str | PathLike[str], /) -> None: ...
    @staticmethod
    def load(
        path: str | PathLike[str],
        /,
        *,
        lexicon: Lexicon | None = None,
        network: RoadNetwork | list[RoadNetwork] | None = None,
        snap_limit_m: float = 500.0,
        threads: int = 0,
    ) -> Matcher: ...
    def candidates(
        self,
        seekers: Rows,
        post_ids: Texts | Iterable[int] | None = None,
        k: int = 10,
        *,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
        language: Literal["zh", "en"] = "zh",
        progress: Progress | None = None,
    ) -> Table: ...
    def search(
        self,
        query: str,
        *,
        near: tuple[float, float] | tuple[float, float, str] | None = None,
        k: int = 20,
        language: Literal["zh", "en"] = "zh",
        **filters: Any,
    ) -> Table: ...
    def suggest(self, prefix: str, k: int = 10) -> Table: ...
    def explain(
        self, seeker: OneRow, post_id: str, *, mapping: ColumnMapping | None = None
    ) -> dict[str, Any]: ...
    def diagnose(self, seeker: OneRow, *, mapping: ColumnMapping | None = None) -> dict[str, Any]: ...
    def apply(
        self,
        *,
        upsert: Rows | None = None,
        remove: Texts | Iterable[int] | None = None,
        openings: Mapping[str, int] | Mapping[int, int] | None = None,
        today: date | datetime | str | None = None,
        mapping: ColumnMapping | None = None,
        errors: OnReject = "raise",
    ) -> dict[str, Any]: ...
    @property
    def generation(self) -> int: ...
    @property
    def provenance(self) -> dict[str, Any]: ...
    @property
    def rejects(self) -> Table: ...
    def __len__(self) -> int: ...

@final
class People:
    @property
    def rejects(self) -> Table: ...
    def __len__(self) -> int: ...

@final
class Batches:
    def __iter__(self) -> Self: ...
    def __next__(self) -> Table: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Accessibility:
    @property
    def rows(self) -> Table: ...
    @property
    def supply(self) -> Table: ...
    @property
    def total(self) -> dict[str, Any]: ...

@final
class Assignment:
    @property
    def rows(self) -> Table: ...
    @property
    def unplaced(self) -> Table: ...
    @property
    def supply(self) -> Table: ...
    @property
    def total(self) -> dict[str, int]: ...
    @property
    def is_proven_best(self) -> bool: ...

@final
class Coverage:
    @property
    def rows(self) -> Table: ...
    @property
    def totals(self) -> Table: ...
    @property
    def total(self) -> dict[str, int]: ...
    @property
    def system(self) -> str: ...
    @property
    def stations_without_place(self) -> list[str]: ...
    @property
    def stations_off_streets(self) -> list[str]: ...
    @property
    def residents_rejects(self) -> Table: ...
    @property
    def stations_rejects(self) -> Table: ...

@final
class FeeStatement:
    @property
    def lines(self) -> Table: ...
    @property
    def records(self) -> Table: ...
    @property
    def cuts(self) -> Table: ...
    @property
    def unpaid(self) -> Table: ...
    @property
    def outlets(self) -> Table: ...
    @property
    def bases(self) -> Table: ...
    @property
    def total(self) -> dict[str, int]: ...
    @property
    def settled(self) -> Table: ...
    @property
    def rejects(self) -> Table: ...

@final
class Ledger:
    @staticmethod
    def open(url: str, /, *, secret_key: bytes | None = None) -> Ledger: ...
    @staticmethod
    def from_bytes(data: bytes, /, *, secret_key: bytes | None = None) -> Ledger: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_jsonl(lines: str | bytes, /, *, secret_key: bytes | None = None) -> Ledger: ...
    def to_jsonl(self) -> str: ...
    def checkpoint(self, origin: str, key: bytes, now: Instant | None = None) -> dict[str, Any]: ...
    def day_roots(self) -> list[dict[str, Any]]: ...
    def prove_inclusion(self, seq: int, events: int | None = None) -> dict[str, Any]: ...
    def prove_consistency(self, old_events: int, new_events: int | None = None) -> dict[str, Any]: ...
    def check_against(self, checkpoints: Sequence[str], public_key: str) -> dict[str, int]: ...
    def submit(self, command: Row | str, now: Instant | None = None) -> dict[str, Any]: ...
    def submit_many(
        self, commands: Iterable[Row | str], now: Instant | None = None
    ) -> list[dict[str, Any]]: ...
    def refresh(self) -> None: ...
    def keep_snapshot(self) -> None: ...
    def status(self, command_id: str, /) -> dict[str, Any]: ...
    def voucher(self, id: str, /) -> dict[str, Any] | None: ...
    def card(self, id: str, /) -> dict[str, Any] | None: ...
    def batch(self, id: str, /) -> dict[str, Any] | None: ...
    def payment_file(self, batch: str, /) -> bytes: ...
    def check_payment_file(self, batch: str, data: bytes, /) -> None: ...
    def reconcile(
        self,
        batch: str,
        data: bytes,
        /,
        *,
        actor: Row,
        layout: Row | None = None,
        now: Instant | None = None,
    ) -> dict[str, Any]: ...
    def apply_return(
        self,
        batch: str,
        data: bytes,
        /,
        *,
        actor: Row,
        layout: Row | None = None,
        now: Instant | None = None,
    ) -> dict[str, Any]: ...
    def programme(self, id: str, /) -> dict[str, Any] | None: ...
    def budget(self, programme: str, /) -> dict[str, Any] | None: ...
    def budgets(self) -> list[dict[str, Any]]: ...
    def total(self, region: str | None = None) -> dict[str, int]: ...
    def events(
        self,
        *,
        programme: str | None = None,
        voucher: str | None = None,
        actor: str | None = None,
        after_seq: int | None = None,
        since: Instant | None = None,
        until: Instant | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]: ...
    def rates(
        self,
        by: Sequence[Literal["programme", "region", "month", "item"]] | None = None,
        *,
        as_of: Instant | None = None,
    ) -> dict[str, Any]: ...
    def findings(
        self,
        rules: Sequence[str] | None = None,
        *,
        bounds: Mapping[str, int] | None = None,
        facts: Row | None = None,
        as_of: Instant | None = None,
    ) -> dict[str, Any]: ...
    def kpi(self, periods: Sequence[Row], *, with_ids: bool = False) -> dict[str, Any]: ...
    def population(
        self,
        *,
        programme: str | None = None,
        since: Instant | None = None,
        until: Instant | None = None,
        paid: bool = False,
        stratum: Literal["programme", "region", "provider"] | None = None,
    ) -> list[dict[str, Any]]: ...
    def inspection_case(self, voucher: str, /) -> dict[str, Any] | None: ...
    def verify(self) -> dict[str, Any]: ...

@final
class NearestOpen:
    @property
    def rows(self) -> Table: ...
    @property
    def total(self) -> dict[str, int]: ...
    @property
    def stations(self) -> dict[str, int]: ...
    @property
    def system(self) -> str: ...
    @property
    def stations_without_place(self) -> list[str]: ...
    @property
    def stations_without_street(self) -> list[str]: ...
    @property
    def places_rejects(self) -> Table: ...
    @property
    def stations_rejects(self) -> Table: ...

@final
class RoadNetwork:
    @staticmethod
    def from_edges(
        nodes: Rows,
        edges: Rows,
        mode: RoadMode = "walk",
        *,
        walk_kmh: float | None = None,
        cycle_kmh: float | None = None,
        slope: bool = False,
        system: str = "wgs84",
    ) -> RoadNetwork: ...
    @staticmethod
    def from_geojson(
        lines: Row | str | GeoInterface,
        mode: RoadMode = "walk",
        *,
        walk_kmh: float | None = None,
        cycle_kmh: float | None = None,
        system: str = "wgs84",
    ) -> RoadNetwork: ...
    @staticmethod
    def from_osm(
        path: str | PathLike[str],
        mode: RoadMode = "walk",
        *,
        walk_kmh: float | None = None,
        cycle_kmh: float | None = None,
    ) -> RoadNetwork: ...
    def detour(
        self,
        points: Rows,
        stations: Rows,
        *,
        least_m: int = 100,
        most_m: int = 5_000,
        snap_limit_m: float = 500.0,
        threads: int = 0,
    ) -> dict[str, Any]: ...
    def nearest(
        self, points: Rows, stations: Rows, *, max_min: float = 120.0, snap_limit_m: float = 500.0, threads: int = 0
    ) -> Table: ...
    def times(
        self,
        origins: Rows,
        destinations: Rows,
        max_min: float,
        *,
        snap_limit_m: float = 500.0,
        threads: int = 0,
    ) -> Table: ...
    def within(
        self,
        places: Rows,
        points: Rows,
        max_min: float,
        *,
        direction: Literal["to", "from"] = "to",
        snap_limit_m: float = 500.0,
        threads: int = 0,
    ) -> Table: ...
    def isochrones(
        self,
        places: Rows,
        minutes: float | Sequence[float],
        *,
        direction: Literal["to", "from"] = "to",
        snap_limit_m: float = 500.0,
        cell_m: float = 10.0,
        tolerance_m: float = 1.0,
        threads: int = 0,
    ) -> dict[str, Any]: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(data: bytes) -> RoadNetwork: ...
    def save(self, path: str | PathLike[str], /) -> None: ...
    @staticmethod
    def load(path: str | PathLike[str], /) -> RoadNetwork: ...
    def shifted(self, system: str) -> RoadNetwork: ...
    @property
    def nodes(self) -> int: ...
    @property
    def streets(self) -> int: ...
    @property
    def components(self) -> list[int]: ...
    @property
    def mode(self) -> RoadMode: ...
    @property
    def system(self) -> str: ...
    @property
    def report(self) -> dict[str, int] | None: ...

@final
class Rollup:
    @property
    def regions(self) -> Table: ...
    @property
    def groups(self) -> Table: ...
    @property
    def total_groups(self) -> Table: ...
    @property
    def total(self) -> dict[str, int]: ...
    @property
    def rejects(self) -> Table: ...

@final
class SitePlan:
    @property
    def sites(self) -> Table: ...
    @property
    def assignment(self) -> Table: ...
    @property
    def shares(self) -> Table: ...
    @property
    def objective(self) -> int | None: ...
    @property
    def bound(self) -> int | None: ...
    @property
    def gap_ppm(self) -> int | None: ...
    @property
    def is_proven(self) -> bool: ...
    @property
    def tiers(self) -> list[dict[str, int]]: ...
    @property
    def marginal(self) -> Table: ...
    @property
    def demand_unsnapped(self) -> list[Any]: ...
    @property
    def candidates_unsnapped(self) -> list[Any]: ...
    @property
    def infeasible(self) -> dict[str, Any] | None: ...
    @property
    def steps(self) -> int | None: ...
    @property
    def nodes(self) -> int | None: ...

def accessibility(
    demand: Rows,
    supply: Rows,
    costs: Rows | None,
    catchment: float,
    method: Literal["2sfca", "e2sfca", "3sfca"] = "2sfca",
    *,
    network: RoadNetwork | None = None,
    snap_limit_m: float = 500.0,
    decay: Row | None = None,
    threads: int = 0,
) -> Accessibility: ...
def allocate(total_fen: int, claims: Rows) -> Table: ...
def assign(
    demand: Rows,
    supply: Rows,
    costs: Rows | None = None,
    *,
    reach_m: float | None = None,
    network: RoadNetwork | None = None,
    max_min: float = 120.0,
    snap_limit_m: float = 500.0,
    parting: Literal["split", "whole"] = "split",
    threads: int = 0,
) -> Assignment: ...
def audit(
    outcomes: Rows,
    groups: Rows,
    attribute: str,
    *,
    smallest: int = 10,
    outcomes_mapping: ColumnMapping | None = None,
    groups_mapping: ColumnMapping | None = None,
) -> dict[str, Any]: ...
def call(operation: str, request: str, /) -> str: ...
def check_command(
    card: Row, command: Row | str, now: Instant | None = None
) -> dict[str, Any] | None: ...
def checkpoint_public_key(origin: str, key: bytes) -> str: ...
def circles(
    stations: Rows, rule: Row | None = None, *, vertices: int = 64, mapping: ColumnMapping | None = None
) -> dict[str, Any]: ...
@overload
def convert(lon: float, lat: float, source: str, target: str) -> tuple[float, float]: ...
@overload
def convert(
    lon: Sequence[float | None], lat: Sequence[float | None], source: str, target: str
) -> tuple[list[float | None], list[float | None]]: ...
@overload
def convert(lon: A, lat: A, source: str, target: str) -> tuple[A, A]: ...
def coverage(
    residents: Rows,
    stations: Rows,
    rule: Row | None = None,
    network: RoadNetwork | Iterable[RoadNetwork] | None = None,
    *,
    snap_limit_m: float = 500.0,
    off_streets: Literal["unknown", "straight_line"] = "unknown",
    residents_mapping: ColumnMapping | None = None,
    stations_mapping: ColumnMapping | None = None,
    errors: OnReject = "raise",
    threads: int = 0,
) -> Coverage: ...
def fees(
    records: Rows,
    catalogue: Sequence[Row],
    contract: Row,
    *,
    settled: Rows | None = None,
    mapping: ColumnMapping | None = None,
    errors: OnReject = "raise",
) -> FeeStatement: ...
def fen_from_yuan(text: str, /) -> int: ...
def fields(
    record: Literal["post", "seeker", "station", "resident", "outcome", "membership", "answer", "service"], /
) -> Table: ...
def inspection(case: Row, steps: Sequence[Row]) -> dict[str, Any]: ...
def nearest_open(
    places: Rows,
    stations: Rows,
    at: datetime | str,
    *,
    calendar: Row | None = None,
    mode: Literal["walk", "cycle", "transit", "drive"] | None = None,
    travel: Row | None = None,
    network: RoadNetwork | None = None,
    max_min: float = 120.0,
    snap_limit_m: float = 500.0,
    places_mapping: ColumnMapping | None = None,
    stations_mapping: ColumnMapping | None = None,
    errors: OnReject = "raise",
    threads: int = 0,
) -> NearestOpen: ...
def retirement(
    born: str, category: Literal["men_60", "women_55", "women_50"], *, law: Row | None = None
) -> dict[str, Any]: ...
def rollup(answers: Rows, *, mapping: ColumnMapping | None = None, errors: OnReject = "raise") -> Rollup: ...
def same_posts(posts: Rows, *, mapping: ColumnMapping | None = None, errors: OnReject = "raise") -> Table: ...
def sample(
    population: Iterable[str | Row],
    share_millionths: int,
    seed: str,
    *,
    min: int = 0,
    max: int | None = None,
) -> dict[str, Any]: ...
def scorecard(scorecards: Sequence[Row], terms: Row) -> list[dict[str, Any]]: ...
def site(
    demand: Rows,
    candidates: Rows,
    p: int | None = None,
    radius: float | None = None,
    objective: Literal[
        "mclp", "lscp", "p_median", "p_center", "backup", "fair", "mclp_within", "p_median_within"
    ] = "mclp",
    costs: Rows | None = None,
    network: RoadNetwork | None = None,
    *,
    reach_m: float | None = None,
    budget: int | None = None,
    beyond: float | None = None,
    weights: Mapping[str, int] | None = None,
    marginal: bool = False,
    max_min: float = 120.0,
    snap_limit_m: float = 500.0,
    effort: Row | None = None,
    threads: int = 0,
) -> SitePlan: ...
def subsidy_window(
    rule: Row,
    steps: Sequence[Row] | None = None,
    *,
    window: Row | None = None,
    as_of: date | str | None = None,
    paid: Sequence[Row] | None = None,
) -> dict[str, Any]: ...
def verify_checkpoint(text: str, public_key: str) -> dict[str, Any]: ...
def verify_consistency(proof: Row, old: Row, new: Row) -> dict[str, Any]: ...
def verify_inclusion(proof: Row, root: Row) -> dict[str, Any]: ...
def version() -> str: ...
