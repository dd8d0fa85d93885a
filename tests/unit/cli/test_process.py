"""The real command in a real process: exit codes, streams, encodings, pipes and interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def start(*args: str | Path, **extra: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80", **extra}
    for name in ("FORCE_COLOR", "NO_COLOR"):
        if name not in extra:
            env.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-m", "fairservice", *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    )


def ran(*args: str | Path, **extra: str) -> tuple[int, bytes, bytes]:
    process = start(*args, **extra)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


USED = ("return", "--fact", "item.condition=used", "--today", "2026-06-01")


def test_exit_codes_reach_the_shell(shop: Path) -> None:
    """0 for an answer, 3 for none yet, 2 for what cannot be done; nothing on the wrong stream."""
    code, out, err = ran("dry-run", shop, *USED)
    assert (code, err) == (0, b"")
    assert out
    code, out, err = ran("dry-run", shop, "return")
    assert (code, err) == (3, b"")
    code, out, err = ran("dry-run", shop, "retrun")
    assert (code, out) == (2, b"")
    assert b"did you mean" in err


def test_colour_is_for_those_who_want_it(shop: Path) -> None:
    """No colour into a pipe, colour where it is forced, and `NO_COLOR` goes before everything."""
    assert b"\x1b[" not in ran("dry-run", shop, *USED)[1]
    assert b"\x1b[" in ran("dry-run", shop, *USED, FORCE_COLOR="1")[1]
    assert b"\x1b[" not in ran("dry-run", shop, *USED, FORCE_COLOR="1", NO_COLOR="1")[1]
    assert b"\x1b[" not in ran("dry-run", shop, "retrun", FORCE_COLOR="1", NO_COLOR="1")[2]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_no_terminal_is_too_old_for_a_card(shop: Path, encoding: str) -> None:
    """Where a character cannot be printed it is spelt out; JSON is escaped and stays exact."""
    facts = (
        "return",
        "--fact",
        "item.condition=unused",
        "--fact",
        "item.price=49.95",
        "--fact",
        "bought.day=2026-06-01",
    )
    code, out, err = ran("dry-run", shop, *facts, "--today", "2026-06-01", PYTHONIOENCODING=encoding)
    assert (code, err) == (0, b"")
    text = out.decode(encoding)
    assert "YES" in text
    assert "49.95" in text
    if encoding == "ascii":
        assert "+-----" in text
        assert "EUR49.95" in text
    code, out, _ = ran("dry-run", shop, *facts, "--today", "2026-06-01", "--format", "json", PYTHONIOENCODING=encoding)
    import json

    assert "€49.95" in json.loads(out.decode("ascii"))["say"]


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise on Windows")
def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    """`fairservice demo | head -1` ends in silence."""
    process = start("demo")
    assert process.stdout is not None and process.stderr is not None and process.stdin is not None
    with process.stderr, process.stdin:
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(timeout=60) == 141
        assert err == b""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_stopping_an_interview_is_calm(shop: Path) -> None:
    """Ctrl-C ends with one line and exit code 130; there is no traceback."""
    # A shell that runs the tests in the background has them ignore Ctrl-C, and the program would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start("ask", shop, "return")
    assert process.stdout is not None
    seen = b""
    while b"    > " not in seen:
        seen += os.read(process.stdout.fileno(), 4096)
        assert process.poll() is None
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().strip() == "Stopped. Nothing was recorded."


def test_what_cannot_be_written_is_said(shop: Path, tmp_path: Path) -> None:
    """A folder that does not exist ends in a sentence with its name, and exit code 2."""
    code, out, err = ran("bundle", shop, "-o", tmp_path / "nowhere" / "x.bundle")
    assert (code, out) == (2, b"")
    assert b"no such file or directory" in err
    assert b"Traceback" not in err


def test_a_dry_run_loads_only_what_it_needs(shop: Path) -> None:
    """The other commands, the checks and the web are not imported for one answer."""
    script = (
        "import sys\n"
        "from fairservice.cli.main import cli\n"
        "try:\n    cli.main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "print('LOADED', *sorted(sys.modules))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    out = subprocess.run(
        [sys.executable, "-c", script, "dry-run", str(shop), *USED], env=env, capture_output=True, text=True, check=True
    ).stdout
    loaded = set(out.partition("LOADED")[2].split())
    unwanted = {"xml.etree.ElementTree", "fairservice.cli.test", "fairservice.cli.ask", "fairservice.analysis"}
    assert "fairservice.cli.dry_run" in loaded
    assert not loaded & unwanted


def test_the_module_is_the_command() -> None:
    """`python -m fairservice` calls itself `fairservice` in its help."""
    code, out, _ = ran("--help")
    assert code == 0
    assert out.startswith(b"Usage: fairservice ")
