"""What is typed at a desk: what comes of it, what is said first, and what comes next."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fairservice.cli.backing_phrases import PHRASES
from fairservice.cli.desk.group import COMMANDS
from fairservice.cli.desk.phrases import WORDS

from .desk_typed import KIND, Typist, same_places

REASON = ("--reason", "helped_us")


def flat(text: str) -> str:
    """What is said, however its lines were broken."""
    return " ".join(text.split())


# ---- deciding and answering


def test_decide_shows_the_card_and_what_comes_next(at: Typist) -> None:
    """The card of `dry-run`; then the name, until when it can be answered, and commands that can be typed."""
    args = ("goodwill", *KIND, "--lang", "en")
    made = at.desk("decide", *args, "--ticket", "T-1", "--customer", "K-1")
    assert made.exit_code == 0
    dry = at("dry-run", "published/webshop", *args, "--today", "2026-03-02", "--fact", "history.small_kindness.used=0")
    card = re.compile(r"╭.*╯", re.DOTALL)
    assert card.search(made.stdout)[0] == card.search(dry.stdout)[0]  # type: ignore[index]
    assert "D-1 is on record. It can be answered until 1 April 2026." in made.stdout
    assert "fairservice desk answer D-1" in made.stdout
    assert "fairservice desk concede D-1 store_credit AMOUNT --reason personal_circumstances" in made.stdout
    assert "nothing is recorded" not in made.stdout


def test_an_open_decision_says_how_to_go_on(at: Typist) -> None:
    """It exits 3, and the fact that is asked for first stands in the next command."""
    made = at.desk("decide", "goodwill", "--ticket", "T 1", "--customer", "K-1", "--lang", "en")
    assert made.exit_code == 3
    assert "fairservice desk decide --again D-1 --fact service.failure=…" in made.stdout
    assert "concede" not in made.stdout.partition("is on record")[2]


def test_a_case_is_decided_again_with_what_became_known(at: Typist) -> None:
    """Nobody types ticket, customer and facts a second time; what would make it another case is not taken."""
    made = at.desk("decide", "goodwill", "--ticket", "T 1", "--customer", "K-1", "--lang", "en", *KIND[2:])
    assert made.exit_code == 3
    again = at.desk("decide", "--again", "D-1", "--fact", "service.failure=no_failure")
    assert again.exit_code == 0 and "This is the case of D-1, with what you said now." in flat(again.stdout)
    assert "fairservice desk concede D-2" in again.stdout
    open_ = at.done("decide", "--again", "D-2", "--fact", "service.failure=", code=3)
    assert open_["record"]["ticket"] == "T 1" and open_["again"]["id"] == "D-2"
    at.pass_(days=1)
    later = at.desk("decide", "--again", "D-2", "--lang", "nl")
    assert "De andere feiten zijn die van 2 maart 2026" in flat(later.stdout)
    for args in (("goodwill",), ("--ticket", "T-2"), ("--customer", "K-2"), ("--received", "2026-03-01")):
        wrong = at.desk("decide", "--again", "D-1", *args)
        assert wrong.exit_code == 2 and args[0].replace("goodwill", "REQUEST") in wrong.stderr
    for fact in ("service.failures=none", "service.failure=enormous"):
        wrong = at.desk("decide", "--again", "D-1", "--fact", fact)
        assert wrong.exit_code == 2 and fact.partition("=")[0] in wrong.stderr
    missing = at.desk("decide", "goodwill")
    assert missing.exit_code == 2 and "--ticket" in missing.stderr
    assert at.refused("decide", "--again", "D-1", "--fact", "history.small_kindness.used=0") == "ledger_fact"
    assert at.desk("decide", "--again", "D-99").exit_code == 2


def test_a_decision_as_json_has_all_of_it(at: Typist) -> None:
    """The name, the hash, what is on record, and the decision as `dry-run` tells it; no id of a customer."""
    made = at.done("decide", "goodwill", "--ticket", "T-1", "--customer", "K-1", *KIND)
    assert made["id"] == "D-1" and made["kind"] == "decision" and re.fullmatch("[0-9a-f]{64}", made["hash"])
    assert made["decision"]["answer"] == "no_but" and made["record"]["valid_until"] == "2026-04-01"
    assert "K-1" not in json.dumps(made)


def test_what_was_told_is_the_sentence_of_the_policy_or_ones_own(at: Typist) -> None:
    """Own words are kept as they were said, with a word on what they may have promised."""
    at.decide()
    told = at.done("answer", "D-1", "--channel", "phone")
    assert told["say"] == told["record"]["said"] and told["record"]["channel"] == "phone"
    own = flat(at.desk("answer", "D-1", "--said", "Ik kijk er nog eens naar.", "--lang", "en").stdout)
    assert "“Ik kijk er nog eens naar.”" in own and "not those of the policy" in own


# ---- concessions


def test_a_concession_says_first_what_to_say(at: Typist) -> None:
    """The notice comes first, then what is on record, then that it is told."""
    at.decide("T-1", "K-1", "--lang", "en")
    given = at.desk("concede", "D-1", "store_credit", "10.00", *REASON, "--in-return", "writes a review")
    assert given.exit_code == 0
    lines = [line for line in given.stdout.splitlines() if line.strip()]
    assert lines[0].split(maxsplit=1) == ["Say", "“We do this once for you. Next time the usual terms hold.”"]
    assert lines[1].split(maxsplit=1) == ["Done", "C-2: store credit €10.00, to be used once, until 1 April 2026"]
    assert "writes a review" in given.stdout and "fairservice desk notice C-2" in given.stdout
    assert "C-2 is given this once (mail)" in flat(at.desk("notice", "C-2", "--channel", "mail").stdout)
    assert "none is left" in at.desk("use", "C-2").stdout
    assert at.refused("use", "C-2") == "used_up"
    assert at.refused("withdraw", "C-2", "--why", "a slip") == "used"


def test_what_is_above_the_mandate_waits_for_somebody(at: Typist) -> None:
    """It exits 3 and promises nothing; only the role that was asked sees it, and whoever asked cannot approve it."""
    facts = ("--fact", "service.failure=serious", "--fact", "service.failure_settled=false")
    args = ("--ticket", "T-1", "--customer", "K-1", *facts, "--fact", "conduct.level=none", "--lang", "en")
    at.done("decide", "goodwill", *args)
    asked = at.desk("concede", "D-1", "store_credit", "60.00", "--reason", "real_costs_made")
    assert asked.exit_code == 3
    assert "Waits" in asked.stdout and "Promise nothing yet." in asked.stdout and "Say" not in asked.stdout
    assert "No approval waits for you." in at.desk("approvals", "--lang", "en", by="bram").stdout
    mine = at.done("open")
    assert mine["waiting"] == [] and [(each["id"], each["amount"]) for each in mine["asked"]] == [("A-2", "60.00")]
    assert [each["id"] for each in at.done("approvals", by="tess")["waiting"]] == ["A-2"]
    assert at.refused("approve", "A-2", "--why", "fine") == "own_request"
    assert at.refused("approve", "A-2", "--why", "fine", by="bram") == "role_too_low"
    given = at.desk("approve", "A-2", "--why", "our courier lost it twice", by="tess")
    assert given.exit_code == 0 and "It was asked for in A-2" in flat(given.stdout)
    assert at.refused("approve", "A-2", "--why", "fine", by="tess") == "answered"


def test_a_refused_approval_leaves_the_answer(at: Typist) -> None:
    """It says what is not given, and that the answer of the policy stays."""
    facts = ("--fact", "service.failure=serious", "--fact", "service.failure_settled=false")
    args = ("--ticket", "T-1", "--customer", "K-1", *facts, "--fact", "conduct.level=none", "--lang", "en")
    at.done("decide", "goodwill", *args)
    at.done("concede", "D-1", "store_credit", "60.00", "--reason", "real_costs_made", code=3)
    told = flat(at.desk("refuse", "A-2", "--why", "twenty is enough", by="tess").stdout)
    assert "A-2 is refused: store credit €60.00 is not given" in told and "The answer of the policy stays" in told
    assert at.done("open")["asked"] == []


# ---- overrides, reports, objections


def test_an_override_backs_the_colleague(at: Typist) -> None:
    """The sentence is the first thing that is shown, and the fact is told in words."""
    at.decide("T-1", "K-1", "--lang", "en")
    why = ("--why", "the courier lost it twice")
    told = at.desk(
        "override", "D-1", "yes", "--fact", "service.failure=serious", *why, "--give", "store_credit=25", by="tess"
    )
    assert told.exit_code == 0, told.output
    said = flat(told.stdout)
    assert said.startswith("Say “Anna de Vries's answer followed the policy; I make an exception because the courier")
    assert "failure on our side was nothing went wrong, and is serious" in said
    assert "fairservice backing D-1" in said
    assert at.refused("override", "D-1", "yes", *why, "--fact", "service.failure=small") in (
        "role_too_low",
        "corrected",
    )


def test_what_happened_is_told_and_repaired(at: Typist) -> None:
    """A report is never refused; who may repair it finds it under `open`, with the command."""
    at.decide("T-1", "K-1", "--lang", "en")
    told = at.desk("report", "D-1", "store_credit", "30.00", "--by", "bram", "--why", "promised on the phone")
    assert told.exit_code == 0 and "it is not held against you" in flat(told.stdout)
    assert "fairservice desk repair R-2 honour" in at.desk("open", by="tess").stdout
    named = at.desk("open", by="bram").stdout  # who is named learns it, and how to answer
    assert "R-2" in named and "fairservice desk object D-1 --note" in named and "repair" not in named
    assert at.done("show", "R-2")["record"]["amount"] == "30.00"
    kept = at.desk("repair", "R-2", "honour", by="tess")
    assert kept.exit_code == 0 and "Say" in kept.stdout and "we keep our word" in flat(kept.stdout)


def test_so_much_is_honoured_by_somebody_higher(at: Typist) -> None:
    """Who is told and who finds it under `open` read who can honour it; a lead who cannot is shown how to retract."""
    at.decide("T-1", "K-1", "--lang", "en")
    told = flat(at.desk("report", "D-1", "store_credit", "150.00", "--by", "bram").stdout)
    assert "a manager decides by" in told and "a team lead can take it back" in told
    lead = at.desk("open", "--lang", "en", by="tess").stdout
    assert "fairservice desk repair R-2 retract" in lead
    assert "honouring it takes somebody else, a manager" in flat(lead)
    assert "repair R-2 honour" not in lead
    assert "fairservice desk repair R-2 honour" in at.desk("open", by="mira").stdout


def test_staff_have_a_voice(at: Typist) -> None:
    """The owner of the policy finds the objection and answers it; whoever objected sees what became of it."""
    at.decide("T-1", "K-1", "--lang", "en")
    assert (
        "The owner of the policy answers by 16 March 2026." in at.desk("object", "D-1", "--note", "daily asked").stdout
    )
    assert [each["id"] for each in at.done("open", by="olga")["waiting"]] == ["X-2"]
    undecided = at.desk("answer-objection", "X-2", "--answer", "true", by="olga")
    assert undecided.exit_code == 2 and "`--changes` or `--stays`" in undecided.stderr
    assert at.refused("answer-objection", "X-2", "--answer", "true", "--stays") == "not_the_owner"
    at.done("answer-objection", "X-2", "--answer", "true", "--changes", by="olga")
    assert "answered the objection: true" in at.desk("show", "X-2", "--lang", "en").stdout


def test_a_customer_who_wants_somebody_higher_takes_the_decision_along(at: Typist) -> None:
    """The higher one finds it under `open`, and gets the sentence; whoever asked is not offered it."""
    at.decide("T-1", "K-1", "--lang", "en")
    assert "fairservice desk override D-1" in at.desk("escalate", "D-1").stdout
    assert at.done("open")["waiting"] == []
    assert "fairservice desk uphold U-2" in at.desk("open", by="tess").stdout
    told = flat(at.desk("uphold", "U-2", by="tess").stdout)
    assert told.startswith("Say “Anna de Vries's answer followed our policy, and I stand behind it.”")


def test_after_an_incident_nothing_is_overridden_that_day(at: Typist) -> None:
    """It says so when it is reported, and the refusal says until when."""
    at.decide()
    told = at.desk("incident", "threat", "--ticket", "T-1", "--customer", "K-1", "--lang", "en")
    assert told.exit_code == 0 and "a threat, in the contact of T-1" in told.stdout
    why = ("--why", "there is a reason", "--give", "store_credit=5", "--reason", "helped_us")
    assert at.refused("override", "D-1", "yes_but", *why, by="tess") == "incident"
    wrong = at.desk("incident", "threats", "--ticket", "T-1")
    assert wrong.exit_code == 2 and "did you mean `threat`?" in wrong.stderr


def test_a_refusal_says_what_to_type(at: Typist) -> None:
    """The desk speaks of parameters; whoever types reads options and commands, in text and in JSON."""
    at.done("decide", "goodwill", "--ticket", "T-1", *KIND)
    at.decide("T-2")
    why = ("--why", "so it is")
    cases = [
        (("concede", "D-1", "store_credit", "5", *REASON), "with `--customer ID`"),
        (("concede", "D-2", "store_credit", "500", *REASON), "told with `fairservice desk report`"),
        (("override", "D-2", "yes", *why), "use `fairservice desk escalate D-2`"),
        (("override", "D-2", "yes", *why, "--fact", "parcel.lost=true"), "name it with `--give store_credit=10.00`"),
        (("override", "D-2", "yes_but", *why), "name it with `--fact NAME=VALUE`"),
        (
            ("override", "D-2", "yes", *why, "--fact", "parcel.lost=true", "--give", "store_credit=150"),
            "use `fairservice desk escalate D-2`",
        ),
    ]
    for args, help in cases:
        by = "tess" if len(args) > 5 or "--fact NAME" in help else None
        refused = at.desk(*args, "--lang", "en", by=by)
        assert refused.exit_code == 4, refused.output
        assert refused.stderr.startswith("refused: ") and help in flat(refused.stderr), refused.stderr
        in_dutch = flat(at.desk(*args, by=by).stderr)
        assert in_dutch.startswith("kan niet: ") and help[help.index("`") :] in in_dutch, in_dutch
        assert help in at.done(*args, by=by, code=4)["error"]["help"]


# ---- what is on record


def test_show_tells_a_ticket_by_roles(at: Typist) -> None:
    """Each line has when, its name and who by their role; nobody's login but one's own, in text and in JSON."""
    at.decide("T-1", "K-1", "--lang", "en")
    at.done("report", "D-1", "store_credit", "30.00", "--by", "bram")
    at.done("repair", "R-2", "honour", by="tess")
    told = at.desk("show", "--ticket", "T-1")
    assert "2026-03-02 11:00  D-1  you: decided goodwill: no, but" in told.stdout
    assert "team lead: repaired it: honoured" in told.stdout
    for args in (("--ticket", "T-1"), ("D-1",), ("R-2",), ("E-3",)):
        for format in ("text", "json"):
            shown = at.desk("show", *args, "--format", format).stdout
            assert shown and not re.search("bram|tess", shown), (args, format)


def test_show_finds_any_entry_with_its_matter(at: Typist) -> None:
    """What belongs to it stands below; in lower case it is found too."""
    at.decide("T-1", "K-1", "--lang", "en")
    at.decide("T-1", "K-1", "--lang", "en")
    at.done("concede", "D-1", "store_credit", "10.00", *REASON)
    at.done("notice", "C-3")
    assert [each["id"] for each in at.done("show", "c-3")["matter"]] == ["D-1", "E-4"]
    assert [each["id"] for each in at.done("show", "D-1")["matter"]] == ["C-3"]
    assert [each["id"] for each in at.done("show", "E-4")["matter"]] == ["C-3"]


@pytest.mark.parametrize(
    ("args", "help"),
    [
        (("show", "D1042"), "did you mean `D-1042`?"),
        (("show", "DD-1"), "it is written like `D-1042`"),
        (("show", "T-1"), "did you mean the ticket, `--ticket T-1`?"),
        (("answer", "D1"), "did you mean `D-1`?"),
        (("answer", "1"), "did you mean `D-1`?"),
        (("show", "C-1"), "did you mean `D-1`?"),
        (("show", "D-7"), "its name is on what the desk said at the time"),
        (("answer", "C-1"), "it is written like `D-…`"),
        (("use", "d-1"), "it is written like `C-…`"),
        (("show", "--ticket", "T-2"), "write it as it was written then"),
        (("show",), "say a name like `D-12`"),
        (("show", "D-1", "--ticket", "T-1"), "say a name like `D-12`"),
        (("repair", "R-1", "honour"), "its name is on what the desk said"),
        (("concede", "D-1", "store_credit", "five", *REASON), "write it like `25.00`"),
        (("override", "D-1", "yes", "--fact", "service.failure", "--why", "so"), "--fact NAME=VALUE"),
        (("decid",), "did you mean `decide`?"),
        (("open", "--lang", "fr"), "it has them in: nl, en"),
        (("answer", "D-1", "--lang", "fr"), "it has them in: nl, en"),
        (("report", "D-1", "store_credit", "5", "--lang", "fr"), "it has them in: nl, en"),
    ],
)
def test_a_slip_is_told_with_what_would_do(at: Typist, args: tuple[str, ...], help: str) -> None:
    """Nothing is recorded by it."""
    at.decide()
    slip = at.desk(*args)
    assert slip.exit_code == 2, slip.output
    assert help in flat(slip.stderr), slip.stderr
    assert len(at.done("show", "--ticket", "T-1")["entries"]) == 1


def test_what_only_the_owner_sees_is_refused_to_others(at: Typist) -> None:
    """A pattern of one person's favours is shown to the owner of the policy alone."""
    for number in range(5):
        made = at.decide(f"T-{number}", f"K-{number}")
        at.done("concede", made, "store_credit", "10.00", *REASON)
    alarms = [each for each in at.done("open", by="olga")["waiting"] if each["kind"] == "alarm"]
    assert len(alarms) == 1
    assert at.refused("show", alarms[0]["id"], by="mira") == "not_the_owner"
    shown = at.desk("show", alarms[0]["id"], "--lang", "en", by="olga")
    assert shown.exit_code == 0 and "the desk: a pattern" in shown.stdout and "anna" not in shown.stdout
    assert alarms[0]["id"] not in json.dumps(at.done("open"))


def test_done_twice_under_a_key_it_is_on_record_once(at: Typist) -> None:
    """The second time says the same; with something else it is an error, and not a refusal."""
    at.decide()
    first = at.done("concede", "D-1", "store_credit", "10.00", *REASON, "--key", "k1")
    assert at.done("concede", "D-1", "store_credit", "10.00", *REASON, "--key", "k1") == first
    other = at.done("concede", "D-1", "store_credit", "9.00", *REASON, "--key", "k1", code=2)
    assert other["error"]["code"] == "key_reused"


def test_what_is_past_its_day_says_so(at: Typist) -> None:
    """A notice that was not sent stays on the list of whoever asked for the concession, as late."""
    at.decide("T-1", "K-1", "--lang", "en")
    at.done("concede", "D-1", "store_credit", "10.00", *REASON)
    assert [each["late"] for each in at.done("open")["waiting"]] == [False]
    at.pass_(days=9)
    assert [each["late"] for each in at.done("open")["waiting"]] == [True]
    assert "was due 9 March 2026" in flat(at.desk("open", "--lang", "en").stdout)
    at.done("notice", "C-2")
    assert at.done("open")["waiting"] == []


# ---- backing


def test_a_statement_is_made_and_holds_until_it_is_changed(at: Typist) -> None:
    """It is verified by anybody at the desk; one word changed, and it does not hold."""
    at.decide("T-1", "K-1", "--lang", "en")
    made = at("backing", "D-1", "-o", "d1.json")
    assert made.exit_code == 0 and "This answer followed rule `otherwise` of policy webshop" in flat(made.stdout)
    holds = at("backing", "--verify", "d1.json", by="olga")
    assert holds.exit_code == 0 and holds.stdout.startswith("✓ D-1")
    statement = Path("d1.json").read_text(encoding="utf-8")
    assert json.loads(statement) == json.loads(at("backing", "D-1", "--format", "json").stdout)
    for old, new in (('"no_but"', '"yes"'), ('"D-1"', '"D-2"'), ("2026-03-02", "2026-03-03")):
        changed = at("backing", "--verify", "-", "--format", "json", input=statement.replace(old, new, 1))
        assert changed.exit_code == 1 and json.loads(changed.stdout)["verdict"] == "not_ours"


def test_a_statement_is_shown_in_the_language_of_its_decision(at: Typist) -> None:
    """Or in the one that is typed; the statement itself, and JSON, stay as they were sealed."""
    at.decide("T-1", "K-1", "--lang", "nl")
    shown = flat(at("backing", "D-1", "-o", "d1.json").stdout)
    assert (
        "beslissing D-1 van 2 maart 2026, aan balie webshop" in shown and "antwoord “nee, maar”, op goodwill" in shown
    )
    assert "Nu fairservice backing --verify d1.json of het klopt" in shown
    assert "Het klopt: opnieuw beslist" in flat(at("backing", "--verify", "d1.json").stdout)
    assert "It holds: decided again" in flat(at("backing", "--verify", "d1.json", "--lang", "en").stdout)
    english = flat(at("backing", "D-1", "--lang", "en").stdout)
    assert "answer “no, but”, to goodwill" in english and "Dit antwoord volgde regel" in english
    nl, en = (at("backing", "D-1", "--lang", lang, "--format", "json").stdout for lang in ("nl", "en"))
    assert nl == en
    assert at("backing", "D-1", "--lang", "fr").exit_code == 2
    same_places(PHRASES)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b'{"format": "fairservice-backing/1", "decision": "\\ud800"}',
        b"[" * 60000,
        b"{" * 70000,
    ],
)
def test_what_is_no_statement_is_told_so(at: Typist, content: bytes) -> None:
    """Never a traceback, whatever stands in the file."""
    result = at("backing", "--verify", "-", input=content)
    assert result.exit_code == 2 and "not a statement of backing" in result.stderr, result.output


def test_there_is_nothing_to_stand_behind_while_it_is_open(at: Typist) -> None:
    """It exits 4; and a name, a file, or both, must be said."""
    at.done("decide", "goodwill", "--ticket", "T-1", code=3)
    assert at("backing", "D-1").exit_code == 4
    assert at("backing").exit_code == 2
    assert at("backing", "D-1", "--verify", "x").exit_code == 2
    assert "no such file" in at("backing", "--verify", "x").stderr


# ---- all of them


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(nowhere: Typist, command: str) -> None:
    """An example that begins with the command, exit codes, and a first line that fits a list."""
    told = nowhere.desk(command, "--help")
    assert told.exit_code == 0
    assert f"fairservice desk {command}" in told.stdout.partition("Example:")[2] and "Exit codes:" in told.stdout
    listed = nowhere.desk("--help").stdout
    assert not [line for line in listed.splitlines() if line.startswith("  ") and line.endswith("...")]


def test_every_language_has_every_word() -> None:
    """The tables agree, and no text lost what is filled in."""
    same_places(WORDS)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_but_commands_is_wider_than_the_terminal(
    at: Typist, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command stays on one line, so that it can be copied; all else is broken where it must."""
    monkeypatch.setenv("COLUMNS", str(width))
    at.decide("T-1", "K-1", "--lang", "en")
    at.done("report", "D-1", "store_credit", "30.00", "--why", "promised on the phone to a customer who waited long")
    told = [
        at.desk("concede", "D-1", "store_credit", "10.00", *REASON),
        at.desk("escalate", "D-1"),
        at.desk("open", by="tess"),
        at.desk("show", "--ticket", "T-1"),
        at.desk("show", "D-1"),
    ]
    for each in told:
        wide = [line for line in each.stdout.splitlines() if len(line) > width and "fairservice desk" not in line]
        assert not wide


# ---- no answer, and none to be found out


DISAGREE = """
  return-dear:
    request: return
    when:
      item_price: more than 100
    answer: no_but
    may_override: team_lead
    offer:
      - what: exchange
    because:
      nl: Dure artikelen nemen wij niet terug. Ruilen kan wel.
      en: Expensive items are not taken back. An exchange is possible.
"""


def test_where_rules_disagree_the_owner_and_a_colleague_are_told(nowhere: Typist) -> None:
    """Nothing that the customer could tell would help, so no step and no refusal asks for it."""
    at = nowhere
    assert at("init", "shop", "--lang", "en").exit_code == 0
    with Path("shop/returns.yaml").open("a", encoding="utf-8") as rules:
        rules.write(DISAGREE)
    made = at("desk", "new", "--policy", "shop", "--draft", by="tess")
    assert made.exit_code == 0, made.stderr
    case = ("--customer", "K-1", "--fact", "item_price=120", "--fact", "days_since_purchase=3")
    made = at.desk("decide", "return", "--ticket", "T-1", *case, by="tess")
    assert made.exit_code == 3 and "decide again" not in made.stdout, made.stdout
    assert "fairservice desk object D-1 --note" in made.stdout and "fairservice desk escalate D-1" in made.stdout
    why = ("--why", "so it is", "--fact", "item_price=90")
    credit = ("store_credit", "5", "--reason", "our_mistake")
    for args in (("answer", "D-1"), ("concede", "D-1", *credit), ("override", "D-1", "yes_but", *why)):
        refused = at.desk(*args, by="tess")
        assert refused.exit_code == 4 and "rules disagree" in refused.stderr, refused.stderr
        assert '`fairservice desk object D-1 --note "…"`' in flat(refused.stderr)


def test_an_override_is_for_one_fact(at: Typist) -> None:
    """More than one is refused: the last one alone would be another case than was typed."""
    at.decide()
    facts = ("--fact", "service.failure=small", "--fact", "service.failure_settled=false")
    slip = at.desk("override", "D-1", "yes", *facts, "--why", "it came late", by="tess")
    assert slip.exit_code == 2 and "more are named" in slip.stderr and "desk decide" in slip.stderr


def test_a_concession_that_depends_on_what_is_unknown_is_open(at: Typist) -> None:
    """It is not said that the policy allows none: it may, once it is known."""
    args = ("goodwill", *KIND[:-2], "--ticket", "T-1", "--customer", "K-1", "--lang", "en")
    assert at.desk("decide", *args).exit_code == 0
    refused = at.desk("concede", "D-1", "store_credit", "5", *REASON)
    assert refused.exit_code == 4 and "is open yet" in refused.stderr and "`conduct.level`" in refused.stderr
