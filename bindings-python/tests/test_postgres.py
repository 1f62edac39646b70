"""A ledger in PostgreSQL: a server of the test's own where its programs are found."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import doorstep
import pytest

STORY = json.loads(
    (Path(__file__).parents[2] / "fixtures/golden/ledger_story.json").read_text(encoding="utf-8")
)


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: Debian's latest, or one of the search path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name), reverse=True)
    found = shutil.which("initdb")
    return next(iter(debian), Path(found).parent if found else None)


@pytest.fixture
def server() -> Iterator[str]:
    """The url of a database on a server that ends with the test."""
    bin = programs()
    if bin is None:
        assert "CI" not in os.environ, "no PostgreSQL"
        pytest.skip("no PostgreSQL (initdb) here")
    folder = tempfile.mkdtemp(prefix="pg")
    # PostgreSQL refuses to run as root.
    user = None
    if os.getuid() == 0:
        user = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = f"{folder}/data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)

    run(f"{bin}/initdb", "-N", "-A", "trust", "-U", "doorstep", "-E", "UTF8", "--locale=C", "-D", data)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    run(f"{bin}/pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-t", "120", "-o", options, "start")
    try:
        yield f"postgresql://doorstep@/postgres?host={folder}"
    finally:
        run(f"{bin}/pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_services_share_a_ledger_in_a_database(server: str) -> None:
    ledger = doorstep.Ledger.open(f"{server}&schema=vouchers")
    other = doorstep.Ledger.open(f"{server}&schema=vouchers")
    for number, step in enumerate(STORY["request"]["commands"]):
        (ledger if number % 2 else other).submit(step["command"], step["now"])
    ledger.refresh()
    told = json.loads(STORY["answer_text"])
    assert ledger.verify()["hash"] == told["head"]["hash"]
    reader = doorstep.Ledger.open(f"{server}&schema=vouchers&mode=ro")
    assert reader.budgets() == told["budgets"]
    first = STORY["request"]["commands"][0]
    assert other.submit(first["command"], first["now"])["outcome"] == "replayed"
    with pytest.raises(doorstep.VoucherError) as refused:
        reader.submit({**first["command"], "id": "later"}, first["now"])
    assert refused.value.code == "ledger.read_only"


def test_what_cannot_be_trusted_is_not_spoken_to() -> None:
    for url, code in [
        ("postgresql://u:geheim@10.0.0.7/db", "ledger.store_unsafe"),
        ("postgresql://u:geheim@localhost/db?schema=Bad", "ledger.store_scheme"),
        ("postgresql://u:geheim@/db?host=/no/such/folder", "ledger.io"),
    ]:
        with pytest.raises(doorstep.VoucherError) as refused:
            doorstep.Ledger.open(url)
        assert refused.value.code == code
        assert "geheim" not in str(refused.value)
