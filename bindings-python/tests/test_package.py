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


def test_names_no_path_of_the_machine_that_built_it() -> None:
    binary = Path(doorstep._doorstep.__file__).read_bytes()
    assert b"src/" in binary, "panics name source files"
    for start in (b"/home/", b"/root/", b"/Users/", bytes(Path.home())):
        assert start not in binary
