"""Long calls let the interpreter go, tell how far they are, and can be stopped."""

import _thread
import builtins
import random
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import doorstep
import pytest

TITLES = ["保安", "电工", "焊工", "保洁", "收银", "客服", "快递", "厨师"]


@pytest.fixture(scope="module")
def matcher() -> doorstep.Matcher:
    draw = random.Random(5)
    posts = [
        {"id": i, "title": draw.choice(TITLES) + draw.choice("甲乙丙丁"), "lon": draw.uniform(117, 118), "lat": draw.uniform(36, 37)}
        for i in range(2_000)
    ]
    return doorstep.Matcher(posts)


def people(count: int) -> list[dict[str, Any]]:
    draw = random.Random(6)
    return [{"id": i, "titles": [draw.choice(TITLES)], "lon": draw.uniform(117, 118), "lat": 36.5} for i in range(count)]


def test_progress_counts_up_to_the_total(matcher: doorstep.Matcher) -> None:
    calls: list[tuple[int, int]] = []
    found = matcher.recommend(people(300), k=1, progress=lambda done, total: calls.append((done, total)))
    assert len(found) == 300
    assert calls[0] == (0, 300) and calls[-1] == (300, 300)
    assert calls == sorted(calls) and len(set(calls)) == len(calls)
    calls.clear()
    matcher.recommend([], progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 0)]


def test_a_bar_is_shown(matcher: doorstep.Matcher, capsys: pytest.CaptureFixture[str]) -> None:
    matcher.recommend(people(3), progress=True)
    assert "3/3" in capsys.readouterr().err
    matcher.recommend(people(3), progress=False)
    assert capsys.readouterr().err == ""


def test_without_tqdm_one_is_told(matcher: doorstep.Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("tqdm"):
            raise ImportError(name)
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.warns(doorstep.DoorstepWarning, match="tqdm"):
        assert len(matcher.recommend(people(2), k=1, progress=True)) == 2


def test_an_exception_of_the_callable_stops_the_work(matcher: doorstep.Matcher) -> None:
    seen = 0

    def stop(done: int, total: int) -> None:
        nonlocal seen
        seen = done
        if done:
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        matcher.recommend(people(20_000), progress=stop)
    assert 0 < seen < 20_000


def test_ctrl_c_stops_the_work(matcher: doorstep.Matcher) -> None:
    seen = 0

    def press(done: int, total: int) -> None:
        nonlocal seen
        seen = done
        if done:
            _thread.interrupt_main()

    # A process in the background is started with the signal ignored, and Python then leaves it so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            matcher.recommend(people(20_000), progress=press)
    finally:
        signal.signal(signal.SIGINT, before)
    assert 0 < seen < 20_000


def test_ctrl_c_stops_batches(matcher: doorstep.Matcher) -> None:
    given = 0

    def press() -> Iterator[dict[str, Any]]:
        nonlocal given
        for given, person in enumerate(people(20_000), 1):
            if given == 150:
                _thread.interrupt_main()
            yield person

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        batches = matcher.recommend_batches(press(), k=1, batch_size=100)
        assert len(next(batches)) == 100
        with pytest.raises(KeyboardInterrupt):
            list(batches)
    finally:
        signal.signal(signal.SIGINT, before)
    assert given == 150
    assert list(batches) == []


def test_the_interpreter_is_let_go(matcher: doorstep.Matcher) -> None:
    stop, turns = threading.Event(), 0

    def spin() -> None:
        nonlocal turns
        while not stop.wait(0.001):
            turns += 1

    other = threading.Thread(target=spin)
    other.start()
    matcher.recommend(people(400))
    stop.set()
    other.join()
    # A call that kept the interpreter to itself would leave the other thread its first turn at most.
    assert turns > 2


def test_sixteen_threads_share_a_matcher(matcher: doorstep.Matcher) -> None:
    seekers = people(20)
    expected = matcher.recommend(seekers).to_pylist()
    with ThreadPoolExecutor(16) as pool:
        found = pool.map(lambda _: matcher.recommend(seekers).to_pylist(), range(16))
    assert all(rows == expected for rows in found)
