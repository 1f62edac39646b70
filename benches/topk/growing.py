"""Tables and pictures of what a binary measured at growing sizes; needs nothing but Python itself."""

import pathlib
import sys


def read(path):
    """A row by name for each size: numbers, and texts where they are none."""
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(heading.split("\t"), map(value, line.split("\t")), strict=True)) for line in lines]


def value(text):
    try:
        return float(text)
    except ValueError:
        return text


def table(rows, columns):
    """Columns are heading, name of the figure or function of the row, and how it is written: a format, or `str` for texts."""
    cells = [[name for name, _, _ in columns], ["---" if form is str else "---:" for _, _, form in columns]]
    for row in rows:
        values = [(row[of] if isinstance(of, str) else of(row), form) for _, of, form in columns]
        cells.append([form(value) if callable(form) else form.format(value) for value, form in values])
    return "\n".join("| " + " | ".join(line) + " |" for line in cells) + "\n"


def report(name, columns, picture):
    """Of `NAME.tsv` in the folder that the caller of the script named: `NAME.md`, which is printed, and `NAME.svg`."""
    folder = pathlib.Path(sys.argv[1])
    rows = read(folder / f"{name}.tsv")
    text = table(rows, columns)
    print(text)
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / f"{name}.svg").write_text(picture(rows), encoding="utf-8")
