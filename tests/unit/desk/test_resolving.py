"""The owner of the policy decides on a pattern, and nobody else; each way has what it needs, and does what it says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import fairservice
from desk_story import FAVOUR, Story
from desks import StandingClock, desk_for_tests
from fairservice.analysis.examples import run_examples
from fairservice.bootstrap import shipped
from fairservice.desk.desk import Desk
from fairservice.desk.precedents.remarks import TO_WRITE
from fairservice.errors import DeskError, FairserviceError, NotOnRecord, Refused
from fairservice.ledger.records import Conceded, Erased

CASE = {"service.failure": "no_failure", "customer.tenure_years": 3, "conduct.level": "none"}


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def desk(clock: StandingClock) -> Desk:
    """The desk of the policy's owner, sixty days after a favour began to spread: alarm P-23 is open."""
    opened = desk_for_tests("olga", clock=clock)
    for number in range(11):
        give(opened, number)
        clock.pass_(days=6)
    assert [each.id for each in opened.precedents().patterns] == ["P-23"]
    return opened


def give(desk: Desk, number: int, reason: str = "helped_us", by: str | None = None) -> str:
    colleague = desk.for_login(by or ("anna", "bram", "carla")[number % 3])
    facts = {**CASE, "customer.tenure_years": 2 + number % 2, "customer.nationality": "NL"}
    made = colleague.decide(f"T-secret-{number}", f"customer-secret-{number}", "goodwill", facts)
    given = colleague.concede(made.id, "store_credit", "10.00" if number % 3 else "15.00", reason)
    assert isinstance(given.record, Conceded)
    return given.id


def refused(desk: Desk, number: int) -> str:
    with pytest.raises(Refused) as told:
        give(desk, number)
    return told.value.code


@pytest.mark.parametrize("login", ["anna", "tess", "mira"])
def test_only_the_owner_decides(desk: Desk, login: str) -> None:
    """An agent, a team lead and a manager see the alarm, and decide nothing on it."""
    colleague = desk.for_login(login)
    assert colleague.precedent("P-23").pattern.status == "open"
    for work in (
        lambda: colleague.resolve_precedent("P-23", "tighten", "enough"),
        lambda: colleague.draft_rule("P-23"),
    ):
        with pytest.raises(Refused) as told:
            work()
        assert told.value.code == "not_the_owner"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"how": "tightn"}, "no way to decide"),
        ({"how": None}, "no way to decide"),
        ({"how": "accept"}, "needs its last day"),
        ({"how": "sunset"}, "needs its last day"),
        ({"how": "tighten", "until": date(2026, 9, 1)}, "has no last day"),
        ({"how": "codify", "until": date(2026, 9, 1)}, "has no last day"),
        ({"how": "accept", "until": date(2026, 5, 6)}, "is past"),
        ({"how": "accept", "until": date(2027, 5, 8)}, "more than 365 days"),
        ({"how": "accept", "until": "2026-09-01"}, "is no date"),
        ({"how": "accept", "until": date(2026, 9, 1), "words": {"nl": "…"}}, "no words for customers"),
        ({"how": "sunset", "until": date(2026, 9, 1), "words": {"fr": "…"}}, "does not speak `fr`"),
        ({"how": "sunset", "until": date(2026, 9, 1), "words": {"nl": "a" * 501}}, "longer than 500"),
        ({"how": "tighten", "why": "  "}, "reason in words"),
        ({"how": "tighten", "alarm": "P-999"}, "no `P-999`"),
        ({"how": "tighten", "alarm": "D-1"}, "is a decision"),
        ({"how": "tighten", "alarm": "P-1"}, "no `P-1`"),
    ],
)
def test_what_cannot_be_meant_is_told(desk: Desk, given: dict[str, object], says: str) -> None:
    """In words, and nothing is decided."""
    asked = {"alarm": "P-23", "why": "enough", "until": None, "words": None, **given}
    alarm, how, why = asked.pop("alarm"), asked.pop("how"), asked.pop("why")
    with pytest.raises(FairserviceError, match=says):
        desk.resolve_precedent(alarm, how, why, **asked)  # type: ignore[arg-type]
    assert desk.precedent("P-23").pattern.status == "open"


def test_past_its_day_it_is_closed_until_it_is_decided(desk: Desk, clock: StandingClock) -> None:
    """Authorising is refused, telling what happened is not; once accepted it is given again, until that day."""
    due = desk.precedent("P-23").pattern.due
    assert due == date(2026, 5, 31)
    clock.pass_(days=(due - date(2026, 5, 7)).days)
    give(desk, 20)
    clock.pass_(days=1)
    assert refused(desk, 21) == "precedent_undecided" and desk.precedent("P-23").pattern.closed
    anna = desk.for_login("anna")
    made = anna.decide("T-out", "c-out", "goodwill", CASE)
    assert anna.report(made.id, "store_credit", "10.00").id.startswith("R-")
    desk.resolve_precedent("P-23", "accept", "until the new system is there", until=date(2026, 8, 31))
    give(desk, 22)
    assert desk.precedents().patterns[0].status == "accept"


def test_tightened_is_closed_at_once_for_that_reason_only(desk: Desk) -> None:
    """Another reason is another cohort."""
    desk.resolve_precedent("P-23", "tighten", "it was meant for other cases")
    assert refused(desk, 30) == "precedent_closed"
    give(desk, 31, "personal_circumstances")


def test_a_sunset_is_told_in_every_language_and_ends(desk: Desk, clock: StandingClock) -> None:
    """Own words where there are any, else words that fit; given on its last day, and not on the next."""
    said = {"nl": "Dit stopt op 1 juni."}
    done = desk.resolve_precedent("P-23", "sunset", "too dear", until=date(2026, 5, 31), words=said)
    assert done.record.notice == {
        "nl": "Dit stopt op 1 juni.",
        "en": "We will give this up to and including 31 May 2026. After that our usual terms hold, for everyone.",
    }
    clock.pass_(days=24)
    last = give(desk, 40)
    with desk.looking() as session:  # until then every customer is told so, in place of the usual notice
        assert session.found(last, Conceded).record.notice == "Dit stopt op 1 juni."
    clock.pass_(days=1)
    assert refused(desk, 41) == "precedent_closed"


def test_decided_anew(desk: Desk) -> None:
    """The last decision holds; each is on record."""
    desk.resolve_precedent("P-23", "tighten", "enough")
    desk.resolve_precedent("P-23", "accept", "on second thoughts", until=date(2026, 9, 1))
    give(desk, 50)
    shown = desk.precedent("P-23")
    assert (shown.pattern.status, shown.why) == ("accept", "on second thoughts")


def test_the_same_key_decides_once(desk: Desk) -> None:
    """Typed again it says what was decided; with something else in it, it is an error."""
    once = desk.resolve_precedent("P-23", "tighten", "enough", key="k")
    assert desk.resolve_precedent("P-23", "tighten", "enough", key="k").number == once.number
    with pytest.raises(DeskError, match="something else"):
        desk.resolve_precedent("P-23", "codify", "enough", key="k")


def test_a_codified_favour_is_a_rule_that_loads_and_passes(desk: Desk, tmp_path: Path) -> None:
    """The policy with the draft in it loads, its examples pass, and nobody stands in it."""
    text = desk.resolve_precedent("P-23", "codify", "we want it").record.words
    assert text is not None and text == desk.precedent("P-23").draft
    for secret in ("secret", "anna", "bram", "carla", "olga", "nationality", "NL", "conduct", "history"):
        assert secret not in text, secret
    assert "service.failure: no_failure" in text and "in deze gevallen 2, 3" in text
    assert TO_WRITE["nl"] in text and TO_WRITE["en"] in text and "store_credit: 10.00" in text
    shutil.copytree(shipped("webshop").parent, tmp_path / "rules")
    (tmp_path / "rules/webshop/codified.yaml").write_text(text, encoding="utf-8")
    policy = fairservice.load(tmp_path / "rules/webshop")
    report = run_examples(policy.rulebook, policy.decide)
    new = [each for each in report.outcomes if each.example.name.startswith("goodwill-store-credit-as-given")]
    assert len(new) == 2 and all(each.passed for each in new)
    decided = policy.decide("goodwill", CASE)
    assert (decided.answer, decided.rule) == ("yes_but", "goodwill-store-credit-as-given")


def test_a_draft_decides_nothing(desk: Desk) -> None:
    """Its owner may look at it before deciding."""
    found = desk.draft_rule("P-23")
    assert (found.examples, found.left_out) == (2, 0) and desk.precedent("P-23").pattern.status == "open"


def test_what_rests_on_law_is_not_codified(desk: Desk) -> None:
    """No rule of the policy can take the place of one of the law, and a rule that is gone is no exception's."""
    story = Story(desk.parts.ledger, replace(FAVOUR, request="return", rule="law-withdrawal"))
    story.outside(0, "T1")
    name = f"P-{story.alarm(1, due=30)}"
    with pytest.raises(Refused) as told:
        desk.resolve_precedent(name, "codify", "we want it")
    assert told.value.code == "not_ours_to_change"
    story.favour = replace(story.favour, rule="long-gone")
    story.outside(0, "T2")
    name = f"P-{story.alarm(1, due=30)}"
    with pytest.raises(Refused, match="no longer has the rule `long-gone`"):
        desk.resolve_precedent(name, "codify", "we want it")
    desk.resolve_precedent(name, "tighten", "it stays stopped")


def test_what_comes_from_one_colleague_only_the_owner_sees(desk: Desk, clock: StandingClock) -> None:
    """Not listed, not shown and not told to others; and the owner is not told who it is."""
    for number in range(60, 65):
        give(desk, number, "personal_circumstances", by="carla")
    (alone,) = [each for each in desk.precedents().patterns if each.alarm == "single_giver"]
    told = str(desk.precedent(alone.id).to_dict())
    assert "carla" not in told and "Carla" not in told
    for login in ("anna", "carla", "mira"):
        colleague = desk.for_login(login)
        assert {each.alarm for each in colleague.precedents().patterns} == {"cohort"}
        with pytest.raises(Refused, match="alone sees"):
            colleague.precedent(alone.id)
        clock.pass_(days=30)
        assert alone.id not in {each.id for each in colleague.precedents().comes_due}
        clock.pass_(days=-30)


def test_listing_raises_what_time_alone_brought_about(desk: Desk, clock: StandingClock) -> None:
    """A pattern that no grant tells of, since other cases fell out of the period, is told when somebody looks."""
    other = desk_for_tests("olga", clock=clock)
    anna = other.for_login("anna")
    for number in range(60):
        anna.decide(f"N{number}", None, "goodwill", CASE)
    clock.pass_(days=250)
    for number in range(11):
        give(other, number)
        clock.pass_(days=6)
    assert other.precedents().patterns == ()
    clock.pass_(days=365 - 250 - 66)
    assert other.precedents().patterns == ()
    clock.pass_(days=1)
    assert [each.alarm for each in other.precedents().patterns] == ["cohort"]
    assert len(other.precedents().patterns) == 1, "once"


def test_an_erased_alarm_is_not_on_record(desk: Desk) -> None:
    """It closes nothing, and nothing is decided on it."""
    with desk.parts.ledger.writing() as writing:
        record = Erased(on="2026-05-07", by="olga", role="policy_owner", count=1)
        writing.erase([23], "prune", record, datetime(2026, 5, 7, tzinfo=UTC))
    with pytest.raises(NotOnRecord):
        desk.resolve_precedent("P-23", "tighten", "enough")
