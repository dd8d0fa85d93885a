"""What a ledger cannot be is told in one line, with the way out; never by the words of a database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fairservice.errors import LedgerError, MissingPart
from fairservice.storage import on_sqlite
from fairservice.storage.places import place_of
from fairservice.storage.sql_ledger import migrate, open_ledger
from ledger_samples import decision, moment
from unit.storage.conftest import KEY_CHECK


def refused(url: str, desk: str = "shop", key: bytes = KEY_CHECK) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url, desk, key)
    assert "\n" not in str(caught.value)
    assert "Error" not in str(caught.value) and "sqlalche" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("url", "help"),
    [
        ("desk.db", "did you mean `sqlite:///desk.db`?"),
        ("sqlite://desk.db", "did you mean `sqlite:///desk.db`?"),
        ("sqlite:desk.db", "did you mean `sqlite:///desk.db`?"),
        ("", "it is `sqlite:///FILE` or `postgresql://USER@HOST/NAME`"),
        ("mysql://root:secret@host/desk", "it is `sqlite:///FILE` or `postgresql://USER@HOST/NAME`"),
        ("sqlite:///", "a ledger outlives the program: write `sqlite:///desk.db`"),
        ("sqlite:///:memory:", "a ledger outlives the program: write `sqlite:///desk.db`"),
        ("sqlite:///desk.db?mode=ro", "leave out what follows `?`"),
    ],
)
def test_a_url_that_is_none_is_told(url: str, help: str) -> None:
    """With the form that was meant, and without its password."""
    error = refused(url)
    assert error.help == help
    assert "secret" not in str(error)


def test_passwords_are_never_shown() -> None:
    """Neither the one before the host nor one among the options."""
    shown = place_of("postgresql://eva:s3cret@host/desk?password=s3cret&x=1").shown
    assert shown == "postgresql://eva:…@host/desk?password=…&x=1"
    assert place_of("postgres://eva@host/desk").shown == "postgresql://eva@host/desk"


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    """Text, another program's database, a folder, a folder that is not there: nothing of them is changed."""
    text = tmp_path / "text.db"
    text.write_text("not a database at all, but long enough to be taken for one\n" * 30)
    assert "no SQLite database" in str(refused(f"sqlite:///{text}"))
    assert text.read_text().startswith("not a database")
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE customers (name)")
    connection.close()
    assert "another program" in str(refused(f"sqlite:///{other}"))
    with pytest.raises(LedgerError, match="another program"):
        migrate(f"sqlite:///{other}")
    assert "cannot be opened" in str(refused(f"sqlite:///{tmp_path}"))
    assert "cannot be opened" in str(refused(f"sqlite:///{tmp_path / 'nowhere' / 'desk.db'}"))
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes on Windows")
def test_a_new_ledger_is_nobody_elses_business(sqlite_url: str, tmp_path: Path) -> None:
    """The world cannot read it, nor its log."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with ledger.writing() as writing:
        writing.append(decision(), moment(1))
    for each in tmp_path.glob("desk.db*"):
        assert each.stat().st_mode & 0o007 == 0, each
    ledger.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes on Windows")
def test_a_ledger_that_may_not_be_written_is_told(sqlite_url: str, tmp_path: Path) -> None:
    """To whoever may not."""
    open_ledger(sqlite_url, "shop", KEY_CHECK).close()
    code = (
        "import os, sys\n"
        "from fairservice.errors import LedgerError\n"
        "from fairservice.storage.sql_ledger import open_ledger\n"
        "import fairservice.storage.on_sqlite\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: open_ledger(sys.argv[1], 'shop', b'a check of the key')\n"
        "except LedgerError as error: print(error, '|', error.help)\n"
    )
    (tmp_path / "desk.db").chmod(0o444)
    tmp_path.chmod(0o555)
    reachable = [tmp_path, *tmp_path.parents][:-2]
    before = {each: each.stat().st_mode for each in reachable}
    try:
        for each in reachable[1:]:
            if os.getuid() == 0:
                each.chmod(0o755)
        ended = subprocess.run(
            [sys.executable, "-c", code, sqlite_url],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    finally:
        for each, mode in before.items():
            each.chmod(mode)
        tmp_path.chmod(0o755)
    assert ended.returncode == 0, ended.stderr
    assert "cannot be opened" in ended.stdout or "cannot be written to" in ended.stdout, ended.stdout


def test_a_ledger_that_is_held_is_told_who_may_hold_it(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, not for ever."""
    monkeypatch.setattr(on_sqlite, "PATIENCE", 0.1)
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    other = sqlite3.connect(ledger.place.path, isolation_level=None)  # type: ignore[attr-defined]
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="was locked for more than") as caught, ledger.writing():
        pass
    assert caught.value.help is not None and "backup tool" in caught.value.help
    other.execute("ROLLBACK")
    with ledger.writing() as writing:
        writing.append(decision(), moment(1))
    other.close()
    ledger.close()


def test_a_full_disk_is_told(sqlite_url: str) -> None:
    """Nothing of the block is written, and the ledger goes on once there is room."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with pytest.raises(LedgerError, match="is full, so nothing was written"), ledger.writing() as writing:
        pages = writing._connection.execute("PRAGMA page_count").fetchone()[0]
        writing._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        for number in range(20):
            writing.append(decision(f"T-{number}", facts={"note": "x" * 4000}), moment(number))
    with ledger.writing() as writing:
        writing._connection.execute("PRAGMA max_page_count = 1000000")
        assert writing.append(decision(), moment(1)).number == 1
    ledger.close()


def test_a_damaged_file_is_told(sqlite_url: str, tmp_path: Path) -> None:
    """Where SQLite itself cannot follow it any more."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with ledger.writing() as writing:
        for number in range(50):
            writing.append(decision(f"T-{number}", facts={"note": "x" * 2000}), moment(number))
    ledger.close()
    file = tmp_path / "desk.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x07" * (len(content) - 4096)
    file.write_bytes(bytes(content))
    assert "damaged" in str(refused(sqlite_url))


# ---- whose it is, and of which version


def test_a_ledger_is_one_desks(url: str) -> None:
    """The desk and key that begin it; another one of either is told."""
    open_ledger(url, "shop", KEY_CHECK).close()
    assert "of the desk `shop`, not of `outlet`" in str(refused(url, "outlet"))
    error = refused(url, key=b"another key")
    assert "another key" in str(error) and KEY_CHECK.hex() not in str(error)
    open_ledger(url, "shop", KEY_CHECK).close()


def test_a_ledger_in_postgresql_is_made_by_migrate(empty_postgres_url: str) -> None:
    """It is not made by a mistyped name; migrating twice does nothing the second time."""
    error = refused(empty_postgres_url)
    assert "has no tables yet" in str(error) and "fairservice ledger migrate" in str(error.help)
    assert migrate(empty_postgres_url) == (None, "0001")
    assert migrate(empty_postgres_url) == ("0001", "0001")
    open_ledger(empty_postgres_url, "shop", KEY_CHECK).close()


def test_other_versions_are_told(url: str) -> None:
    """An older one names the command that brings it up to date; a newer one is left alone."""
    opened = open_ledger(url, "shop", KEY_CHECK)
    connection = opened.place.connect()
    connection.execute("UPDATE ledger_version SET version_num = '0000'")
    error = refused(url)
    assert "of version 0000" in str(error) and "fairservice ledger migrate" in str(error.help)
    connection.execute("UPDATE ledger_version SET version_num = '9999'")
    assert "newer fairservice" in str(refused(url))
    with pytest.raises(LedgerError, match="newer fairservice"):
        migrate(url)
    connection.execute("UPDATE ledger_version SET version_num = '0001'")
    connection.execute("UPDATE ledger_meta SET value = '2' WHERE name = 'format'")
    assert "of format 2" in str(refused(url))
    connection.close()
    opened.close()


def test_many_migrate_at_once(empty_postgres_url: str) -> None:
    """One does it, the others find it done."""
    found: list[object] = []

    def work() -> None:
        try:
            found.append(migrate(empty_postgres_url))
        except BaseException as error:
            found.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(str, found)) == ["('0001', '0001')"] * 3 + ["(None, '0001')"]


# ---- servers


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://desk@127.0.0.1:1/desk", "cannot be reached"),
        ("postgresql://desk@/desk?host=/nonexistent", "cannot be reached"),
        ("postgresql://desk@no-such-host.invalid/desk", "cannot be reached"),
        ("postgresql://desk@127.0.0.1:port/desk", "has a URL that cannot be read"),
        ("postgresql://desk@127.0.0.1/desk?nonsense=1", "has a URL that cannot be read"),
    ],
)
def test_a_server_that_is_not_there_is_told(url: str, said: str) -> None:
    """By its URL, in one line."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'fairservice[postgres]'")
    assert said in str(refused(url))


def test_what_a_server_refuses_is_told(empty_postgres_url: str) -> None:
    """A database, a user that are not there; tables that one may not use."""
    import psycopg

    server, options = empty_postgres_url.split("?")
    other = server.rsplit("/", 1)[0] + "/no_such_database"
    assert "is not there" in str(refused(f"{other}?{options}"))
    migrate(empty_postgres_url)
    role = f"nobody_{os.getpid()}"
    schema = empty_postgres_url.rsplit("%3D", 1)[1]
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'right'")
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        try:
            as_other = empty_postgres_url.replace("//desk@", f"//{role}:wrong@")
            if as_other != empty_postgres_url:
                error = refused(as_other)
                assert "may not be used by this user" in str(error) and "wrong" not in str(error)
        finally:
            connection.execute(f"REVOKE ALL ON SCHEMA {schema} FROM {role}")
            connection.execute(f"DROP ROLE {role}")


def test_a_connection_that_is_cut_is_told_and_made_anew(empty_postgres_url: str) -> None:
    """The block that was cut wrote nothing; the next one goes on."""
    migrate(empty_postgres_url)
    ledger = open_ledger(empty_postgres_url, "shop", KEY_CHECK)
    with pytest.raises(LedgerError, match=r"shut down|closed|lost|terminat"), ledger.writing() as writing:
        writing.append(decision(), moment(1))
        other = ledger.place.connect()
        own = writing._connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        other.execute(f"SELECT pg_terminate_backend({own}, 5000)")
        other.close()
        writing.append(decision("T-2"), moment(2))
    with ledger.writing() as writing:
        assert writing.append(decision(), moment(1)).number == 1
    ledger.close()


def test_a_driver_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingPart) as caught:
        place_of("postgresql://desk@host/desk")
    assert caught.value.install == "pip install 'fairservice[postgres]'"


FORK = """
import os, sys
from fairservice.storage.sql_ledger import open_ledger
from ledger_samples import decision, moment

ledger = open_ledger(sys.argv[1], "shop", b"a check of the key")

def write(ticket):
    with ledger.writing() as writing:
        return writing.append(decision(ticket), moment(1)).number

assert write("T-1") == 1
with ledger.reading() as reading:  # open, and going on after the child has ended
    child = os.fork()
    if child == 0:
        status = 1
        try:
            assert write("T-2") == 2
            ledger.close()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert reading.entry(1).content()["ticket"] == "T-1"
assert write("T-3") == 3
ledger.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_fork_has_connections_of_its_own(url: str) -> None:
    """A child reads and writes, and what its parent has open stays open."""
    ended = subprocess.run(
        [sys.executable, "-c", FORK, url],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
