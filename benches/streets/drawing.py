"""Maps as SVG: lines, areas and places in degrees, over a box."""

import html
import math

import numpy as np


class Map:
    """A map of a box (west, south, east, north), so many pixels wide; north is up, and metres are as long both ways."""

    def __init__(self, box, wide=560, at=(0, 0)):
        self.west, self.south, self.east, self.north = box
        self.wide, self.at = wide, at
        self.scale = wide / (self.east - self.west)
        self.stretch = 1 / math.cos(math.radians((self.south + self.north) / 2))
        self.high = (self.north - self.south) * self.scale * self.stretch
        self.parts = []

    def pixels(self, points):
        points = np.asarray(points, float).reshape(-1, 2)
        return np.column_stack([(points[:, 0] - self.west) * self.scale, (self.north - points[:, 1]) * self.scale * self.stretch])

    def path(self, points, closed=False):
        """Steps from point to point, in tenths of a pixel; what is no step is left out."""
        whole = np.round(self.pixels(points) * 10).astype(int)
        whole = whole[np.r_[True, (np.diff(whole, axis=0) != 0).any(axis=1)]]
        if len(whole) < 2:
            return ""
        number = lambda tenths: f"{tenths / 10:g}"
        steps = [f"{number(x)} {number(y)}" for x, y in np.diff(whole, axis=0)]
        return f"M{number(whole[0, 0])} {number(whole[0, 1])}l" + " ".join(steps) + ("z" if closed else "")

    def near(self, points):
        """Whether some of a line is in the box or close."""
        x, y = self.pixels(points).T
        return x.max() >= -20 and x.min() <= self.wide + 20 and y.max() >= -20 and y.min() <= self.high + 20

    def lines(self, lines, style):
        self.parts.append(f'<path fill="none" d="{"".join(self.path(line) for line in lines if self.near(line))}" {style}/>')

    def area(self, geometry, style):
        """A shapely polygon or several, with holes."""
        rings = [ring for part in getattr(geometry, "geoms", [geometry]) for ring in (part.exterior, *part.interiors)]
        path = "".join(self.path(ring.coords, closed=True) for ring in rings)
        self.parts.append(f'<path fill-rule="evenodd" d="{path}" {style}/>')

    def dots(self, points, radius, style):
        for x, y in self.pixels(points):
            if 0 <= x <= self.wide and 0 <= y <= self.high:
                self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {style}/>')

    def text(self, x, y, words, style=""):
        """Words at a pixel, with a white edge."""
        halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {halo} {style}>{html.escape(words)}</text>')

    def label(self, place, words, style="", by=(8, -6)):
        x, y = self.pixels([place])[0]
        self.text(x + by[0], y + by[1], words, style)

    def bar(self, metres):
        """A bar so long, at the bottom right."""
        wide = metres / 111_195 * self.scale * self.stretch
        x, y = self.wide - wide - 12, self.high - 14
        self.parts.append(f'<path d="M{x:.1f} {y:.1f}h{wide:.1f}" stroke="#222" stroke-width="3"/>')
        self.text(x, y - 6, f"{metres} m", 'fill="#222"')

    def drawn(self):
        """The group of this map, clipped to its box."""
        name = f"box{self.at[0]}-{self.at[1]}"
        box = f'width="{self.wide}" height="{self.high:.0f}"'
        return "\n".join([
            f'<g transform="translate({self.at[0]},{self.at[1]})"><clipPath id="{name}"><rect {box}/></clipPath>',
            f'<g clip-path="url(#{name})"><rect {box} fill="#fff"/>', *self.parts, f'</g><rect {box} fill="none" stroke="#999"/></g>',
        ])


def picture(maps, wide, high, texts=()):
    """Maps and texts (x, y, words) as one SVG."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" font-family="sans-serif" font-size="13">'
    words = [f'<text x="{x:.0f}" y="{y:.0f}" fill="#222">{html.escape(text)}</text>' for x, y, text in texts]
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *(one.drawn() for one in maps), *words, "</svg>"]) + "\n"
