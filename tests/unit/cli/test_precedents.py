"""What is typed about patterns of concessions, at a desk as it is set up: a shelf, a ledger, a staff file and a key."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import fairservice
from conformance.year_at_a_web_shop import MANIFEST, RULES
from fairservice.cli.precedents_phrases import PHRASES
from fairservice.desk.login import own_login
from fairservice.desk.precedents import remarks as remarks_
from fairservice.policy.desk_terms import KEPT_KINDS

from .conftest import Type
from .desk_typed import KIND, STAFF, Typist, same_places

PLACE = """\
desk: year
policy: published/year
ledger: sqlite:///desk.db
staff: staff.yaml
key: desk.key
"""
CASE = {"order.days": "40", "order.total": "50.00"}
DAYS_AGO = 70
GIVEN_FROM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Clock:
    """The clock of the colleagues who gave it: it is the test that lets time pass."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC) - timedelta(days=DAYS_AGO)

    def now(self) -> datetime:
        return self.moment


def staff(role: str) -> str:
    """Who types has a role; the colleagues are agents."""
    others = "".join(f"  {each}:\n    name: {each.title()}\n    roles: agent\n" for each in ("anna", "bram", "carla"))
    return f"staff:\n  {own_login()}:\n    name: Who Types\n    roles: {role}\n{others}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk at which a favour has spread over sixty days; nobody has looked at it yet."""
    from click.testing import CliRunner

    from fairservice.cli.main import cli

    here = tmp_path_factory.mktemp("desk")
    policy = here / "year"
    policy.mkdir()
    kept = "".join(
        f"    {kind}: {{purpose: {{en: To do right}}, basis: legitimate_interests, keep: 1100 days}}\n"
        for kind in KEPT_KINDS
    )
    (policy / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (policy / "rules.yaml").write_text(RULES + kept, encoding="utf-8")
    first = (date.today() - timedelta(DAYS_AGO + 5)).isoformat()
    asked = ["publish", str(policy), "--to", str(here / "published"), "--effective", first, "--by", "olga@example.com"]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    (here / "fairservice.yaml").write_text(PLACE, encoding="utf-8")
    (here / "staff.yaml").write_text(staff("policy_owner"), encoding="utf-8")
    clock = Clock()
    desk = fairservice.open_desk(
        here / "published/year",
        ledger=f"sqlite:///{here / 'desk.db'}",
        staff=here / "staff.yaml",
        key=here / "desk.key",
        login="anna",
        name="year",
        clock=clock,
    )
    for number in range(11):
        colleague = desk.for_login(("anna", "bram", "carla")[number % 3])
        made = colleague.decide(f"T{number}", f"c{number}", "return", CASE)
        colleague.concede(made.id, "store_credit", "15.00", "bad_weather")
        clock.moment += timedelta(days=6)
    return here


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that desk, where everything is typed."""
    shutil.copytree(made, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def said(text: str) -> str:
    return " ".join(text.split())


def test_list_tells_what_waits_and_what_is_next(typed: Type, here: Path) -> None:
    """Something waits for a decision: exit code 1, by when, what it rests on in one line, and the next command."""
    result = typed("precedents", "list")
    assert result.exit_code == 1, result.output
    text = said(result.stdout)
    assert "P-23 to decide by" in text and "days left)" in text
    assert "given in 11 of 11 cases, to 11 customers, by 3 colleagues" in text
    assert "Next fairservice precedents show P-23" in text
    for name in ("anna", "Anna", "bram", "carla", "c0", "T0"):
        assert name not in text.split("Comes due")[0]


def test_list_for_programs(typed: Type, here: Path) -> None:
    """The same as JSON."""
    told = json.loads(typed("precedents", "list", "--format", "json").stdout)
    (pattern,) = told["patterns"]
    assert pattern["id"] == "P-23" and pattern["status"] == "open" and pattern["figures"]["cases"] == 11
    assert {each["id"][0] for each in told["comes_due"]} == {"C"}


def test_show_tells_what_can_be_decided(typed: Type, here: Path) -> None:
    """The rate with its bounds and limit, and each way to decide."""
    text = said(typed("precedents", "show", "p-23").stdout)
    assert "74.11 % to 100 % of such cases (95 % sure); the limit is 20 %" in text
    for way in ("codify", "tighten", "sunset --until DAY", "accept --until DAY"):
        assert way in text


def test_the_draft_goes_into_a_file(typed: Type, here: Path) -> None:
    """Only the rule is printed, before and after it is decided; the policy with it loads and its examples pass."""
    before = typed("precedents", "show", "P-23", "--draft").stdout
    result = typed("precedents", "resolve", "P-23", "codify", "--why", "we want it")
    assert result.exit_code == 0 and before in result.stdout and "TO BE WRITTEN" in said(result.stdout)
    assert typed("precedents", "show", "P-23", "--draft").stdout == before
    (here / "year/codified.yaml").write_text(before, encoding="utf-8")
    tested = typed("test", here / "year")
    assert "1 of 1 example is decided as expected" in tested.stdout and tested.exit_code == 0, tested.output
    assert typed("precedents", "list").exit_code == 0
    assert "decided made policy: we want it" in said(typed("precedents", "show", "P-23").stdout)


def test_a_sunset_says_what_customers_are_told(typed: Type, here: Path) -> None:
    """In one's own words, or in words that fit any."""
    until = (date.today() + timedelta(40)).isoformat()
    result = typed("precedents", "resolve", "P-23", "sunset", "--until", until, "--why", "too dear")
    assert result.exit_code == 0 and "told, en We will give this up to and including" in said(result.stdout)
    words = ("--words", "en=This ends soon.", "--format", "json")
    result = typed("precedents", "resolve", "P-23", "sunset", "--until", until, "--why", "too dear", *words)
    told = json.loads(result.stdout)
    assert told["notice"] == {"en": "This ends soon."} and "by" not in told


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["lst"], "did you mean `list`?"),
        (["show"], "Missing argument"),
        (["show", "D-1"], "`D-1` is a decision"),
        (["show", "P-99"], "there is no `P-99`"),
        (["show", "P23"], "is not the name of an alarm"),
        (["resolve", "P-23", "tighten"], "Missing option '--why'"),
        (["resolve", "P-23", "tightn", "--why", "x"], "is no way to decide"),
        (["resolve", "P-23", "accept", "--why", "x"], "needs its last day"),
        (["resolve", "P-23", "accept", "--why", "x", "--until", "soon"], "soon"),
        (["resolve", "P-23", "sunset", "--why", "x", "--until", "2026-01-01"], "is past"),
        (["resolve", "P-23", "sunset", "--why", "x", "--words", "nl"], "is no language with words"),
        (["resolve", "P-23", "sunset", "--why", "x", "--words", "en=a", "--words", "en=b"], "given twice"),
    ],
)
def test_what_is_mistyped_is_told(typed: Type, here: Path, args: list[str], says: str) -> None:
    """In one line, without a traceback, and nothing is decided."""
    result = typed("precedents", *args)
    assert result.exit_code != 0 and says in said(result.output), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert json.loads(typed("precedents", "list", "--format", "json").stdout)["patterns"][0]["status"] == "open"


def test_who_does_not_own_the_policy_decides_nothing(typed: Type, here: Path) -> None:
    """An agent sees the pattern, and neither decides nor drafts."""
    (here / "staff.yaml").write_text(staff("agent"), encoding="utf-8")
    assert typed("precedents", "list").exit_code == 1
    assert typed("precedents", "show", "P-23").exit_code == 0
    for args in (["resolve", "P-23", "tighten", "--why", "x"], ["show", "P-23", "--draft"]):
        result = typed("precedents", *args)
        assert result.exit_code != 0 and "the owner of the policy" in result.output


def test_without_a_desk(typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so."""
    monkeypatch.chdir(tmp_path)
    result = typed("precedents", "list")
    assert result.exit_code == 2 and "fairservice.yaml" in result.output


def test_who_decides_a_case_is_told_what_is_closed(typed: Type, here: Path) -> None:
    """With the answer, before it is spoken of; and the command that comes next is not for that reason."""
    args = ("desk", "decide", "return", "--ticket", "T-90", "--customer", "c-90")
    facts = [part for name, value in CASE.items() for part in ("--fact", f"{name}={value}")]
    before = typed(*args, *facts)
    assert "--reason bad_weather" in said(before.stdout) and "Closed:" not in before.stdout, before.stdout
    assert typed("precedents", "resolve", "P-23", "tighten", "--why", "it was meant for storms").exit_code == 0
    after = typed(*args, *facts)
    assert "Closed: store credit for “bad weather”. It was given too often." in said(after.stdout), after.stdout
    assert "--reason bad_weather" not in after.stdout
    shut = json.loads(typed(*args, *facts, "--format", "json").stdout)["closed"]
    assert [(each["grant"], each["reason"]) for each in shut] == [("store_credit", "bad_weather")]


# ---- in Dutch and in English


@pytest.fixture(scope="module")
def dutch(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web shop, whose first language is Dutch: a favour that three colleagues gave for two months."""
    here = tmp_path_factory.mktemp("dutch")
    shutil.copytree(shelf, here / "published/year")
    (here / "fairservice.yaml").write_text(PLACE, encoding="utf-8")
    (here / "staff.yaml").write_text(STAFF, encoding="utf-8")
    clock = Clock()
    clock.moment = GIVEN_FROM
    desk = fairservice.open_desk(
        here / "published/year",
        ledger=f"sqlite:///{here / 'desk.db'}",
        staff=here / "staff.yaml",
        key=here / "desk.key",
        login="anna",
        name="year",
        clock=clock,
    )
    case = dict(each.split("=") for each in KIND if "=" in each)
    for number in range(11):
        colleague = desk.for_login(("anna", "bram", "tess")[number % 3])
        made = colleague.decide(f"T-{number}", f"K-{number}", "goodwill", case)
        colleague.concede(made.id, "store_credit", "10.00", "personal_circumstances")
        clock.moment += timedelta(days=6)
    return here


@pytest.fixture
def habit(dutch: Path, nowhere: Typist, tmp_path: Path) -> Typist:
    """The owner of the policy, at a copy of that desk, ten days later."""
    shutil.copytree(dutch, tmp_path, dirs_exist_ok=True)
    nowhere.login, nowhere.moment = "olga", GIVEN_FROM + timedelta(days=70)
    return nowhere


def test_every_language_has_every_phrase() -> None:
    """The tables agree, and no text lost what is filled in."""
    same_places(PHRASES)


def test_a_draft_is_written_for_its_owner_in_the_first_language_of_the_policy(habit: Typist) -> None:
    """It is kept on record as it was, so it does not depend on who looks; a YAML reader sees the same rule."""
    draft = habit("precedents", "show", alarm(habit), "--draft", "--lang", "en").stdout
    assert draft.startswith("# Een ontwerp, bij patroon P-") and "# A draft" not in draft
    assert all(len(line) <= 120 for line in draft.splitlines())
    remarks = {name: texts for name, texts in vars(remarks_).items() if name.isupper()}
    assert len(remarks) == 6
    for name, texts in remarks.items():
        places = [sorted(re.findall(r"\{\w+\}", texts[lang])) for lang in ("nl", "en")]
        assert places[0] == places[1], name


def test_it_is_told_in_the_first_language_of_the_policy_or_the_one_that_is_typed(habit: Typist) -> None:
    """As every command of the desk tells it: days, labels and figures are of that language too."""
    told = said(habit("precedents", "list").stdout)
    assert "besluit uiterlijk 31 mei 2026 (nog 20 dagen)" in told and "tegoed om “persoonlijke omstandigheden”" in told
    assert "in 11 van de 11 gevallen gegeven, aan 11 klanten, door 3 collega's" in told
    assert "Nu fairservice precedents show P-" in told and "to decide" not in told
    told = said(habit("precedents", "list", "--lang", "en").stdout)
    assert "to decide by 31 May 2026" in told and "store credit, for “personal circumstances”" in told
    shown = said(habit("precedents", "show", alarm(habit)).stdout)
    assert "de grens is 20%" in shown and "74,11%" in shown and "De eigenaar van het beleid beslist" in shown


def test_programs_read_the_same_in_every_language(habit: Typist) -> None:
    """The language is for people: JSON has codes, days and figures, and what customers are told in all languages."""
    name = alarm(habit)
    for args in (["list"], ["show", name], ["show", name, "--draft"]):
        nl, en = (habit("precedents", *args, "--lang", lang, "--format", "json").stdout for lang in ("nl", "en"))
        assert nl == en
    decided = ["resolve", name, "sunset", "--until", "2026-06-30", "--why", "te duur", "--key", "once"]
    nl, en = (
        json.loads(habit("precedents", *decided, "--lang", each, "--format", "json").stdout) for each in ("nl", "en")
    )
    assert nl == en and set(nl["notice"]) == {"nl", "en"}


@pytest.mark.parametrize(
    ("how", "says", "after"),
    [
        (["codify"], "het wordt beleid, met de regel hieronder", "besloten het wordt beleid: we willen het"),
        (["tighten"], "het wordt vanaf nu niet meer gegeven", "besloten gestopt: we willen het"),
        (["sunset", "--until", "2026-06-30"], "gegeven tot en met 30 juni 2026, en daarna niet meer", "loopt af: we"),
        (
            ["accept", "--until", "2026-06-30"],
            "aanvaard tot en met 30 juni 2026; daarna kijk je",
            "aanvaard: we willen",
        ),
    ],
)
def test_every_decision_is_told_in_dutch(habit: Typist, how: list[str], says: str, after: str) -> None:
    """What is so from now on, then what is on record; customers are quoted in their own languages."""
    name = alarm(habit)
    done = habit("precedents", "resolve", name, *how, "--why", "we willen het")
    assert done.exit_code == 0 and says in said(done.stdout), done.output
    if how == ["codify"]:
        assert "vul dan in waar NOG TE SCHRIJVEN staat" in said(done.stdout)
    if how[0] == "sunset":
        assert "klant, nl Wij geven dit nog tot en met" in said(done.stdout)
    assert after in said(habit("precedents", "show", name).stdout)


def test_a_language_that_the_policy_does_not_have_is_refused_before_anything_is_done(habit: Typist) -> None:
    """As at the desk."""
    name = alarm(habit)
    done = habit("precedents", "resolve", name, "tighten", "--why", "x", "--lang", "fr")
    assert done.exit_code == 2 and "no texts in `fr`" in done.stderr
    assert json.loads(habit("precedents", "show", name, "--format", "json").stdout)["status"] == "open"


@pytest.mark.parametrize("width", [60, 80])
def test_only_commands_are_wider_than_the_terminal(habit: Typist, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both languages: a command stays on one line, so that it can be copied."""
    monkeypatch.setenv("COLUMNS", str(width))
    name = alarm(habit)
    done = [habit("precedents", "resolve", name, "tighten", "--why", "omdat het nooit zo bedoeld was", "--lang", "en")]
    for lang in ("nl", "en"):
        done += [habit("precedents", *args, "--lang", lang) for args in (["list"], ["show", name])]
    for each in done:
        assert not [line for line in each.stdout.splitlines() if len(line) > width and "fairservice " not in line]


def alarm(at: Typist) -> str:
    """The name of the only alarm."""
    (found,) = json.loads(at("precedents", "list", "--format", "json").stdout)["patterns"]
    return str(found["id"])
