"""A matcher in a file."""

import os
import pathlib

import doorstep
import pytest

POSTS = [{"id": "a", "title": "保安"}, {"id": "b", "title": "电工"}]
PEOPLE = [{"id": "s1", "titles": ["保安"]}, {"id": "s2"}]


def test_saved_and_loaded(tmp_path: pathlib.Path) -> None:
    matcher = doorstep.Matcher(POSTS, today="2026-11-25")
    file = tmp_path / "posts.doorstep"
    matcher.save(file)
    assert file.read_bytes() == matcher.to_bytes()
    for path in (file, str(file)):
        loaded = doorstep.Matcher.load(path, threads=1)
        assert loaded.recommend(PEOPLE).to_pylist() == matcher.recommend(PEOPLE).to_pylist()
        assert loaded.provenance == matcher.provenance
        assert len(loaded.rejects) == 0


def test_a_file_is_replaced_as_a_whole(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "posts.doorstep"
    file.write_bytes(b"old")
    with file.open("rb") as opened:
        doorstep.Matcher(POSTS).save(file)
        assert opened.read() == b"old"
    assert len(doorstep.Matcher.load(file)) == 2
    # What a process left that ended in the middle is in nobody's way.
    left = file.with_name(f"{file.name}.{os.getpid()}-0.part")
    left.write_bytes(b"half")
    doorstep.Matcher(POSTS).save(file)
    assert left.read_bytes() == b"half"
    left.unlink()
    monkeypatch.chdir(tmp_path)
    doorstep.Matcher(POSTS[:1]).save("posts.doorstep")
    assert len(doorstep.Matcher.load("posts.doorstep")) == 1
    # Nothing else is left in the folder.
    assert [path.name for path in tmp_path.iterdir()] == ["posts.doorstep"]


def test_what_cannot_be_written_or_read(tmp_path: pathlib.Path) -> None:
    matcher = doorstep.Matcher(POSTS)
    with pytest.raises(FileNotFoundError) as missing:
        doorstep.Matcher.load(tmp_path / "none")
    assert missing.value.filename == str(tmp_path / "none")
    with pytest.raises(FileNotFoundError) as missing:
        matcher.save(tmp_path / "no" / "folder")
    assert missing.value.filename == str(tmp_path / "no" / "folder")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        matcher.save(tmp_path / "folder")
    with pytest.raises(OSError):
        matcher.save("")
    assert os.listdir(tmp_path) == ["folder"]
    (tmp_path / "file").write_bytes(matcher.to_bytes()[:-1])
    with pytest.raises(doorstep.MatchingError) as refused:
        doorstep.Matcher.load(tmp_path / "file")
    assert refused.value.code == "matching.saved_damaged"
    own = doorstep.Lexicon.from_json({"skills": [{"id": "dragon", "zh": "舞龙", "words": ["舞龙头"]}]})
    matcher = doorstep.Matcher(POSTS, lexicon=own)
    matcher.save(tmp_path / "file")
    with pytest.raises(doorstep.MatchingError) as refused:
        doorstep.Matcher.load(tmp_path / "file")
    assert refused.value.code == "matching.saved_lexicon"
    assert len(doorstep.Matcher.load(tmp_path / "file", lexicon=own)) == 2
