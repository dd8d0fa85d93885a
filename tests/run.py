"""Runs every check of the project, with its own set-up: `python3 tests/run.py`.

Makes a virtual environment for each supported Python that it finds (3.11 to 3.13; at least the one that runs
this), installs the project with its test tools, and runs ruff, mypy, the import contracts and the tests.
Arguments are handed to pytest. Needs nothing but Python, and for Python 3.11 and 3.12 a C compiler with Python's
headers: the second engine, durable-rules, is built from source.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ((3, 11), (3, 12), (3, 13))


def interpreters() -> dict[tuple[int, int], str]:
    """One working interpreter per supported version: this one, those on the path, those that pyenv keeps."""
    found = {sys.version_info[:2]: sys.executable} if sys.version_info[:2] in VERSIONS else {}
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        name = f"python{version[0]}.{version[1]}"
        kept = sorted(pyenv.glob(f"{version[0]}.{version[1]}.*/bin/{name}"))
        for candidate in [shutil.which(name), *map(str, kept)]:
            if version not in found and candidate and works(candidate, version):
                found[version] = candidate
    return dict(sorted(found.items()))


def works(python: str, version: tuple[int, int]) -> bool:
    """Whether an interpreter runs and is of that version (a shim may be neither)."""
    asked = subprocess.run(
        [python, "-c", "import sys, venv; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and asked.stdout.split() == list(map(str, version))


def verify_builds(python: str, version: tuple[int, int]) -> None:
    """Ends with what is missing where durable-rules is installed and cannot be built."""
    if version >= (3, 13) or os.name == "nt":
        return
    shown = ".".join(map(str, version))
    asked = "import sysconfig; print(sysconfig.get_paths()['include'])"
    include = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
    missing = [] if any(map(shutil.which, ("cc", "gcc", "clang"))) else ["a C compiler (on Debian: gcc libc6-dev)"]
    if not Path(include, "Python.h").exists():
        missing.append(f"the headers of Python {shown} (on Debian: python{shown}-dev)")
    if missing:
        sys.exit(f"durable-rules is built from source on Python {shown}, and lacks {' and '.join(missing)}")


def run(*command: str | Path) -> None:
    print("$", *command, flush=True)
    ended = subprocess.run(list(map(str, command)), cwd=ROOT, check=False).returncode
    if ended:
        sys.exit(ended)


def main(arguments: list[str]) -> None:
    pythons = interpreters()
    if not pythons:
        sys.exit("fairservice needs Python 3.11, 3.12 or 3.13; none was found")
    first = True
    for version, python in pythons.items():
        home = ROOT / f".venv-test-{version[0]}.{version[1]}"
        if not (home / "pyvenv.cfg").exists():
            run(python, "-m", "venv", home)
        verify_builds(python, version)
        tools = home / ("Scripts" if os.name == "nt" else "bin")
        run(tools / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[test,bench]")
        if first:
            run(tools / "ruff", "check", ".")
            run(tools / "ruff", "format", "--check", ".")
            run(tools / "mypy")
            run(tools / "lint-imports")
            first = False
        run(tools / "python", "-m", "pytest", "-n", "auto", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
