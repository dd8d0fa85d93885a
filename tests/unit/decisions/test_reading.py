"""The generated readers of cases say just what the careful way says, and give up on all that they do not know."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conformance.cases import CaseWriter
from conformance.chooser import Seeded
from fairservice.bootstrap import load
from fairservice.conditions.program import Row
from fairservice.decisions.decide import Policy
from fairservice.decisions.reading import RowReader
from fairservice.errors import CaseError
from probe import SHOP

TODAY = date(2026, 7, 1).toordinal()
POLICIES = {name: load(name).rulebook for name in ("webshop", "airline", "supplier")}
WRONG = ["", " ", "nonsense", "-1", "1e3", "1.500", -1, 10**20, 1.0, True, b"x", [], {}, (), object(), None, {"a": 1}]


def told(reader: RowReader, case: dict[str, object], careful: bool) -> tuple[str, object]:
    """The row of a case, or what is wrong with it."""
    try:
        return "row", (reader._carefully if careful else reader.row)(case, TODAY, TODAY)
    except CaseError as error:
        return "wrong", [(each.code, each.message, each.help, each.where) for each in error.findings]


def other_forms(value: object) -> Iterator[object]:
    """The same value as Python programs would say it."""
    yield value
    if isinstance(value, str):
        if value in ("true", "false"):
            yield value == "true"
        if value.isdigit():
            yield int(value)
        if value.replace(".", "", 1).isdigit():
            yield Decimal(value)
        if len(value) == 10 and value[4] == value[7] == "-":
            yield date.fromisoformat(value)


def varied(case: dict[str, object], chance: random.Random) -> dict[str, object]:
    """A case in other forms, nested here and there, with something left out, added or wrong."""
    found: dict[str, object] = {}
    for name, value in case.items():
        value = chance.choice(list(other_forms(value)))
        if chance.random() < 0.02:
            value = chance.choice(WRONG)
        head, _, rest = name.partition(".")
        nest = found.get(head)
        if rest and chance.random() < 0.1 and isinstance(nest, dict | None):
            found.setdefault(head, {})[rest] = value  # type: ignore[index]
        else:
            found[name] = value
    if chance.random() < 0.05:
        found[chance.choice(["today", "received_on", "no.such.fact", "", "order", 5])] = "x"  # type: ignore[index]
    if chance.random() < 0.3 and found:
        found.pop(chance.choice(list(found)))
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_a_case_is_read_alike_the_quick_and_the_careful_way(policy: str) -> None:
    """The same row, or the same findings in the same order, for every form that a value may have."""
    rulebook, chance, wrong = POLICIES[policy], random.Random(7), 0
    for name in rulebook.requests:
        reader = RowReader(rulebook, rulebook.requests[name])
        writer = CaseWriter(rulebook, rulebook.requests[name])
        for seed in range(60):
            case = varied(dict(writer.full(Seeded(seed))), chance)
            quick, careful = told(reader, case, False), told(reader, case, True)
            assert quick == careful, case
            assert [type(each) for each in quick[1]] == [type(each) for each in careful[1]]  # type: ignore[attr-defined]
            wrong += quick[0] == "wrong"
    assert wrong > 20


def reader_of(folder: Path, facts: str, condition: str) -> RowReader:
    (folder / "policy.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "rules.yaml").write_text(
        f"facts:\n{facts}requests:\n  return:\n    otherwise:\n      answer: no\n"
        f"rules:\n  one:\n    request: return\n    when:\n      if: {condition}\n    answer: yes\n",
        encoding="utf-8",
    )
    rulebook = load(folder).rulebook
    return RowReader(rulebook, rulebook.requests["return"])


def test_one_is_neither_true_nor_another_one(tmp_path: Path) -> None:
    """What Python takes for equal, like 1, 1.0 and True, is told apart though it was met before in the other form."""
    facts = "  n:\n    type: integer\n  flag:\n    type: boolean\n"
    reader = reader_of(tmp_path, facts, "n = 1 and flag")
    assert told(reader, {"n": 1, "flag": True}, False) == ("row", (TODAY, 1, True))
    for case in ({"n": True, "flag": True}, {"n": 1.0, "flag": True}, {"n": 1, "flag": 1}, {"n": 1, "flag": 1.0}):
        assert told(reader, case, False)[0] == "wrong", case
        assert told(reader, case, False) == told(reader, case, True)


def test_each_set_of_facts_is_read_as_it_is(tmp_path: Path) -> None:
    """Cases of one size that say other facts do not get in each other's way."""
    facts = "".join(f"  {name}:\n    type: integer\n    range: 0 to 9\n" for name in "abcd")
    reader = reader_of(tmp_path, facts, "a + b + c > 3")
    expected: dict[tuple[str, ...], Row] = {
        ("a", "b"): (TODAY, 1, 1, None),
        ("b", "c"): (TODAY, None, 1, 1),
        ("c", "d"): (TODAY, None, None, 1),
        ("d",): (TODAY, None, None, None),
        (): (TODAY, None, None, None),
    }
    for _ in range(3):
        for names, row in expected.items():
            assert reader.row(dict.fromkeys(names, 1), TODAY, TODAY) == row
    assert told(reader, {"a": 1, "e": 1}, False)[0] == told(reader, {"c": 1, "d": 10}, False)[0] == "wrong"


def test_days_and_moments_are_read_alike_as_text_and_as_objects(tmp_path: Path) -> None:
    """A date, a datetime and their parts come to the same columns in every form."""
    facts = "  day:\n    type: date\n  hour:\n    type: datetime\n"
    reader = reader_of(tmp_path, facts, "weekday(day) = 3 and date(hour) = day")
    moment = datetime(2026, 7, 1, 23, 30)
    rows = {
        reader.row({"day": day, "hour": at}, TODAY, TODAY)
        for day in ("2026-07-01", moment.date())
        for at in ("2026-07-01T23:30", "2026-07-01T21:30Z", moment)
    }
    assert len(rows) == 1
    assert reader.row({"day": moment.date() + timedelta(1)}, TODAY, TODAY) not in rows


def test_the_hour_that_comes_twice_is_two_hours(tmp_path: Path) -> None:
    """Datetimes of a zone that are equal to Python, and are an hour apart, are not read as one another."""
    reader = reader_of(tmp_path, "  hour:\n    type: datetime\n", "hour < 2026-10-25T01:00Z")
    zone = ZoneInfo("Europe/Amsterdam")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    assert first == second
    for moment in (first, second, first):
        for _ in range(2):
            assert told(reader, {"hour": moment}, False) == told(reader, {"hour": moment}, True)
    rows = [reader.row({"hour": moment}, TODAY, TODAY)[1] for moment in (first, second)]
    assert rows[1] - rows[0] == 3600  # type: ignore[operator]


def test_members_of_enums_are_what_they_hold(tmp_path: Path) -> None:
    """A member that is a text or a number counts as that, as a value, a name, in a list and in its records."""

    class Colour(str, Enum):  # noqa: UP042 - whose own text is its name
        RED = "red"
        NAME = "size"

    class Size(int, Enum):
        THREE = 3

    facts = "  c:\n    type: choice\n    values: [red]\n  cs:\n    type: choices\n    values: [red]\n"
    facts += (
        "  l:\n    type: list\n    at_most: 3\n    of: {size: integer}\n  n:\n    type: integer\n    range: 0 to 9\n"
    )
    reader = reader_of(tmp_path, facts, 'c = "red" and "red" in cs and sum(l.size) = n')
    said = {"c": Colour.RED, "cs": [Colour.RED], "l": [{Colour.NAME: Size.THREE}], "n": Size.THREE}
    plain = {"c": "red", "cs": ["red"], "l": [{"size": 3}], "n": 3}
    for way in (True, False):
        row = told(reader, said, way)
        assert row == told(reader, plain, way)
        assert {type(each) for each in row[1]} <= {int, str, frozenset, tuple}  # type: ignore[attr-defined]


def decided(policy: Policy, asked: list[tuple[str, dict[str, object]]]) -> list[str]:
    found = []
    for request, case in asked:
        try:
            found.append(policy.decide(request, case, today=date(2026, 7, 1)).fingerprint)
        except CaseError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_decides_from_many_threads_at_once(name: str) -> None:
    """Eight threads that decide the same cases, from the very first on, find the same decisions."""
    alone, shared = load(name), load(name)
    asked = [
        (request, dict(CaseWriter(alone.rulebook, alone.rulebook.requests[request]).full(Seeded(seed))))
        for seed in range(6)
        for request in alone.requests
    ]
    expected = decided(alone, asked)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: decided(shared, asked), range(8)):
            assert found == expected
