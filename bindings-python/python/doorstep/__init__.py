"""Public employment service: matching, service circles, employment vouchers (公共就业服务).

Tables go in as they are: data frames of pandas and Polars, pyarrow tables, DuckDB relations, or lists of dicts.
Results come out as :class:`Table`, which each of those libraries takes.

>>> import doorstep
>>> posts = [{"id": "p1", "title": "物业保安", "wage_min_yuan": 4200}, {"id": "p2", "title": "电工"}]
>>> people = [{"id": "s1", "titles": ["保安"], "wage_floor_yuan": 4000}]
>>> best = doorstep.Matcher(posts).recommend(people, k=1).to_pylist()[0]
>>> best["post_id"], best["rank"]
('p1', 1)
"""

from doorstep._doorstep import (
    Accessibility,
    Assignment,
    Batches,
    CircleError,
    Coverage,
    DoorstepError,
    DoorstepWarning,
    InternalError,
    InvalidValueError,
    Ledger,
    Lexicon,
    LexiconError,
    Matcher,
    MatchingError,
    NearestOpen,
    NetworkError,
    People,
    RequestError,
    RoadNetwork,
    Rollup,
    SitePlan,
    Table,
    TableError,
    VoucherError,
    accessibility,
    assign,
    audit,
    call,
    circles,
    convert,
    coverage,
    fen_from_yuan,
    fields,
    nearest_open,
    retirement,
    rollup,
    same_posts,
    site,
    subsidy_window,
    version,
)

__all__ = [
    "Accessibility",
    "Assignment",
    "Batches",
    "CircleError",
    "Coverage",
    "DoorstepError",
    "DoorstepWarning",
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
    "assign",
    "audit",
    "call",
    "circles",
    "convert",
    "coverage",
    "fen_from_yuan",
    "fields",
    "nearest_open",
    "retirement",
    "rollup",
    "same_posts",
    "site",
    "subsidy_window",
    "version",
]
__version__ = version()
