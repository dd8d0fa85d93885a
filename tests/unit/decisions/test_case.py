"""Bad cases: a clear error with place and code, never another exception, never a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice import CaseError, Policy, load
from fairservice.decisions.case import read_case

RULES = """facts:
  order.total: {type: money}
  order.gift: {type: boolean}
  days: {type: integer, range: 0 to 30}
  weight: {type: number, decimals: 1}
  share: {type: percent}
  kind: {type: choice, values: [book, shoe]}
  flaws: {type: choices, values: [dent, stain]}
  placed_on: {type: date}
  said_at: {type: datetime}
  note: {type: text}
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
rules:
  r:
    request: ask
    when:
      any: [{note: x}, {days: 3}, {kind: book}, {order.gift: true}, {order.total: 5}, {weight: 2}, {share: 10}]
      placed_on: after 2026-01-01
    answer: yes
    because: {en: Because.}
"""


@pytest.fixture
def policy(policy_of: Callable[..., Policy]) -> Policy:
    return policy_of(RULES)


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("an unknown name", {"order.totl": 5}, "FS600", "did you mean `order.total`?"),
    ("a name of nothing near", {"zzz": 5}, "FS600", "declare it under `facts`"),
    ("a name that is no text", {3: 5}, "FS600", "the name of a fact is a text"),
    ("a group as a fact", {"order": 5}, "FS600", "order"),
    ("a fact as a group", {"days": {"x": 5}}, "FS600", "days"),
    ("a float", {"order.total": 25.1}, "FS602", 'like `"25.10"`'),
    ("a float that is whole", {"days": 3.0}, "FS602", "inexact number 3.0"),
    ("not a number", {"order.total": float("nan")}, "FS602", "nan"),
    ("infinity", {"order.total": float("inf")}, "FS602", "inf"),
    ("a decimal that is none", {"order.total": Decimal("NaN")}, "FS601", "an amount of money"),
    ("a signalling one", {"order.total": Decimal("sNaN")}, "FS601", "an amount of money"),
    ("a decimal too large", {"order.total": Decimal("1E+30")}, "FS601", "order.total"),
    ("a decimal of absurd size", {"order.total": Decimal("1E+999999999999999999")}, "FS601", "order.total"),
    ("a decimal of absurd smallness", {"order.total": Decimal("1E-999999999999999999")}, "FS601", "order.total"),
    ("a number too large", {"days": 10**30}, "FS601", "days"),
    ("a number of many digits", {"days": 10**5000}, "FS601", "days"),
    ("a negative number", {"days": -1}, "FS601", "signs are not written"),
    ("out of range", {"days": 31}, "FS601", "outside 0 to 30"),
    ("a yes/no for a number", {"days": True}, "FS601", "a whole number"),
    ("a number for a yes/no", {"order.gift": 1}, "FS601", "a yes or no"),
    ("a long text for a number", {"days": "1" * 10_000_000}, "FS601", "days"),
    ("a long text", {"note": "x" * 10_000_000}, "FS601", "10000000 characters"),
    ("a long text for a choice", {"kind": "book" * 2_500_000}, "FS601", "kind"),
    ("a long text for a set", {"flaws": "dent," * 2_000_000}, "FS601", "flaws"),
    ("half a character", {"note": "\ud800"}, "FS601", "note"),
    ("a list for a number", {"days": [3]}, "FS601", "a whole number"),
    ("a list of numbers for a set", {"flaws": [3]}, "FS601", "a set of choices"),
    ("a very deep list", {"days": nested(100_000)}, "FS601", "days"),
    ("bytes", {"note": b"x"}, "FS601", "a text"),
    ("an object", {"note": object()}, "FS601", "a text"),
    ("a wrong choice", {"kind": "shoo"}, "FS601", "did you mean `shoe`?"),
    ("a wrong value in a set", {"flaws": ["dent", "stein"]}, "FS601", "did you mean `stain`?"),
    ("a moment for a date", {"placed_on": datetime(2026, 1, 1, tzinfo=UTC)}, "FS601", "a date"),
    ("a date for a moment", {"said_at": date(2026, 1, 1)}, "FS601", "a date with a time"),
    ("an hour that is twice", {"said_at": datetime(2026, 10, 25, 2, 30)}, "FS601", "happens twice"),
    ("an odd offset", {"said_at": datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=61)))}, "FS601", "said_at"),
    ("said flat and nested", {"order.total": 5, "order": {"total": 5}}, "FS603", "said twice"),
    ("unknown flat and known nested", {"order.total": None, "order": {"total": 5}}, "FS603", "said twice"),
    ("the clock", {"today": "2026-01-01"}, "FS604", "--today"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "said"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_bad_case_is_a_clear_error(policy: Policy, case: dict[str, Any], code: str, said: str) -> None:
    """What a fact cannot be is a `CaseError` with a code, a place, and a message of readable length."""
    with pytest.raises(CaseError) as caught:
        policy.decide("ask", case, today=date(2026, 6, 1))
    finding = caught.value.findings[0]
    assert finding.code == code
    assert said in str(finding)
    assert finding.where or finding.span
    assert len(str(caught.value)) < 500


def test_all_that_is_wrong_is_told_at_once(policy: Policy) -> None:
    """Every finding of a case is in one error."""
    with pytest.raises(CaseError) as caught:
        policy.decide("ask", {"days": 99, "kind": "x", "nope": 1}, today=date(2026, 6, 1))
    assert [finding.code for finding in caught.value.findings] == ["FS601", "FS601", "FS600"]


def test_depth_and_size_are_bounded(policy: Policy) -> None:
    """A case that is nested very deeply, or holds very many facts, is refused."""
    deep: dict[str, Any] = {}
    for _ in range(100):
        deep = {"a": deep}
    for case in (deep, {f"f{n}": 1 for n in range(10_001)}):
        with pytest.raises(CaseError):
            policy.decide("ask", case, today=date(2026, 6, 1))


def test_a_case_that_holds_itself_is_refused_soon(policy: Policy) -> None:
    """A mapping within itself is refused, and one that holds another many times over is not followed each time."""
    loop: dict[str, Any] = {}
    loop["a"] = loop
    for _ in range(14):
        loop = {"a": loop, "b": loop}
    with pytest.raises(CaseError) as caught:
        policy.decide("ask", loop, today=date(2026, 6, 1))
    assert len(caught.value.findings) <= 51


def test_a_request_language_or_time_that_is_not_there(policy: Policy) -> None:
    """An unknown request or language, and a day before the policy, are told as such."""
    for arguments, code in [
        ((("aks", {}), {}), "FS605"),
        ((("ask", {}), {"lang": "de"}), "FS607"),
        ((("ask", {}), {"today": date(2024, 12, 31)}), "FS606"),
    ]:
        with pytest.raises(CaseError) as caught:
            policy.decide(*arguments[0], **arguments[1])
        assert caught.value.findings[0].code == code


@pytest.mark.parametrize("today", [date(1, 1, 1), date(9999, 12, 31), date(2300, 1, 1)])
def test_days_outside_the_calendar_of_the_language_are_refused(policy_of: Callable[..., Policy], today: date) -> None:
    """A `today` that no date fact could have is refused as one would be, and never raises otherwise."""
    rule = "rules:\n  r: {request: ask, answer: yes, give: {ready_on: today + 400}, because: {en: R.}}\n"
    with pytest.raises(CaseError):
        policy_of(RULES.partition("rules:")[0] + rule).decide("ask", {}, today=today)


SAME = [
    ("order.total", ["25.10", Decimal("25.10"), Decimal("25.1"), Decimal("2510E-2")]),
    ("order.total", ["25", 25, "25.00", Decimal(25), Decimal("2.5E+1")]),
    ("days", ["3", 3, Decimal(3)]),
    ("order.gift", ["true", "yes", True]),
    ("flaws", ["dent, stain", ["stain", "dent"], ("dent", "stain"), {"dent", "stain"}, frozenset({"stain", "dent"})]),
    ("placed_on", ["2026-03-01", date(2026, 3, 1)]),
    (
        "said_at",
        [
            "2026-03-01T12:00Z",
            "2026-03-01T13:00",
            datetime(2026, 3, 1, 12, tzinfo=UTC),
            datetime(2026, 3, 1, 13),
            datetime(2026, 3, 1, 13, tzinfo=ZoneInfo("Europe/Amsterdam")),
        ],
    ),
    ("note", ["café", "  cafe\u0301  "]),
]


@pytest.mark.parametrize(("name", "forms"), SAME, ids=[name for name, _ in SAME])
def test_forms_of_one_value_are_one_value(policy: Policy, name: str, forms: list[Any]) -> None:
    """Texts as in a policy, and the exact Python values, mean the same."""
    assert len({read_case(policy.rulebook, {name: form})[name] for form in forms}) == 1
    first, _, rest = name.partition(".")
    if rest:
        assert read_case(policy.rulebook, {first: {rest: forms[0]}}) == read_case(policy.rulebook, {name: forms[0]})


def test_none_is_unknown(policy: Policy) -> None:
    """A fact that is None is unknown, as one that is left out."""
    assert read_case(policy.rulebook, {"days": None}) == {}


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars | st.decimals() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(
    ["order.total", "order", "days", "weight", "kind", "flaws", "placed_on", "said_at", "note", "x"]
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    from probe import MANIFEST

    folder = tmp_path_factory.mktemp("probe")
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return load(folder)


@given(case=st.dictionaries(names, anything, max_size=4))
def test_any_case_is_decided_or_refused(shared: Policy, case: dict[str, Any]) -> None:
    """Whatever a case holds, there is a decision or a `CaseError`; a decision can be written as JSON."""
    import json

    try:
        decision = shared.decide("ask", case, today=date(2026, 6, 1))
    except CaseError as error:
        assert error.findings
        return
    json.dumps(decision.to_dict()).encode()
