"""The examples in the documentation run."""

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import doorstep
import pytest

README = Path(__file__).parents[1] / "README.md"


def documented() -> Iterator[tuple[str, str]]:
    yield "doorstep", doorstep.__doc__ or ""
    for name in doorstep.__all__:
        thing = getattr(doorstep, name)
        yield name, thing.__doc__ or ""
        if inspect.isclass(thing) and not issubclass(thing, BaseException):
            for member, value in vars(thing).items():
                if not member.startswith("_"):
                    yield f"{name}.{member}", value.__doc__ or ""


@pytest.mark.parametrize(("name", "doc"), list(documented()), ids=[name for name, _ in documented()])
def test_is_documented_and_its_examples_run(name: str, doc: str) -> None:
    assert doc.strip(), f"{name} says nothing"
    test = doctest.DocTestParser().get_doctest(doc, {"doorstep": doorstep}, name, None, 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_enough_examples_are_there() -> None:
    assert sum(doc.count(">>> ") for _, doc in documented()) >= 20


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 2
    names: dict[str, object] = {}
    for code, expected in blocks:
        exec(code, names)
        assert capsys.readouterr().out == expected
