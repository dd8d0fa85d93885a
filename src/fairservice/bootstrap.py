"""The only place that picks concrete parts: which interpreter judges, and where shipped policies lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fairservice.decisions.decide import Policy
from fairservice.errors import MissingPart
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

if TYPE_CHECKING:
    from fairservice.analysis.difference.change import RequestDifference
    from fairservice.analysis.proofs.verdict import Verdict

Engine = Literal["python", "reference", "lowered"]


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

    Raises `PolicyError` with everything that is wrong in its files.
    """
    rulebook, warnings = load_rulebook(found(path), (shipped_rules(),))
    return Policy(rulebook, warnings, _engine(engine))


Compare = Callable[[Rulebook, Rulebook, float, Callable[[str], None]], Iterator["RequestDifference"]]
Prove = Callable[[Rulebook, float, bool, Iterable[str] | None, Callable[[str], None]], Iterator["Verdict"]]


def prover() -> Prove:
    """What proves claims about a policy: for all cases, with what was proved before kept. Raises `MissingPart`."""
    _needs_z3("proving")
    from fairservice.analysis.proofs.kept import Kept, default_folder
    from fairservice.analysis.proofs.prove import prove_rulebook

    def prove(
        rulebook: Rulebook,
        seconds: float,
        anew: bool,
        requests: Iterable[str] | None,
        begins: Callable[[str], None],
    ) -> Iterator[Verdict]:
        return prove_rulebook(rulebook, seconds, None if anew else Kept(default_folder()), requests, begins)

    return prove


def comparer() -> Compare:
    """What compares the meaning of two policies, for all cases. Raises `MissingPart`."""
    _needs_z3("comparing what policies mean")
    from fairservice.analysis.difference.compare import compare

    return compare


def _needs_z3(what: str) -> None:
    try:
        import z3  # noqa: F401
    except ImportError:
        raise MissingPart(what, "pip install 'fairservice[prove]'") from None


def _engine(name: Engine) -> type[Interpreter]:
    if name == "python":
        from fairservice.interpreters.python_code import PythonCode

        return PythonCode
    if name == "lowered":
        from fairservice.interpreters.lowered import LoweredForm

        return LoweredForm
    from fairservice.interpreters.reference import Reference

    return Reference
