"""Who takes part in the benchmark: fairservice and its peers, each with the same facts in and the same verdict out.

A contestant writes a workload as the text that its users would write, loads that text, and gives a function from the
plain dict of facts to a `Verdict`. Peers answer with the position of the rule, and a Python list gives the rest: for
each of them that is faster than carrying texts out, and Cedar can do nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import Protocol

from benchmarks.workload import Facts, Verdict, Workload

Decide = Callable[[Facts], Verdict]


class Contestant(Protocol):
    """One way to decide a workload."""

    part: str
    """The distribution that is measured, as in `pip install`."""

    def write(self, work: Workload, folder: Path) -> None:
        """Writes the workload as text."""

    def load(self, folder: Path) -> Decide:
        """What decides, from the text that was written."""


FAIRSERVICE = "fairservice"
PEERS = ("datalogic", "zen", "regorus", "cel", "cedar")
MODULES = {
    FAIRSERVICE: "fairservice_rules",
    "datalogic": "datalogic",
    "zen": "zen_table",
    "regorus": "regorus_else",
    "cel": "cel_ternaries",
    "cedar": "cedar_permits",
}
PARTS = {
    FAIRSERVICE: "fairservice",
    "datalogic": "datalogic-py",
    "zen": "zen-engine",
    "regorus": "opa-eval",
    "cel": "cel-expr-python",
    "cedar": "cedarpy",
}
"""The distribution that each needs."""


def contestant(name: str) -> Contestant:
    """The contestant of that name; `ImportError` if its part is not installed.

    `fairservice-rules` and `fairservice-table` are fairservice with its rules written so, whatever their order.
    """
    if name.startswith(f"{FAIRSERVICE}-"):
        from benchmarks.contestants.fairservice_rules import FORMS, Fairservice

        form = name.removeprefix(f"{FAIRSERVICE}-")
        if form not in FORMS:
            raise KeyError(name)
        return Fairservice(form)
    found: Contestant = import_module(f"benchmarks.contestants.{MODULES[name]}").CONTESTANT
    return found


def installed(name: str) -> bool:
    """Whether the part of a contestant is there, and what encodes for it."""
    try:
        for part in (PARTS[name], *(() if name == FAIRSERVICE else ("msgspec",))):
            metadata.version(part)
    except metadata.PackageNotFoundError:
        return name == FAIRSERVICE  # which may be on the path without being installed
    return True


def version(name: str) -> str:
    try:
        return metadata.version(PARTS[name])
    except metadata.PackageNotFoundError:
        return "as in this folder"


def write_verdicts(work: Workload, folder: Path) -> None:
    """Beside the rules of a peer: what each position means."""
    (folder / "verdicts.json").write_text(json.dumps(work.verdicts), encoding="utf-8")


def read_verdicts(folder: Path) -> list[Verdict]:
    return [Verdict(*each) for each in json.loads((folder / "verdicts.json").read_text(encoding="utf-8"))]
