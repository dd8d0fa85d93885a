"""Tells which parts of the language a generated policy uses, read off what was loaded, not off what was meant."""

from __future__ import annotations

from conformance.engines import Loaded
from fairservice.conditions.nodes import (
    Arithmetic,
    Comparison,
    Count,
    Dated,
    Extreme,
    LookUp,
    Named,
    Node,
    Some,
    Total,
    Variable,
    Whole,
    spreads,
    walk,
)
from fairservice.conditions.vocabulary import Quantity
from fairservice.policy.rule import Rule

LISTS = (Some, Count, Total, Extreme)
FEATURES = (
    "lists",
    "some/every/none",
    "counts of records",
    "sums of records",
    "least/greatest of records",
    "a list within a list",
    "dated figures within a list",
    "scores",
    "scores compared with scores",
    "dated figures",
    "figures by choices",
    "dates moved by months",
    "moments and times of day",
    "floor or ceiling of a division",
    "tables",
    "table: unique",
    "table: first",
    "table: collect",
    "table: law",
    "table: promise",
    "table with a row that has words, days or conditions of its own",
    "table in a sheet",
    "table whose rows test lists or scores",
    "collect of grants that come together",
    "a table or row overridden",
    "a table that overrides",
    "several rules overridden by one",
    "exception to a table or row",
    "a fact as in-force date",
    "texts with placeholders",
    "texts that tell of lists or scores",
    "one table is the whole policy",
    "15 or more rules",
    "40 or more rules",
)
"""What every run has to have; `dispatched` is known only once cases were decided."""
DISPATCHED = "dispatched in generated Python"


def features_of(loaded: Loaded) -> set[str]:
    """The features that one policy uses."""
    request, found = loaded.request, set[str]()
    rules = [*request.rules, *([request.otherwise] if request.otherwise else [])]
    seen: set[int] = set()
    for root in (*request.program.conditions, *request.program.amounts):
        for node in walk(root, seen):
            _of_node(node, found)
    for table in request.tables.values():
        found |= {"tables", f"table: {table.hit}"}
        members = [rule for rule in rules if rule.id in table.rules]
        found |= {f"table: {rule.basis}" for rule in members if rule.basis != "policy"}
        if any(_own_parts(rule, members[0]) for rule in members[1:]):
            found.add("table with a row that has words, days or conditions of its own")
        for rule in members:
            for part in (rule.condition, *(row.condition for row in rule.rows)):
                inside = set[str]()
                for node in walk(part):
                    _of_node(node, inside)
                if inside & {"lists", "scores"}:
                    found.add("table whose rows test lists or scores")
        if {grant for grant, _ in table.up_to} & loaded.rulebook.together:
            found.add("collect of grants that come together")
    if len(request.rules) > 1 and {rule.table for rule in request.rules} == {request.rules[0].table} != {None}:
        found.add("one table is the whole policy")
    if any(pack.sheets for pack in loaded.rulebook.packs):
        found.add("table in a sheet")
    _of_names(loaded, found)
    for rule in rules:
        slots = [part for texts in (rule.because, rule.if_pressed) for each in texts.values() for part in each]
        nodes = [part.node for part in slots if not isinstance(part, str)]
        if nodes:
            found.add("texts with placeholders")
        told = set[str]()
        for node in (part for root in nodes if root is not None for part in walk(root)):
            _of_node(node, told)
            if _is_score(node):
                told.add("scores")
        if told & {"lists", "scores"}:
            found.add("texts that tell of lists or scores")
    if request.in_force_fact != "today":
        found.add("a fact as in-force date")
    found |= {f"{least} or more rules" for least in (15, 40) if len(request.rules) >= least}
    return found


def _of_node(node: Node, found: set[str]) -> None:
    match node:
        case Some():
            found |= {"lists", "some/every/none"}
        case Count():
            found |= {"lists", "counts of records"}
        case Total():
            found |= {"lists", "sums of records"}
        case Extreme():
            found |= {"lists", "least/greatest of records"}
        case Dated():
            found.add("dated figures")
        case LookUp():
            found.add("figures by choices")
        case Variable(name=name, type=Quantity(kind="date")) if "/" in name and name.rpartition("/")[2][0] in "+-":
            found.add("dates moved by months")
        case Variable(type=Quantity(kind="datetime" | "time")):
            found.add("moments and times of day")
        case Whole():
            found.add("floor or ceiling of a division")
        case Comparison(left=left, right=right):
            scores = [any(map(_is_score, walk(each))) for each in (left, right)]
            if any(scores):
                found.add("scores")
            if all(scores):
                found.add("scores compared with scores")
    if isinstance(node, LISTS):
        inner = [part for part in walk(node) if part is not node]
        if any(isinstance(part, LISTS) and part.level > node.level for part in inner):
            found.add("a list within a list")
        if any(isinstance(part, Named) and part.kind == "parameter" for part in inner) and any(
            isinstance(part, Dated) for part in inner
        ):
            found.add("dated figures within a list")


def _is_score(node: Node) -> bool:
    """A sum of what counts when something holds."""
    return isinstance(node, Arithmetic) and node.operator != "*" and spreads(node.left) and spreads(node.right)


def _own_parts(rule: Rule, first: Rule) -> bool:
    return (rule.because, rule.effective, rule.provided) != (first.because, first.effective, first.provided)


def _of_names(loaded: Loaded, found: set[str]) -> None:
    """How rules name each other: tables, rows, several at once."""
    request = loaded.request
    tables = request.tables
    rows = {rule.id for rule in request.rules if rule.table}
    for rule in request.rules:
        # the rows of a table of which the first counts are chained: only the last has what was written
        written = rule.overrides
        if rule.table and tables[rule.table].hit == "first" and rule.id != tables[rule.table].rules[-1]:
            written = ()
        if {*written} & {*tables, *rows}:
            found.add("a table or row overridden")
        if written and (rule.table or rule.rows):
            found.add("a table that overrides")
        if len(written) > 1:
            found.add("several rules overridden by one")
        if rule.concession and rule.concession.exception_to in {*tables, *rows}:
            found.add("exception to a table or row")
