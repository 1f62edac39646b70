"""Writes small files as seeds for the targets: python3 seeds.py, into corpus.

Of `bank_return`: the default layout in both encodings. Of `geojson` and `proof`: those of golden cases. Of `jsonl` and
`checkpoint`: a ledger, if the wheel is installed where this runs. Of `osm_pbf`:

Three granularities, dense and plain nodes, with zlib and without: a fuzzer does not find its way into compressed blocks,
so those without are the ones that it changes. The layout is that of the OpenStreetMap wiki, 'PBF Format'.
"""

import json
import struct
import zlib
from itertools import product
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent.parent / "fixtures"

TEXTS = [b"", b"highway", b"residential", b"oneway", b"yes", b"barrier", b"gate", b"maxspeed", b"30", b"access", b"no",
         b"bicycle", b"foot", b"steps", b"footway"]  # fmt: skip
NODES = [1, 2, 3, 4, 5]
# (id, nodes, keys, values); the last names a node that is not there.
WAYS = [(10, [1, 2, 3], [1, 3], [2, 4]), (11, [3, 4, 5], [1, 7], [2, 8]), (12, [5, 1], [1, 12, 9], [13, 4, 10]),
        (13, [1, 5, 99], [1], [14])]  # fmt: skip


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def zigzag(number: int) -> int:
    return number << 1 ^ number >> 63


def field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def packed(numbers: list[int]) -> bytes:
    return b"".join(map(varint, numbers))


def deltas(numbers: list[int]) -> bytes:
    return packed([zigzag(number - before) for before, number in zip([0, *numbers], numbers)])


def blob(kind: bytes, message: bytes, compressed: bool) -> bytes:
    body = field(2, len(message)) + field(3, zlib.compress(message)) if compressed else field(1, message)
    head = field(1, kind) + field(3, len(body))
    return struct.pack(">I", len(head)) + head + body


def block(dense: bool, granularity: int) -> bytes:
    lats = [366_000_000 + node * 1_000 for node in NODES]
    lons = [1_170_000_000 + node * 2_000 for node in NODES]
    if dense:
        gates = packed([0, 0, 5, 6, 0, 0, 0, 0])
        nodes = field(2, field(1, deltas(NODES)) + field(8, deltas(lats)) + field(9, deltas(lons)) + field(10, gates))
    else:
        at = zip(NODES, lats, lons)
        tags = field(2, packed([5])) + field(3, packed([6]))
        nodes = b"".join(field(1, field(1, zigzag(node)) + field(8, zigzag(lat)) + field(9, zigzag(lon)) + tags) for node, lat, lon in at)
    ways = b"".join(
        field(3, field(1, way) + field(2, packed(keys)) + field(3, packed(values)) + field(8, deltas(nodes_of_way)))
        for way, nodes_of_way, keys, values in WAYS
    )
    texts = field(1, b"".join(field(1, text) for text in TEXTS))
    return texts + field(2, nodes) + field(2, ways) + field(17, granularity) + field(19, 0) + field(20, 0)


def folder(target: str) -> Path:
    corpus = Path(__file__).parent / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    return corpus


def golden(name: str) -> Any:
    return json.loads((FIXTURES / "golden" / f"{name}.json").read_text(encoding="utf-8"))["request"]


def geojson() -> None:
    lines = golden("travel_times_geojson")["network"]["geojson"]
    (folder("geojson") / "lines.json").write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")


def proof() -> None:
    corpus = folder("proof")
    for name in ("verify_inclusion", "verify_inclusion_sm3", "verify_consistency", "verify_consistency_sm3"):
        (corpus / f"{name}.json").write_text(json.dumps(list(golden(name).values())), encoding="utf-8")


def ledger() -> None:
    try:
        import doorstep
    except ImportError:
        print("no doorstep to import: no seeds of jsonl and checkpoint")
        return
    story = json.loads((FIXTURES / "voucher" / "story.json").read_text(encoding="utf-8"))
    for kind in ("sha256", "sm3"):
        told = doorstep.Ledger.open(f"memory:?hash={kind}", secret_key=bytes([7] * 32))
        for line in story["commands"]:
            told.submit(line["command"], line["now"])
        (folder("jsonl") / f"{kind}.jsonl").write_text(told.to_jsonl(), encoding="utf-8")
        (folder("jsonl") / f"{kind}.ledger").write_bytes(told.to_bytes())
        signed = told.checkpoint("fuzz.example", bytes([7] * 32), story["commands"][-1]["now"])
        (folder("checkpoint") / f"{kind}.txt").write_text(signed["text"], encoding="utf-8")
    key = doorstep.checkpoint_public_key("fuzz.example", bytes([7] * 32))
    (folder("checkpoint") / "key.txt").write_text(key, encoding="utf-8")


def bank_return() -> None:
    corpus = folder("bank_return")
    text = '支付指令号,状态,金额,收款人代号,失败原因\np-1,成功,800.00,h-1,\np-2,失败,,,"户名, 不符"\np-3/holder,退汇,1,,\n合计,3,801.00,,\n'
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (corpus / f"{encoding}.csv").write_bytes(text.encode(encoding))
        (corpus / f"{encoding}-crlf.csv").write_bytes(text.replace("\n", "\r\n").encode(encoding))


def main() -> None:
    bank_return()
    geojson()
    proof()
    ledger()
    corpus = folder("osm_pbf")
    head = field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes")
    for dense, granularity, compressed in product([True, False], [100, 1, 10_000], [False, True]):
        name = f"{'dense' if dense else 'plain'}-{granularity}{'-zlib' if compressed else ''}.osm.pbf"
        content = blob(b"OSMHeader", head, compressed) + blob(b"OSMData", block(dense, granularity), compressed)
        (corpus / name).write_bytes(content)


if __name__ == "__main__":
    main()
