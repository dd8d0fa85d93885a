"""The only place that picks concrete parts: which interpreter judges, and where shipped policies lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fairservice.conditions.program import Program
from fairservice.decisions.decide import Policy
from fairservice.errors import DeskError, LedgerError, MissingPart, SetupError
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.load import load_bundle, load_rulebook
from fairservice.policy.packs import MANIFEST
from fairservice.policy.rulebook import Rulebook

if TYPE_CHECKING:
    from fairservice.analysis.difference.change import RequestDifference
    from fairservice.analysis.proofs.verdict import Verdict
    from fairservice.analysis.publishing.stage import Stage
    from fairservice.desk.agreement import Agreement
    from fairservice.desk.desk import Desk
    from fairservice.desk.place import Place
    from fairservice.desk.ports import Clock, Ledger, Policies
    from fairservice.interpreters.rete_rules import ReteRules
    from fairservice.policy.published.record import Publication
    from fairservice.policy.published.signing import Trust
    from fairservice.storage.sql_ledger import SqlLedger

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


def load(
    path: str | Path,
    engine: Engine = "python",
    *,
    on: date | None = None,
    trust: Iterable[str | Path] | None = None,
) -> Policy:
    """The policy in a folder or a bundle file, ready to decide; or a shipped one by its name, like `webshop`.

    Of a shelf of published policies (`published/webshop`) it is the one in force on the day `on`, today where that is
    not given. `trust` has files of public keys, or folders of them: what is published must be signed by one. Where it
    is not given, FAIRSERVICE_TRUST says so, or the folder `trusted` of the shelf.

    Raises `PolicyError` with everything that is wrong in its files, `MissingPart` for an engine that is not there, and
    ValueError where `on` or `trust` is given for what is not published.
    """
    place = found(path)
    if not (place / MANIFEST).is_file():
        from fairservice.policy.published.choosing import chosen, is_published

        if is_published(place):
            return open_publication(chosen(place, on, trusted(trust)), engine)
    if on is not None or trust is not None:
        raise ValueError(f"`{path}` is not published, so there is no day or key to choose it by")
    interpreter = engine_named(engine)
    rulebook, warnings = load_rulebook(place, (shipped_rules(),))
    return Policy(rulebook, warnings, interpreter)


SECONDS = 20.0
"""The longest that one question to the prover takes, where nobody says otherwise."""
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


def open_publication(publication: Publication, engine: Engine = "python") -> Policy:
    """The policy of a publication. Raises `PolicyError` where its bundle is not the one that was published."""
    return open_bundle(publication.shown, publication.bundle(), engine)


def open_bundle(shown: str, content: bytes, engine: Engine = "python") -> Policy:
    """The policy of a bundle, which errors call `shown`. Raises `PolicyError` where it is damaged."""
    rulebook, warnings = load_bundle(shown, content)
    return Policy(rulebook, warnings, engine_named(engine))


TRUST = "FAIRSERVICE_TRUST"
"""The variable that names the keys whose publications count, as files or folders, parted as in PATH."""


def trusted(trust: Iterable[str | Path] | None, said_by: str = "`trust`") -> Trust | None:
    """The keys that somebody said to trust: the caller, or else the environment. None where nobody did."""
    from fairservice.policy.published.choosing import trust_in

    if trust is not None:
        return trust_in(trust, said_by)
    named = [each for each in os.environ.get(TRUST, "").split(os.pathsep) if each]
    return trust_in(named, TRUST) if named else None


def publishing_stages() -> tuple[Stage, ...]:
    """What a policy goes through before it is published, in this order. Another stage is another line."""
    from fairservice.analysis.publishing.cross_examining import CrossExamined
    from fairservice.analysis.publishing.kept import Kept
    from fairservice.analysis.publishing.proving import Differs, Proved
    from fairservice.analysis.publishing.stages import Checked, Tested

    return (
        Checked(),
        Tested(),
        Kept(),
        Proved(lambda rulebook: prover()(rulebook, SECONDS, True, None, lambda name: None)),
        CrossExamined(engine_named("python"), second_engine),
        Differs(lambda old, new: comparer()(old, new, SECONDS, lambda name: None)),
    )


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


# ---- the desk


def open_desk(
    policy: str | Path,
    *,
    ledger: str = "sqlite:///desk.db",
    staff: str | Path = "staff.yaml",
    key: str | Path | None = None,
    login: str | None = None,
    name: str | None = None,
    draft: bool = False,
    trust: Iterable[str | Path] | None = None,
    agreement: Agreement | None = None,
    clock: Clock | None = None,
) -> Desk:
    """A desk, opened for an employee: the account that this process runs as, or the one that `login` names.

    `policy` is a shelf of published policies, of which always the one in force decides. A folder needs `draft=True`,
    and what a draft decides never counts as precedent. `ledger` is `sqlite:///FILE`, made where it is not there, or
    `postgresql://USER@HOST/NAME`. `staff` says who works here, and `key` is the file of the desk's key, `desk.key`
    beside a SQLite ledger where it is not said. `name` is that of the policy where it is not said.

    Whoever names a `login` has made sure that it is them. Raises `PolicyError`, `SetupError`, `NotStaff`,
    `LedgerError`, `MissingPart` and OSError.
    """
    from fairservice.desk.clock import SystemClock
    from fairservice.desk.desk import Desk
    from fairservice.desk.key import Pseudonyms
    from fairservice.desk.login import own_login
    from fairservice.desk.policies import in_force_at
    from fairservice.desk.session import Parts
    from fairservice.desk.staff_file import StaffFile

    policies = _policies(policy, draft, trusted(trust))
    clock = clock or SystemClock()
    rulebook = in_force_at(policies, clock.now())[0].policy.rulebook
    if rulebook.desk is None:
        raise DeskError(
            f"the policy `{rulebook.name}` does not say what holds at its desk",
            "give it a section `desk:`; the `desk.yaml` that `fairservice init` makes is one to begin with",
        )
    people = StaffFile(Path(staff))
    findings = people.check_roles(rulebook)
    if findings:
        raise SetupError(findings)
    named = name or rulebook.name
    pseudonyms = Pseudonyms(_key(ledger, key))
    opened = _ledger(ledger, named, pseudonyms.check())
    parts = Parts(named, opened, policies, people, clock, pseudonyms, agreement)
    return Desk(parts, own_login() if login is None else login)


def open_place(start: Path | None = None, login: str | None = None, *, new: bool = False) -> Desk:
    """The desk of the `fairservice.yaml` in a folder or above it, opened as `open_desk` does.

    Of one that is not `new` the ledger must be there, as soon as it has a key.
    """
    from fairservice.desk.place import find_place

    place = find_place(start)
    if not new:
        _refuse_lost(place)
    desk = open_desk(
        place.policy,
        ledger=place.ledger,
        staff=place.staff,
        key=place.key,
        login=login,
        name=place.name,
        draft=place.draft,
        agreement=place.agreement,
    )
    with desk.looking() as session:
        findings = place.check_roles(session.rulebook)
    if findings:
        raise SetupError(findings)
    return desk


def _refuse_lost(place: Place) -> None:
    """Raises `LedgerError` where the ledger of a desk is gone: an empty one would know of nothing that was given."""
    from fairservice.storage.on_sqlite import SqlitePlace
    from fairservice.storage.places import place_of

    found = place_of(place.ledger)
    if isinstance(found, SqlitePlace) and found.absent and place.key.exists():
        raise LedgerError(
            f"the ledger of this desk is not at `{found.path}`, though it has a key",
            "put it back, or `fairservice ledger restore BACKUP`; if nothing was ever on it, `fairservice ledger "
            "migrate` makes an empty one",
        )


def ledger_url(ledger: str | None = None) -> str:
    """The ledger that was named, or that of the desk here."""
    from fairservice.desk.place import find_place

    return find_place().ledger if ledger is None else ledger


def ledger_there(ledger: str | None = None) -> SqlLedger:
    """A ledger as it is, without its key or policy. Raises `LedgerError` where there is none, and nothing is made."""
    from fairservice.storage.on_sqlite import SqlitePlace
    from fairservice.storage.places import place_of
    from fairservice.storage.sql_ledger import SqlLedger

    place = place_of(ledger_url(ledger))
    if isinstance(place, SqlitePlace) and place.absent:
        raise LedgerError(
            f"there is no ledger at `{place.path}`",
            "put it back, or `fairservice ledger restore BACKUP`; a new desk is made by `fairservice desk new`",
        )
    return SqlLedger(place)


def migrate_ledger(ledger: str | None = None) -> tuple[str | None, str]:
    """Brings the tables of a ledger up to date: the version before (None for none), and the one now."""
    from fairservice.storage.sql_ledger import migrate

    return migrate(ledger_url(ledger))


def _policies(policy: str | Path, draft: bool, trust: Trust | None) -> Policies:
    from fairservice.desk.policies import DraftPolicy, PublishedPolicies

    if draft:
        return DraftPolicy(found(policy), load, open_bundle)
    if (found(policy) / MANIFEST).is_file():
        raise DeskError(
            f"`{policy}` is not published, so nobody can rely on what it decides",
            f"publish it with `fairservice publish {policy}`, or open the desk with a draft to try it",
        )
    return PublishedPolicies(Path(policy), trust, open_bundle)


def _key(ledger: str, key: str | Path | None) -> bytes:
    """The key of a desk; a new one for a ledger that nobody has written on yet."""
    from fairservice.desk.key import make_key, read_key
    from fairservice.storage.places import place_of
    from fairservice.storage.sql_ledger import is_begun

    place_of(ledger)  # so that a URL that is none is told as that, and not as one without a key
    if key is None and not ledger.startswith("sqlite:///"):
        raise DeskError("a ledger that is shared needs a key that is, too", "name its file with `key`")
    path = Path(key) if key is not None else Path(ledger.removeprefix("sqlite:///")).parent / "desk.key"
    return make_key(path) if not path.exists() and not is_begun(ledger) else read_key(path)


def _ledger(url: str, name: str, key_check: str) -> Ledger:
    from fairservice.storage.sql_ledger import open_ledger

    return open_ledger(url, name, bytes.fromhex(key_check))
