"""Processes that fork have threads of their own."""

import multiprocessing
from typing import Any

import doorstep
import pytest

FORKS = "fork" in multiprocessing.get_all_start_methods()
pytestmark = [
    pytest.mark.skipif(not FORKS, reason="no process forks here"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning", "ignore:.*fork.*:RuntimeWarning"),
]

PEOPLE = [{"id": f"s{number}", "titles": [title]} for number, title in enumerate(["保安", "电工", "保洁"] * 300)]
MATCHER = doorstep.Matcher([{"id": f"p{number}", "title": title} for number, title in enumerate(["保安", "电工"] * 50)], threads=2)
BATCHES = MATCHER.recommend_batches(PEOPLE, k=2, batch_size=400)


def once(number: int) -> Any:
    return MATCHER.recommend(PEOPLE[number:], k=2, details=False).to_pylist()


def rest(_: int) -> Any:
    return [row for batch in BATCHES for row in batch.to_pylist()]


def answer(work: Any, numbers: list[int]) -> list[Any]:
    """What forked processes answer. A pool of threads that are not there would never answer."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map_async(work, numbers).get(timeout=60)


def test_a_matcher_serves_forked_processes() -> None:
    expected = [once(number) for number in range(4)]
    assert answer(once, [0, 1, 2, 3]) == expected
    # Nothing has changed for the process that forked.
    assert once(0) == expected[0]


def test_batches_go_on_in_a_forked_process() -> None:
    expected = once(0)
    first = next(BATCHES).to_pylist()
    assert first + answer(rest, [0])[0] == expected
    assert first + rest(0) == expected


def grandchild(_: int) -> Any:
    here = once(0)
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: send.send(once(0)))
    child.start()
    assert receive.poll(60)
    there = receive.recv()
    child.join()
    return here == there


def test_a_forked_process_may_fork() -> None:
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: send.send(grandchild(0)))
    child.start()
    assert receive.poll(120) and receive.recv() is True
    child.join()
