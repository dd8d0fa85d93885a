"""`Policy.decide_many`: any number of cases, lazily, in order, and as of one day."""

from __future__ import annotations

import copy
import itertools
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass
from datetime import date, datetime
from types import SimpleNamespace

import pytest

import fairservice
from fairservice import Case, CaseError, Policy, load
from fairservice.decisions import decide

GOOD = {"days_since_purchase": 3, "item_price": "49.95"}
BAD = {"days_since_purchase": "three"}
DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load("starter")


def request_of(policy: Policy) -> str:
    return policy.requests[0]


def test_each_case_is_decided_as_alone(policy: Policy) -> None:
    """The decisions are those that `decide` makes of the same cases, in the same order."""
    cases = [{"days_since_purchase": days, "item_price": "10.00"} for days in range(60)]
    many = [each.result().fingerprint for each in policy.decide_many(request_of(policy), cases, today=DAY)]
    assert many == [policy.decide(request_of(policy), case, today=DAY).fingerprint for case in cases]
    assert len(set(many)) > 1


def test_a_bad_case_does_not_stop_the_others(policy: Policy) -> None:
    """It is yielded in its place with its error; there is always either a decision or an error."""
    found = list(policy.decide_many(request_of(policy), [GOOD, BAD, None, 5, {"x": 1}, GOOD], today=DAY))  # type: ignore[list-item]
    assert [each.position for each in found] == [0, 1, 2, 3, 4, 5]
    assert [each.decision is None for each in found] == [False, True, True, True, True, False]
    assert all((each.decision is None) != (each.error is None) for each in found)
    codes = [each.error.findings[0].code for each in found if each.error]
    assert codes == ["FS601", "FS609", "FS609", "FS600"]
    with pytest.raises(CaseError):
        found[1].result()


def test_an_endless_stream_is_decided_as_it_comes(policy: Policy) -> None:
    """Only what is asked for is taken from the iterable, one case at a time."""
    taken = []

    def stream() -> Iterator[dict[str, object]]:
        for number in itertools.count():
            taken.append(number)
            yield GOOD

    found = policy.decide_many(request_of(policy), stream(), today=DAY)
    assert taken == []
    assert [each.position for each in itertools.islice(found, 3)] == [0, 1, 2]
    assert taken == [0, 1, 2]


def test_what_is_wrong_for_all_is_said_at_once(policy: Policy) -> None:
    """A request, language or day that is wrong, and what is not many cases, are errors of the call itself."""
    name = request_of(policy)
    with pytest.raises(CaseError, match="no request"):
        policy.decide_many("refnd", [])
    with pytest.raises(CaseError, match="no texts in `fr`"):
        policy.decide_many(name, [], lang="fr")
    with pytest.raises(CaseError, match="`today` cannot be"):
        policy.decide_many(name, [], today=date(1, 1, 1))
    with pytest.raises(CaseError, match="`received_on` cannot be"):
        policy.decide_many(name, [], received_on=date(1, 1, 1))
    for single in (GOOD, Case(GOOD), "a", b"a"):
        with pytest.raises(TypeError, match="in a list"):
            policy.decide_many(name, single)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        policy.decide_many(name, 5)  # type: ignore[arg-type]


def test_a_day_that_is_no_date_is_told(policy: Policy) -> None:
    """A text as a day is an error of its case alone, and of `decide` an error of the case, as is what is no case."""
    cases = [Case(GOOD, today="2026-07-01"), Case(GOOD, received_on=5), GOOD]  # type: ignore[arg-type]
    found = list(policy.decide_many(request_of(policy), cases, today=DAY))
    assert [each.decision is None for each in found] == [True, True, False]
    with pytest.raises(CaseError, match="`today` is no date"):
        policy.decide(request_of(policy), GOOD, today="2026-07-01")  # type: ignore[arg-type]
    for case in (None, 5, "x", [("days_since_purchase", 3)]):
        with pytest.raises(CaseError, match="no mapping"):
            policy.decide(request_of(policy), case)  # type: ignore[arg-type]


def test_a_decision_is_copied_as_itself_and_not_pickled(policy: Policy) -> None:
    """What does not change needs no copy; what belongs to a policy says so where it is pickled."""
    decision = policy.decide(request_of(policy), GOOD, today=DAY)
    assert copy.copy(decision) is copy.deepcopy(decision) is decision
    with pytest.raises(TypeError, match="to_dict"):
        pickle.dumps(decision)
    with pytest.raises(TypeError, match="load it in each process"):
        pickle.dumps(policy)


def test_the_clock_is_read_once(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cases are decided as of the day of the call, though midnight passes between two of them."""
    midnight = datetime(2026, 7, 2, tzinfo=policy.rulebook.zone).timestamp()
    moments = iter([midnight - 1, midnight, midnight + 86_400])
    monkeypatch.setattr(decide, "time", SimpleNamespace(time=lambda: next(moments)))
    found = policy.decide_many(request_of(policy), [GOOD] * 3)
    assert {each.result().today for each in found} == {date(2026, 7, 1)}
    assert policy.today() == date(2026, 7, 2)
    assert policy.decide(request_of(policy), GOOD).today == date(2026, 7, 3)


def test_a_case_may_have_days_of_its_own(policy: Policy) -> None:
    """They go before those of the call; a case with its own `today` and nothing else was received on it."""
    own, before = date(2026, 3, 1), date(2026, 2, 1)
    cases = [GOOD, Case(GOOD), Case(GOOD, own), Case(GOOD, own, before), Case(GOOD, received_on=before)]
    found = [each.result() for each in policy.decide_many(request_of(policy), cases, today=DAY)]
    days = [(each.today, each.received_on) for each in found]
    assert days == [(DAY, DAY), (DAY, DAY), (own, own), (own, before), (DAY, before)]
    (last,) = policy.decide_many(request_of(policy), [Case(GOOD, own)], today=DAY, received_on=before)
    assert last.result().received_on == before
    (bad,) = policy.decide_many(request_of(policy), [Case(GOOD, date(1, 1, 1))])
    assert bad.error is not None


def test_what_was_given_comes_back(policy: Policy) -> None:
    """The very object, so that an order number can travel along with its case."""

    @dataclass(frozen=True)
    class OfOrder(Case):
        order: str = ""

    case = OfOrder(GOOD, order="A-1")
    (found,) = policy.decide_many(request_of(policy), [case])
    assert found.case is case
    with pytest.raises(FrozenInstanceError):
        found.position = 3  # type: ignore[misc]


def test_an_error_keeps_nothing_alive(policy: Policy) -> None:
    """A list of many errors holds what they say, not the frames that they came through."""
    (found,) = policy.decide_many(request_of(policy), [BAD])
    assert found.error is not None and found.error.__traceback__ is None


def test_the_names_are_public() -> None:
    """`Case` and `Decided` are part of the interface."""
    assert {"Case", "Decided"} <= set(fairservice.__all__)
