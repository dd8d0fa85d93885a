"""A second, independent engine: durable-rules (Rete), behind a cage. Cross-examines a policy; never decides alone.

docs/second_engine.md tells what it is for, what it judges, and what would go wrong without the cage.
"""

from __future__ import annotations

import ctypes
import sys
from importlib.util import find_spec

from fairservice.interpreters.rete_rules.engine import ReteRules
from fairservice.interpreters.rete_rules.process import Worker

__all__ = ["INSTALL", "ReteRules", "Worker", "cannot_run"]

INSTALL = "pip install 'fairservice[rete]'"


def cannot_run() -> tuple[str, str | None] | None:
    """Why durable-rules cannot run here, and what installs it if anything does; None where it can."""
    if sys.version_info >= (3, 13):
        return "durable-rules does not run on Python 3.13 or later; Python 3.11 and 3.12 have it", None
    if sys.implementation.name != "cpython":
        return f"durable-rules runs on CPython only, and this is {sys.implementation.name}", None
    if ctypes.sizeof(ctypes.c_long) < 8:  # it reads the figures of its rules as C longs
        return "durable-rules cuts large figures off on this platform, where a C long has 32 bits", None
    if find_spec("durable_rules_engine") is None or find_spec("durable") is None:
        return "durable-rules is not installed", INSTALL
    return None
