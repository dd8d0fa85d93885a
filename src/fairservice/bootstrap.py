"""The only place that picks concrete parts: which interpreter judges, and where shipped policies lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fairservice.conditions.program import Program
from fairservice.decisions.decide import Policy
from fairservice.errors import MissingPart
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.load import load_rulebook

if TYPE_CHECKING:
    from fairservice.interpreters.rete_rules import ReteRules

Engine = Literal["python", "reference", "lowered", "rete"]


def shipped_rules() -> Path:
    """The folder of the policies that come with fairservice."""
    here = Path(__file__).resolve().parent
    installed = here / "rules"
    return installed if installed.is_dir() else here.parents[1] / "rules"


def shipped(name: str) -> Path:
    """The folder of a shipped policy or pack, like `webshop` or `law/nl-consumer`."""
    return shipped_rules() / name


def found(path: str | Path) -> Path:
    """The path itself, or where nothing is there the shipped policy of that name."""
    given = Path(path)
    if not given.exists() and not given.is_absolute() and (shipped(str(path)) / "policy.yaml").is_file():
        return shipped(str(path))
    return given


def load(path: str | Path, engine: Engine = "python") -> Policy:
    """The policy in a folder or a bundle file, ready to decide; or a shipped one by its name, like `webshop`.

    Raises `PolicyError` with everything that is wrong in its files, and `MissingPart` for an engine that is not there.
    """
    interpreter = engine_named(engine)
    rulebook, warnings = load_rulebook(found(path), (shipped_rules(),))
    return Policy(rulebook, warnings, interpreter)


def second_engine() -> Callable[[Program], ReteRules] | MissingPart:
    """What makes a second, independent engine, to cross-examine the live one with; or the error that says why not.

    All that it makes share one worker process, which ends with them.
    """
    from fairservice.interpreters.rete_rules import ReteRules, Worker, cannot_run

    missing = cannot_run()
    if missing is not None:
        why, install = missing
        return MissingPart("the second engine, `rete`,", install, why)
    worker = Worker()
    return lambda program: ReteRules(program, worker)


def engine_named(name: Engine) -> Callable[[Program], Interpreter]:
    """What makes an engine. Raises `MissingPart` for one that is not there."""
    if name == "rete":
        made = second_engine()
        if isinstance(made, MissingPart):
            raise made
        return made
    if name == "python":
        from fairservice.interpreters.python_code import PythonCode

        return PythonCode
    if name == "lowered":
        from fairservice.interpreters.lowered import LoweredForm

        return LoweredForm
    from fairservice.interpreters.reference import Reference

    return Reference
