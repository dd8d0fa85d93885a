"""Loading: packs, names over all of them, and figures by table and version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fairservice import Policy, PolicyError, load
from probe import MANIFEST

REQUEST = "requests:\n  ask:\n    otherwise: {answer: no, because: {en: Otherwise.}}\n"
PACK = MANIFEST.replace("policy: probe", "pack: NAME").partition("roles:")[0]
FACTS = "facts:\n  tier: {type: choice, values: [gold, silver]}\n  cabin: {type: choice, values: [eco, biz]}\n"
RULE = "rules:\n  r: {request: ask, answer: no, because: {en: R.}}\n"
GOODWILL = (
    "{request: ask, basis: goodwill, exception_to: otherwise, concede: {credit: {up_to: 5.00}}, reasons: [x],"
    " because: {en: G.}, per_customer: {at_most: 1, within: 9 days}}"
)
DAY = date(2026, 6, 1)


def codes(error: PolicyError) -> list[str]:
    return [finding.code for finding in error.findings]


@pytest.fixture
def with_packs(write_policy: Callable[..., Path]) -> Callable[..., Path]:
    """A policy that uses packs; each pack is what it uses and its rules."""

    def write(rules: str, uses: str, packs: dict[str, tuple[str, str]]) -> Path:
        for name, (used, text) in packs.items():
            manifest = PACK.replace("NAME", name.rpartition("/")[2]) + (f"uses: [{used}]\n" if used else "")
            write_policy(text, manifest=manifest, name=name)
        return write_policy(rules, manifest=MANIFEST + f"uses: [{uses}]\n")

    return write


def test_a_pack_gives_its_facts_and_rules(with_packs: Callable[..., Path]) -> None:
    """What a pack declares is part of the policy that uses it, however many packs lie between."""
    folder = with_packs(
        REQUEST,
        "law/a",
        {
            "law/a": (
                "law/b",
                "rules:\n  r: {request: ask, basis: law, reference: x, when: {new: true}, answer: yes,"
                " because: {en: R.}}\n",
            ),
            "law/b": ("", "facts:\n  new: {type: boolean}\n"),
        },
    )
    decision = load(folder).decide("ask", {"new": True}, today=DAY)
    assert (decision.answer, decision.rule) == ("yes", "r")
    assert [name for name, _ in decision.law] == ["law/b", "law/a"]


def test_packs_that_use_each_other_end(with_packs: Callable[..., Path]) -> None:
    """A circle of packs is read once each, or told; it never goes on for ever."""
    folder = with_packs(
        REQUEST,
        "law/a",
        {
            "law/a": ("law/b", "facts:\n  a.x: {type: boolean}\n"),
            "law/b": ("law/a", "facts:\n  b.x: {type: boolean}\n"),
        },
    )
    try:
        assert {"a.x", "b.x"} <= set(load(folder).rulebook.facts)
    except PolicyError as error:
        assert "circle" in str(error)


def test_a_pack_that_is_not_there_is_told_once(with_packs: Callable[..., Path]) -> None:
    """An unknown pack is one finding, at the place where it is used."""
    with pytest.raises(PolicyError) as caught:
        load(with_packs(REQUEST, "law/none, ../secret, /etc", {}))
    assert codes(caught.value) == ["FS117"] * 3
    assert all(finding.span for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("facts:\n  a.x: {type: boolean}\n", "facts:\n  a.x: {type: boolean}\n", "FS114"),
        ("facts:\n  a.x: {type: boolean}\n", "definitions:\n  a.x: today = today\n", "FS114"),
        ("facts:\n  a.x: {type: boolean}\n", "parameters:\n  a.x: {values: {2025-01-01: 3}}\n", "FS114"),
        ("facts:\n  a.x: {type: boolean}\n", "facts:\n  a: {type: boolean}\n", "FS116"),
        ("facts:\n  a.x: {type: boolean}\n", "parameters:\n  a.x.y: {values: {2025-01-01: 3}}\n", "FS116"),
        (RULE, RULE, "FS114"),
    ],
)  # fmt: skip
def test_a_name_is_declared_once_over_all_packs(
    with_packs: Callable[..., Path], first: str, second: str, code: str
) -> None:
    """A name in a pack and in the policy, or one within the other, is a finding that shows both places."""
    with pytest.raises(PolicyError) as caught:
        load(with_packs(REQUEST + second, "law/a", {"law/a": ("", first)}))
    found = [finding for finding in caught.value.findings if finding.code == code]
    assert found
    assert found[0].also


@pytest.mark.parametrize(
    "name", ["Order.total", "order total", "1st", "order..total", "order.", "in.stock", "not", "a.of", "_a", "prix_é"]
)
def test_a_name_that_could_be_misread_is_refused(write_policy: Callable[..., Path], name: str) -> None:
    """Names are small letters, digits and `_`, joined by points, and no word of the language."""
    with pytest.raises(PolicyError) as caught:
        load(write_policy(f"facts:\n  {name}: {{type: boolean}}\n" + REQUEST))
    assert "FS115" in codes(caught.value)


def test_history_of_two_rules_is_not_shared(write_policy: Callable[..., Path]) -> None:
    """`late-return` and `late_return` are too near: their histories would be one fact."""
    rules = f"rules:\n  late-return: {GOODWILL}\n  late_return: {GOODWILL}\n"
    with pytest.raises(PolicyError):
        load(write_policy(REQUEST + rules))


def test_a_history_fact_of_another_type_is_refused(write_policy: Callable[..., Path]) -> None:
    """Declaring `history.g.used` oneself as something else than a whole number is a finding."""
    rule = f"rules:\n  g: {GOODWILL}\n"
    with pytest.raises(PolicyError):
        load(write_policy("facts:\n  history.g.used: {type: text}\n" + REQUEST + rule))


GIVE = "rules:\n  r: {request: ask, answer: yes, because: {en: R.}, give: {extra: t}}\n"


def extra(policy: Policy, today: date = DAY, **case: str) -> str | None:
    return policy.decide("ask", case, today=today).options[0].lines[0].amount.to_json()


@pytest.mark.parametrize("row", ["{otherwise: 1, eco: 3}", "{eco: 3, otherwise: 1}"])
def test_otherwise_in_a_table_yields_to_what_is_listed(policy_of: Callable[..., Policy], row: str) -> None:
    """`otherwise` is for the keys that have no line, wherever it is written."""
    table = f"parameters:\n  t: {{by: [tier, cabin], values: {{2025-01-01: {{gold: {row}, otherwise: 9}}}}}}\n"
    policy = policy_of(FACTS + table + REQUEST + GIVE)
    assert extra(policy, tier="gold", cabin="eco") == "3"
    assert extra(policy, tier="gold", cabin="biz") == "1"
    assert extra(policy, tier="silver", cabin="biz") == "9"


def test_a_version_of_only_otherwise_is_a_version(policy_of: Callable[..., Policy]) -> None:
    """A later table that has only `otherwise` is in force from its day on; it is not passed over."""
    table = (
        "parameters:\n  t: {by: [tier], values: {2025-01-01: {gold: 3, otherwise: 1}, 2026-01-01: {otherwise: 5}}}\n"
    )
    policy = policy_of(FACTS + table + REQUEST + GIVE)
    assert extra(policy, date(2025, 12, 31), tier="gold") == "3"
    assert extra(policy, tier="gold") == "5"


def test_a_table_may_be_keyed_by_a_value_called_table(policy_of: Callable[..., Policy]) -> None:
    """A furniture shop has a line for `table` in its table."""
    facts = "facts:\n  item: {type: choice, values: [table, chair]}\n"
    table = "parameters:\n  t: {by: [item], values: {2025-01-01: {table: 3, chair: 2}}}\n"
    policy = policy_of(facts + table + REQUEST + GIVE)
    assert [extra(policy, item=item) for item in ("table", "chair")] == ["3", "2"]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("{by: [tier], values: {2025-01-01: {gold: 3}}}", "FS123"),
        ("{by: [tier, cabin], values: {2025-01-01: {gold: {eco: 1, biz: 2}, silver: {eco: 1}}}}", "FS123"),
        ("{by: [tier], values: {2025-01-02: {gold: 3, otherwise: 1}}}", "FS122"),
        ("{by: [tier], values: {2025-01-01: {goud: 3, otherwise: 1}}}", "FS119"),
        ("{by: [new], values: {2025-01-01: {true: 3, yes: 4, false: 1}}}", "FS114"),
        ("{by: [tier, cabin, new], values: {2025-01-01: {otherwise: 1}}}", "FS119"),
        ("{values: {2025-01-01: 1.5}}", "FS119"),
    ],
)
def test_tables_and_versions_cover_every_case(write_policy: Callable[..., Path], table: str, code: str) -> None:
    """A combination without a line, a line said twice, a day without a version: each is a finding."""
    text = FACTS + "  new: {type: boolean}\nparameters:\n  t: " + table + "\n" + REQUEST + GIVE
    with pytest.raises(PolicyError) as caught:
        load(write_policy(text))
    assert code in codes(caught.value)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("a: {request: aks, answer: no, because: {en: A.}}", "FS118"),
        ("a: {request: ask, because: {en: A.}}", "FS300"),
        ("a: {request: ask, answer: no, give: {refund: 5.00}, because: {en: A.}}", "FS301"),
        ("a: {request: ask, basis: goodwill, because: {en: A.}}", "FS302"),
        ("a: {request: ask, basis: promise, answer: no, because: {en: A.}}", "FS303"),
        ("a: {request: ask, basis: law, answer: no, because: {en: A.}}", "FS307"),
        ("a: {request: ask, answer: no, overrides: b, because: {en: A.}}", "FS125"),
        ("a: {request: ask, answer: no, overrides: a, because: {en: A.}}", "FS305"),
        ("a: {request: ask, answer: no, may_override: agent, because: {en: A.}}", "FS308"),
        ("a: {request: ask, answer: no, give: {refnd: 5.00}, because: {en: A.}}", "FS121"),
        ("a: {request: ask, answer: no, because: {en: '{prise} is too much.'}}", "FS401"),
        ("a: {request: ask, anwser: no, because: {en: A.}}", "FS111"),
    ],
)
def test_rules_that_do_not_fit_together_are_refused(write_policy: Callable[..., Path], rules: str, code: str) -> None:
    """Each way in which a rule cannot be meant has its own code."""
    with pytest.raises(PolicyError) as caught:
        load(write_policy(REQUEST + "rules:\n  " + rules + "\n"))
    assert code in codes(caught.value)


def test_overriding_in_a_circle_and_across_bases_is_refused(write_policy: Callable[..., Path]) -> None:
    """Overrides have no circle, and stay within one basis."""
    circle = (
        "rules:\n  a: {request: ask, answer: no, overrides: b, because: {en: A.}}\n"
        "  b: {request: ask, answer: no, overrides: [a], because: {en: B.}}\n"
    )
    with pytest.raises(PolicyError) as caught:
        load(write_policy(REQUEST + circle))
    assert "FS305" in codes(caught.value)
    with pytest.raises(PolicyError) as caught:
        load(
            write_policy(
                REQUEST
                + circle.replace("overrides: b", "basis: law, reference: x").replace("answer: no", "answer: yes")
            )
        )
    assert "FS304" in codes(caught.value)


def test_definitions_in_a_circle_are_refused(write_policy: Callable[..., Path]) -> None:
    """A definition that needs itself, through others or not, is a finding."""
    with pytest.raises(PolicyError) as caught:
        load(write_policy("definitions:\n  a: b + 1\n  b: a + 1\n" + REQUEST))
    assert "FS102" in codes(caught.value)


@pytest.mark.parametrize(
    ("type", "worse"),
    [
        ("type: choice, values: [x, y]", "higher"),
        ("type: boolean", "lower"),
        ("type: integer", "true"),
        ("type: text", "true"),
        ("type: choice, ordered: [x, y]", "false"),
    ],
)
def test_a_direction_that_a_type_does_not_have_is_refused(
    write_policy: Callable[..., Path], type: str, worse: str
) -> None:
    """Proofs could compare nothing by it, and would look at one way only; it is told once."""
    facts = f"facts:\n  ruder: {{{type}, about: conduct, worse: {worse}, ask: {{en: R?}}}}\n"
    with pytest.raises(PolicyError) as caught:
        load(write_policy(facts + REQUEST))
    assert codes(caught.value) == ["FS119"]
