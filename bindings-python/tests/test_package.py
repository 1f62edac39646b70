"""The wheel as it is installed."""

import importlib.metadata
import sysconfig
from pathlib import Path

import doorstep


def test_what_is_tested_is_the_installed_wheel() -> None:
    package = Path(doorstep.__file__).parent
    assert package.parent == Path(sysconfig.get_path("platlib"))
    assert (package / "py.typed").is_file()
    assert (package / "_doorstep.pyi").is_file()


def test_one_version() -> None:
    assert doorstep.version() == doorstep.__version__ == importlib.metadata.version("doorstep")


def test_everything_named_is_there() -> None:
    assert all(hasattr(doorstep, name) for name in doorstep.__all__)
