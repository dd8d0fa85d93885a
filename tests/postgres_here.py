"""A PostgreSQL server for tests: the one that FAIRSERVICE_TEST_POSTGRES names, or a private one.

A private server is made in a temporary folder, listens on a socket there and on no port, and ends with this process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

NAMED = "FAIRSERVICE_TEST_POSTGRES"


def postgres_url() -> str:
    """The URL of a database that tests may fill. Skips the test where there is none, and says what is missing."""
    found, why = _server()
    if found is None:
        pytest.skip(f"needs PostgreSQL, {why}")
    return found


@cache
def _server() -> tuple[str | None, str]:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return None, "and psycopg to talk to it: pip install 'fairservice[postgres]'"
    if named := os.environ.get(NAMED):
        return named, ""
    programs = _programs()
    if programs is None:
        return None, f"which is not installed (on Debian: postgresql), nor does {NAMED} name a server"
    try:
        return _started(programs), ""
    except subprocess.CalledProcessError as error:
        return None, f"which does not start: {error.stderr or error.stdout}"


def _programs() -> Path | None:
    """The folder of the newest server that is installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("pg_ctl") else None


def _started(programs: Path) -> str:
    home = Path(tempfile.mkdtemp(prefix="fairservice-pg-"))  # short: a socket's path may have 107 characters
    user: dict[str, object] = {}
    if hasattr(os, "getuid") and os.getuid() == 0:  # it does not run as root
        import pwd

        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            account = pwd.getpwnam("nobody")
        os.chown(home, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
    data = home / "data"

    def run(*command: str | Path) -> None:
        # What goes on running must not hold the pipes of this process open: its words go to a file.
        with (home / "said").open("w+", encoding="utf-8") as said:
            ended = subprocess.run(
                list(map(str, command)),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                **user,
            )  # type: ignore[call-overload]
            if ended.returncode:
                said.seek(0)
                raise subprocess.CalledProcessError(ended.returncode, list(map(str, command)), said.read())

    run(programs / "initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = f"-c listen_addresses= -c unix_socket_directories={home} -c max_connections=60 -c shared_buffers=32MB"
    run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", home / "log", "-o", settings, "start")
    owner = os.getpid()

    def stop() -> None:
        if os.getpid() == owner:
            subprocess.run(
                [str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                **user,
            )  # type: ignore[call-overload]
            shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)
    return f"postgresql://desk@/postgres?host={home}"


if __name__ == "__main__":  # what a person can try things on, until Enter
    print(postgres_url())
    sys.stdin.readline()
