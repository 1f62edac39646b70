"""Towns as `siting` reads and writes them, and doorstep's answers to them."""

import subprocess
from pathlib import Path

import numpy as np

#: Who is out of reach, in a full table.
FAR = 2**32 - 1


class Town:
    """People by demand point, and of all pairs within reach the demand point, the candidate and the cost."""

    def __init__(self, people, candidates, demand, candidate, cost):
        self.people, self.candidates = np.asarray(people, np.int64), candidates
        self.demand, self.candidate, self.cost = (np.asarray(column, np.int64) for column in (demand, candidate, cost))

    @classmethod
    def full(cls, people, table):
        demand, candidate = np.nonzero(table < FAR)
        return cls(people, table.shape[1], demand, candidate, table[demand, candidate])

    @classmethod
    def read(cls, path):
        numbers = np.fromfile(path, "<u4")
        demands, candidates, pairs = map(int, numbers[:3])
        people, columns = np.split(numbers[3:], [demands])
        return cls(people, candidates, *columns.reshape(3, pairs))

    def write(self, path):
        head = [len(self.people), self.candidates, len(self.cost)]
        np.concatenate([head, self.people, self.demand, self.candidate, self.cost]).astype("<u4").tofile(path)

    def table(self):
        """All costs, a row for each demand point."""
        table = np.full((len(self.people), self.candidates), FAR, np.int64)
        table[self.demand, self.candidate] = self.cost
        return table

    def objective(self, model, chosen, reach):
        """What chosen sites come to, counted anew from whole numbers; none if that is no plan."""
        is_chosen = np.isin(self.candidate, chosen)
        nearest = np.full(len(self.people), FAR, np.int64)
        np.minimum.at(nearest, self.demand[is_chosen], self.cost[is_chosen])
        served = nearest <= (reach or FAR - 1)
        if model == "mclp":
            return int(self.people[served].sum())
        if not served[self.people > 0].all():
            return None
        if model == "lscp":
            return len(chosen)
        if model == "p-median":
            return int((self.people * np.where(served, nearest, 0)).sum())
        return int(nearest[self.people > 0].max())


def ask(binary, path, model, **options):
    """doorstep's answer as a dictionary; options of none are left out."""
    given = [f"{name.replace('_', '-')}={value}" for name, value in options.items() if value is not None]
    done = subprocess.run([binary, "solve", str(Path(path)), model, *given], check=True, capture_output=True, text=True)
    answer = dict(line.split("\t") for line in done.stdout.splitlines())
    chosen = [int(site) for site in answer.pop("chosen", "").split()]
    return {name: float(value) if "." in value else int(value) for name, value in answer.items()} | {"chosen": chosen}
