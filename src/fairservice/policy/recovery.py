"""Which fact shows our own failure, of goodwill that makes up for one."""

from __future__ import annotations

from fairservice.conditions.nodes import Node, columns_of
from fairservice.conditions.vocabulary import cut, nearest
from fairservice.errors import Defect
from fairservice.policy.files import RuleFile
from fairservice.policy.reading import Reading
from fairservice.source.located_yaml import Text

RECOVERY = Defect("FS374", "recovery-unclear", "error", "goodwill makes up for a failure of ours that nothing shows")


def recovery_of(reading: Reading, model: RuleFile, condition: Node | None) -> str | None:
    """The fact named by `recovery`: one of the case, about what we did, that the rule's condition reads.

    A `condition` that could not be read whole is None: it may have read that fact.
    """
    written = model.recovery
    if written is None:
        return None
    name = str(written)
    problem = _problem(reading, written)
    if problem is None and name in reading.facts and condition is not None and not _reads(condition, name):
        problem = (f"no condition of this rule looks at `{name}`", f"add `{name}:` under `when`, with our failure")
    if problem is not None:
        reading.findings.append(RECOVERY.at(written.span, *problem))
    return name


def _reads(condition: Node, name: str) -> bool:
    return name in (each.partition("/")[0] for each in columns_of(condition))


def _problem(reading: Reading, written: Text) -> tuple[str, str] | None:
    """Message and help where it is no fact that can show a failure of ours; of a fact with its own finding nothing."""
    fact = reading.facts.get(str(written))
    if fact is None:
        if str(written) in reading.declare.broken:
            return None
        if str(written) in reading.definitions or str(written) in reading.parameters:
            return f"`{written}` is no fact", "name the fact that it is made of"
        known = [name for name, each in reading.facts.items() if each.source == "case" and each.about is None]
        near = nearest(written, known)
        help = f"did you mean `{near}`?" if near else "name the fact that shows our own failure"
        return f"no fact is called `{cut(written)}`", help
    if fact.source == "ledger":
        return f"`{written}` comes from the ledger", "name a fact of the case itself: what went wrong this time"
    if fact.source == "clock":
        return f"`{written}` is only a day", "name the fact that shows our own failure"
    if fact.about is not None:
        return f"`{written}` says something of the customer, not of us", "name the fact that shows our own failure"
    return None
