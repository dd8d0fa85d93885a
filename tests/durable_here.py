"""Whether durable-rules can run here, and programs of its own that show what is wrong with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fairservice.interpreters.rete_rules import cannot_run

BARE = """
from durable import engine

class Quiet(engine.Host):
    def _run(self):
        pass

host, held = Quiet(), []

def told(name):
    def tell(closure):
        held.append(name)
    return tell

def rules(**made):
    host.set_rulesets({"r": {name: {**rule, "run": told(name)} for name, rule in made.items()}})

def one(test):
    return {"all": [{"m": test}]}

def ask(**fact):
    held.clear()
    host.assert_fact("r", {"sid": "0", "id": "0", **fact})
    host.delete_state("r", "0")
    return sorted(held)
"""


def needed() -> None:
    """Skips the test where durable-rules cannot run; where it merely is not installed, says what installs it."""
    missing = cannot_run()
    if missing is not None:
        why, install = missing
        pytest.skip(f"needs durable-rules: {install}" if install else why)


def bare(code: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs durable-rules without the cage, in a process of its own. Raises TimeoutExpired."""
    return subprocess.run(
        [sys.executable, "-c", BARE + code], capture_output=True, text=True, timeout=seconds, check=False
    )
