"""Seconds, processor seconds and peak memory of the process that asks."""

import os
import resource
import statistics
import time


def cpu_s():
    """Processor seconds of this process, all its threads, so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_mib():
    """The most memory that this process has held.

    Linux's own figure where there is one: that of `getrusage` may be the parent's, from before the program was loaded.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Wall and processor seconds of named stages."""

    def __init__(self):
        self.stages = {}

    def stage(self, name, work):
        """Does the work once and notes what it took."""
        cpu, wall = cpu_s(), time.perf_counter()
        result = work()
        self.stages[name] = (time.perf_counter() - wall, cpu_s() - cpu)
        return result

    def total(self):
        """Wall and processor seconds of all stages."""
        return tuple(sum(column) for column in zip(*self.stages.values())) or (0.0, 0.0)


def repeat(work, runs, budget_s):
    """Does the work up to `runs` times while that stays within the budget, once at least.

    The answer: the median, least and greatest wall seconds, the median processor seconds, the number of runs, and the
    last result.
    """
    walls, cpus, result = [], [], None
    while len(walls) < runs and (not walls or sum(walls) + walls[-1] < budget_s):
        result = None  # two results at a time would count twice in the memory
        cpu, wall = cpu_s(), time.perf_counter()
        result = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(cpu_s() - cpu)
    times = {
        "wall": statistics.median(walls),
        "wall_min": min(walls),
        "wall_max": max(walls),
        "cpu": statistics.median(cpus),
        "runs": len(walls),
    }
    return times, result


def load():
    """How busy the machine is, as the number of tasks that want a core."""
    return os.getloadavg()[0]
