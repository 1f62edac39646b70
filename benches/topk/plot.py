"""Lines over two axes by powers of ten, as SVG."""

import math

COLOURS = ["#4c6ef5", "#f08c00", "#e8590c", "#2b8a3e", "#087f5b", "#862e9c", "#c2255c"]
WIDE, HIGH = 570, 330
LEFT, RIGHT, TOP, BOTTOM = 66, 160, 44, 46


def svg(panels, columns=1):
    """A picture of panels, so many beside each other."""
    rows = -(-len(panels) // columns)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE * columns} {HIGH * rows}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDE * columns}" height="{HIGH * rows}" fill="white"/>']
    for place, panel in enumerate(panels):
        parts.append(f'<g transform="translate({WIDE * (place % columns)},{HIGH * (place // columns)})">')
        parts += [*panel, "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def ticks(values):
    """Marks at 1, 2 and 5 times powers of ten that enclose all values; at powers alone if there are many.

    They span a decade at least: what hardly changes is to look so.
    """
    high = max(values)
    low = min([*values, high / 10])
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    few = math.log10(high / low) <= 2.2
    marks = [step * 10.0**power for power in powers for step in ((1, 2, 5) if few else (1,))]
    begin = max((mark for mark in marks if mark <= low * 1.001), default=marks[0])
    end = min((mark for mark in marks if mark >= high * 0.999 and mark > begin), default=begin * 10)
    return [mark for mark in marks if begin <= mark <= end] + ([end] if end not in marks else [])


def short(number):
    """20000 as 20k."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def panel(title, x_title, y_title, lines):
    """One pair of axes. `lines` has points (x, y) by name; the name stands at the end of the line."""
    lines = {name: sorted(points) for name, points in lines.items() if points}
    x_marks = ticks([max(x, 1) for points in lines.values() for x, _ in points] or [1, 10])
    y_marks = ticks([max(y, 1e-4) for points in lines.values() for _, y in points] or [1, 10])
    part = lambda value, marks: math.log(value / marks[0]) / math.log(marks[-1] / marks[0])
    at_x = lambda x: LEFT + part(max(x, 1), x_marks) * (WIDE - LEFT - RIGHT)
    at_y = lambda y: HIGH - BOTTOM - part(max(y, 1e-4), y_marks) * (HIGH - TOP - BOTTOM)
    text = lambda x, y, words, more="": f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'
    parts = [text(LEFT, 18, title, 'font-weight="bold"'), text(LEFT, 35, y_title, 'fill="#555"'),
             text((LEFT + WIDE - RIGHT) / 2, HIGH - 10, x_title, 'text-anchor="middle" fill="#555"')]
    for mark in x_marks:
        x = at_x(mark)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HIGH - BOTTOM}" stroke="#ddd"/>')
        parts.append(text(x, HIGH - BOTTOM + 16, short(mark), 'text-anchor="middle"'))
    for mark in y_marks:
        y = at_y(mark)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDE - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, y + 4, short(mark), 'text-anchor="end"'))
    labels = []
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in points]
        labels.append((at_y(points[-1][1]), name, colour))
    # Names that would cover each other move down, and all of them up again where they would leave the panel.
    below, set_apart = -math.inf, []
    for y, name, colour in sorted(labels):
        below = max(y, below + 15)
        set_apart.append((below, name, colour))
    over = max(0.0, below - (HIGH - BOTTOM))
    parts += [text(WIDE - RIGHT + 10, y - over + 4, name, f'fill="{colour}"') for y, name, colour in set_apart]
    return parts
