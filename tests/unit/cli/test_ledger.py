"""What is typed about the ledger: nothing goes without a yes, and every message says what would do."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import json
import sqlite3
from pathlib import Path

import pytest

from fairservice.cli.ledger.phrases import PHRASES
from fairservice.desk.privacy.field_names import NAMES
from fairservice.desk.privacy.others import OF_CUSTOMER
from fairservice.desk.privacy.readable import TECHNICAL
from fairservice.ledger import records

from .desk_typed import STAFF, Typist, same_places

AGREED = """
works_council_agreement:
  on: 2026-01-01
  reference: agreement 2026-3
  views: [own_team_overrides]
  roles: [manager]
"""


def read(at: Typist, *args: str, by: str = "olga", code: int = 0, input: str | None = None) -> dict[str, object]:
    result = at("ledger", *args, "--format", "json", by=by, input=input)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_a_ledger_is_verified_with_or_without_a_head(at: Typist) -> None:
    """It says the head to keep; with one that was kept, what was cut off shows."""
    at.decide()
    at.decide("T-2")
    found = read(at, "verify")
    assert found["sound"] and found["entries"] == 2
    head = str(found["head"])
    assert read(at, "verify", "--head", head)["sound"]
    with sqlite3.connect("desk.db") as open_:
        for table in ("entries", "payloads"):
            open_.execute(f"DELETE FROM ledger_{table} WHERE number = 2")
    open_.close()
    assert not read(at, "verify", "--head", head, code=1)["sound"]
    result = at("ledger", "verify", "--head", "1:zz")
    assert result.exit_code == 2 and "is no head" in result.stderr


def test_decisions_are_replayed(at: Typist) -> None:
    """Each is decided again; those that are put right are counted apart."""
    at.decide()
    at("ledger", "rectify", "D-1", "--fact", "customer.tenure_years=1", "--why", "a typing slip", "--yes", by="olga")
    at.decide("T-2")
    assert read(at, "replay") == {"same": 1, "differs": 0, "not_replayable": 1, "differing": []}
    assert "Decided again: 1 as it was, 0 otherwise." in at("ledger", "replay").stdout


def test_forgetting_asks_first(at: Typist) -> None:
    """It tells what will be gone; without a yes, or without anybody there, nothing is."""
    at.decide()
    at.pass_(days=731)
    no = at("ledger", "forget", "K-1", by="olga", input="n\n")
    assert no.exit_code == 130 and "Dit is niet terug te halen." in no.stderr
    nobody = at("ledger", "forget", "K-1", by="olga")
    assert nobody.exit_code == 2 and "--yes" in nobody.stderr
    assert read(at, "verify")["erased"] == {}
    told = read(at, "forget", "K-1", "--dry-run", "--lang", "en")
    assert told["entry"] is None and told["count"]
    done = read(at, "forget", "-", "--yes", input="K-1\n")
    assert done["erased"] == told["erased"] and done["entry"]
    assert read(at, "verify")["erased"] == {"forget": done["count"]}


def test_exports_go_to_a_file_of_ones_own(at: Typist) -> None:
    """The file is new, and only its owner reads it; a name that is taken gives nothing and records nothing."""
    at.decide()
    made = at("ledger", "export", "K-1", "-o", "k.json", "--format", "json", by="olga")
    assert made.exit_code == 0 and "1 vermelding." in made.stdout
    assert Path("k.json").stat().st_mode & 0o077 == 0
    assert [each["id"] for each in json.loads(Path("k.json").read_text())["entries"]] == ["D-1"]
    again = at("ledger", "export", "K-1", "-o", "k.json", by="olga")
    assert again.exit_code == 2 and "already" in again.stderr
    assert read(at, "verify")["entries"] == 2


def test_ones_own_data_take_no_duty(at: Typist) -> None:
    """An employee gets their own; that of a customer or a colleague is refused, and says whom to ask."""
    at.decide()
    assert read(at, "export", "--me", by="anna")["login"] == "anna"
    for args in (("K-1",), ("--employee", "bram")):
        refused = at("ledger", "export", *args, by="anna")
        assert refused.exit_code == 4 and "policy_owner" in refused.stderr


def test_an_objection_of_a_customer(at: Typist) -> None:
    """Anybody records it; who protects data decides, and must say which way."""
    at.desk("incident", "shouting", "--ticket", "T-1", "--customer", "K-1")
    made = read(at, "object", "K-1", "--why", "it was my brother", by="bram")
    name = str(made["id"])
    assert made["due"] == "2026-04-02"
    assert at("ledger", "decide-objection", name, "--why", "x", by="olga").exit_code == 2
    assert at("ledger", "decide-objection", name, "--uphold", "--why", "x", by="bram").exit_code == 4
    assert read(at, "decide-objection", name, "--uphold", "--why", "nobody else heard it")["upheld"]


def test_one_of_two_flags_is_typed(at: Typist) -> None:
    """Both at once are refused, and not the last one taken; the command that was begun is the one that was meant."""
    both = at("ledger", "decide-objection", "Z-1", "--uphold", "--reject", "--why", "x", by="olga")
    assert both.exit_code == 2 and "cannot both be so" in both.stderr
    both = at("desk", "answer-objection", "X-1", "--stays", "--changes", "--answer", "x", by="olga")
    assert both.exit_code == 2 and "cannot both be so" in both.stderr
    neither = at("desk", "answer-objection", "X-1", "--answer", "x", by="olga")
    assert neither.exit_code == 2 and "does the policy change for it?" in neither.stderr
    assert "did you mean `verify`?" in at("ledger", "ve").stderr


def test_what_cannot_be_put_right_is_told_before_a_yes_is_asked_for(at: Typist) -> None:
    """A fact that does not exist, a value that it cannot have, a decision that is not there, and who may not."""
    at.decide()
    right = ("--fact", "service.failure=small")
    for name, fact, by, code in (
        ("D-1", ("--fact", "service.failures=small"), "olga", 2),
        ("D-1", ("--fact", "service.failure=enormous"), "olga", 2),
        ("D-9", right, "olga", 2),
        ("D-1", right, "anna", 4),
    ):
        result = at("ledger", "rectify", name, *fact, "--why", "x", "--lang", "en", by=by, input="y\n")
        assert result.exit_code == code and "Go on?" not in result.stderr
        assert read(at, "verify")["entries"] == 1
    no = at("ledger", "rectify", "D-1", *right, "--why", "x", "--lang", "en", by="olga", input="n\n")
    assert no.exit_code == 130 and "Go on?" in no.stderr and read(at, "verify")["entries"] == 1


def test_pruning_tells_and_asks(at: Typist) -> None:
    """A rehearsal tells what is past its time; with a yes it goes, and the ledger is sound."""
    at.decide()
    assert "Nothing is past its time" in at("ledger", "prune", by="olga").stdout
    at.pass_(days=4000)
    assert read(at, "prune", "--dry-run")["erased"] == {"decisions": 1}
    assert at("ledger", "prune", by="olga", input="n\n").exit_code == 130
    assert read(at, "prune", "--yes")["erased"] == {"decisions": 1}
    assert read(at, "verify")["sound"]


def test_a_backup_comes_back_without_what_was_erased_since(at: Typist) -> None:
    """Restored beside the newer ledger, what was forgotten in between is forgotten again."""
    at.decide()
    at.decide("T-2", "K-2")
    at.pass_(days=731)
    made = read(at, "backup", "b.db")
    gone = read(at, "forget", "K-1", "--yes")
    Path("desk.db").rename("newer.db")
    for each in ("desk.db-wal", "desk.db-shm"):
        Path(each).unlink(missing_ok=True)
    found = read(at, "restore", "b.db", "--head", str(made["head"]), "--newer", "sqlite:///newer.db")
    assert found["entries"] == 2 and found["erased"] == gone["count"]
    assert read(at, "verify")["erased"] == {"restore": gone["count"]}
    full = at("ledger", "restore", "b.db", "--yes", by="olga")
    assert full.exit_code == 2 and "has entries" in full.stderr


def test_only_the_ledger_that_came_after_tells_what_to_erase_again(at: Typist) -> None:
    """A backup is not restored at all where `--newer` names another ledger, or an older one."""
    at.decide()
    read(at, "backup", "older.db")
    at.decide("T-2", "K-2")
    read(at, "backup", "b.db")
    for each in ("desk.db", "desk.db-wal", "desk.db-shm"):
        Path(each).unlink(missing_ok=True)
    refused = at("ledger", "restore", "b.db", "--newer", "sqlite:///older.db", by="olga")
    assert refused.exit_code == 2 and "its entries are others" in refused.stderr
    assert not Path("desk.db").exists()
    elsewhere = ("--newer", "sqlite:///b.db", "--ledger", "sqlite:///else.db")
    assert at("ledger", "restore", "b.db", *elsewhere, by="olga").exit_code == 2 and not Path("else.db").exists()
    assert read(at, "restore", "b.db", "--newer", "sqlite:///b.db")["erased"] == 0


def test_nothing_is_asked_where_a_backup_cannot_be_restored(at: Typist) -> None:
    """What stands in the way is told before a yes is asked for; without a yes no ledger is made."""
    at.decide()
    read(at, "backup", "b.db")
    Path("torn.db").write_bytes(b"no database at all, and long enough to be read as one" * 9)
    for args, says in ((("b.db",), "has entries"), (("none.db",), "no backup"), (("torn.db",), "not a ledger")):
        result = at("ledger", "restore", *args, by="olga", input="y\n")
        assert result.exit_code == 2 and says in result.stderr and "Go on?" not in result.stderr
    for answer, code in (("n\n", 130), ("", 2)):
        result = at("ledger", "restore", "b.db", "--ledger", "sqlite:///new.db", by="olga", input=answer)
        assert result.exit_code == code and "1 entry" in result.stderr and not Path("new.db").exists()
    result = at("ledger", "restore", "b.db", "--ledger", "sqlite:///new.db", by="olga", input="y\n")
    assert result.exit_code == 0 and read(at, "verify", "--ledger", "sqlite:///new.db")["entries"] == 1


def test_what_follows_from_entries_is_worked_out_anew(at: Typist) -> None:
    """`verify` says when that helps; where entries themselves were changed nothing is done."""
    at.decide()
    assert read(at, "rebuild") == {"rebuilt": False, "wrong": []}
    with sqlite3.connect("desk.db") as open_:
        open_.execute("UPDATE ledger_items SET status = 'given'")
    open_.close()
    assert "fairservice ledger rebuild" in at("ledger", "verify").stdout
    done = at("ledger", "rebuild")
    assert done.exit_code == 0 and "1 thing was worked out anew" in done.stdout
    assert read(at, "verify")["sound"]
    with sqlite3.connect("desk.db") as open_:
        open_.execute("UPDATE ledger_items SET status = 'given'")
        open_.execute("UPDATE ledger_payloads SET payload = x'7b7d'")
    open_.close()
    assert "ledger rebuild" not in at("ledger", "verify").stdout
    refused = at("ledger", "rebuild")
    assert refused.exit_code == 1 and "Nothing was done" in refused.stdout
    assert "entry 1" in str(read(at, "rebuild", code=1)["wrong"])


def test_a_bundle_stays_as_long_as_a_decision_cites_it(at: Typist) -> None:
    """They are listed; the one that is cited is refused without a question, and goes once nothing cites it."""
    assert "No bundles yet" in at("ledger", "bundles").stdout
    at.decide()
    (kept,) = read(at, "bundles")["bundles"]  # type: ignore[misc,attr-defined]
    assert kept["policy"] == "webshop" and kept["cited"] == 1 and kept["bytes"] > 10_000
    refused = at("ledger", "bundles", "--drop", kept["digest"][:8], by="olga")
    assert refused.exit_code == 4 and "cited by entry 1" in refused.stderr and "Go on?" not in refused.stderr
    assert at("ledger", "bundles", "--drop", "nix").exit_code == 2
    read(at, "backup", "b.db")
    with contextlib.closing(sqlite3.connect("b.db")) as open_:
        open_.execute("UPDATE ledger_bundles SET content = x'7b'")
        open_.commit()
    damaged = read(at, "bundles", "--ledger", "sqlite:///b.db")["bundles"]
    assert damaged == [{**kept, "policy": None, "bytes": 1}]
    assert "damaged" in at("ledger", "bundles", "--ledger", "sqlite:///b.db").stdout
    at.pass_(days=4000)
    read(at, "prune", "--yes")
    assert at("ledger", "bundles", "--drop", kept["digest"], input="n\n").exit_code == 130
    assert read(at, "bundles", "--drop", kept["digest"][:12].upper(), "--yes") == {"dropped": kept["digest"]}
    assert read(at, "bundles")["bundles"] == [] and read(at, "verify")["sound"]


def test_who_reads_meanwhile_is_no_secret(at: Typist) -> None:
    """Where somebody still reads the file, whoever erases is told that the bytes go later; else nothing is said."""
    at.decide()
    at.decide("T-2", "K-2")
    at.pass_(days=731)
    with contextlib.closing(sqlite3.connect("desk.db")) as reading:
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM ledger_entries").fetchone() == (2,)
        late = at("ledger", "forget", "K-1", "--yes", by="olga")
        assert late.exit_code == 0 and "intussen aan het lezen" in late.stderr
    soon = at("ledger", "forget", "K-2", "--yes", by="olga")
    assert soon.exit_code == 0 and "aan het lezen" not in soon.stderr


def test_tables_are_brought_up_to_date(at: Typist) -> None:
    """Nothing has to be done where they are; and it says so."""
    at.decide()
    assert "nothing had to be done" in at("ledger", "migrate").stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("prunne",), "did you mean `prune`"),
        (("export",), "whose data is it"),
        (("export", "K-1", "--me"), "one person at a time"),
        (("export", "K-1", "--lang", "de"), "--lang nl"),
        (("rectify", "D-1", "--why", "x", "--yes"), "which fact is not right"),
        (("rectify", "D-1", "--fact", "customer.tenure_yaers=3", "--why", "x", "--yes"), "customer.tenure_years"),
        (("verify", "--ledger", "sqlite:///nowhere.db"), "there is no ledger"),
        (("decide-objection", "D-1", "--uphold", "--why", "x"), "Z-"),
    ],
)
def test_what_is_mistyped_is_told(at: Typist, args: tuple[str, ...], says: str) -> None:
    """One line on what is wrong, and one on what would do; never a traceback, and nothing is made."""
    at.decide()
    result = at("ledger", *args, by="olga")
    assert result.exit_code == 2 and says in result.stderr
    assert not Path("nowhere.db").exists()


def test_looks_are_shown_to_whom_they_were_at(at: Typist) -> None:
    """Without an agreement there are none."""
    assert at("ledger", "view", "own_team_overrides", "anna", "--why", "curious", by="mira").exit_code == 4
    assert "Nobody has looked" in at("ledger", "views", "--lang", "en").stdout


# ---- in Dutch and in English


def test_every_language_has_every_phrase() -> None:
    """The tables agree, and no text lost what is filled in."""
    same_places(PHRASES)


def test_every_field_that_somebody_reads_has_a_name() -> None:
    """In a page of what is kept about somebody no field goes by its own name, in English."""
    kinds = [each for _, each in inspect.getmembers(records, inspect.isclass) if issubclass(each, records.Record)]
    fields = {field.name for each in kinds for field in dataclasses.fields(each)} - {*TECHNICAL, *OF_CUSTOMER}
    assert len(kinds) > 20 and fields <= set(NAMES)


def test_ones_own_data_are_read_in_ones_own_language(at: Typist) -> None:
    """Codes, days and words of the policy are told as people say them; colleagues are not addressed as customers."""
    at.decide("T-1", "K-1", "--lang", "nl")
    at.done("concede", "D-1", "store_credit", "10.00", "--reason", "personal_circumstances")
    dutch = at("ledger", "export", "--me").stdout
    for said in ("over jou", "door: jij", "antwoord: nee, maar", "wat: tegoed", "reden: persoonlijke"):
        assert said in dutch, said
    assert "te gebruiken tot en met: " in dutch and "Uw rechten" not in dutch and "2026-" not in dutch
    english = at("ledger", "export", "--me", "--lang", "en").stdout
    assert "answer: no, but" in english and "what: store credit" in english and "by: you" in english


def test_a_yes_is_asked_for_in_dutch(at: Typist) -> None:
    """`j` and `ja` mean yes, no answer means no, and what is neither is asked again."""
    at.decide()
    asked = ("ledger", "rectify", "D-1", "--fact", "customer.tenure_years=1", "--why", "typfout")
    for answer in ("n\n", "\n", "misschien\nnee\n"):
        no = at(*asked, by="olga", input=answer)
        assert (
            no.exit_code == 130 and "dan voorgoed weg" in no.stderr and "Gestopt. Er is niets vastgelegd." in no.stderr
        )
        assert no.stderr.count("Doorgaan?") == answer.count("\n")
    yes = at(*asked, by="olga", input="ja\n")
    assert yes.exit_code == 0 and "Vastgelegd als E-2. Dit kun je tegen de klant zeggen:" in yes.stdout
    again = ("customer.tenure_years=2", "--why", "a slip", "--yes", "--lang", "en")
    assert "On record as E-3" in at(*asked[:4], *again, by="olga").stdout


def test_forgetting_is_told_in_the_language_of_the_words_for_the_customer(at: Typist) -> None:
    """That is the policy's first, or the one that is typed; one that fairservice does not speak is refused."""
    at.decide()
    at.pass_(days=731)
    no = at("ledger", "forget", "K-1", by="olga", input="nee\n")
    assert no.exit_code == 130 and "Dit is niet terug te halen." in no.stderr
    unknown = at("ledger", "forget", "K-1", "--yes", "--lang", "fr", by="olga")
    assert unknown.exit_code == 2 and "say `--lang nl`" in unknown.stderr
    done = at("ledger", "forget", "K-1", "--yes", by="olga")
    assert "zonder te zeggen over wie het ging" in done.stderr


def test_objections_of_customers_are_told_in_both_languages(at: Typist) -> None:
    """By when the customer hears, who decides, and what came of it."""
    for number, (way, says, lang) in enumerate(
        [
            ("--uphold", "de klant krijgt gelijk. Wat is gemeld, telt niet meer mee.", "nl"),
            ("--reject", "is afgewezen: wat is gemeld, telt weer mee.", "nl"),
            ("--uphold", "is upheld: what was reported does not count any more.", "en"),
            ("--reject", "is rejected: what was reported counts again", "en"),
        ]
    ):
        customer = f"K-{number}"
        at.desk("incident", "shouting", "--ticket", f"T-{number}", "--customer", customer)
        told = at("ledger", "object", customer, "--why", "mijn broer", "--lang", lang, by="bram").stdout
        name = told.split()[1]
        assert f"{'Nu' if lang == 'nl' else 'Next'}   fairservice ledger decide-objection {name} --uphold" in told
        assert ("uiterlijk 2 april 2026" if lang == "nl" else "by 2 April 2026") in told
        decided = at("ledger", "decide-objection", name, way, "--why", "x", "--lang", lang, by="olga")
        assert says in decided.stdout, decided.output


def test_a_look_is_told_in_both_languages(at: Typist) -> None:
    """To who looks, and to whom it was at; the role goes by what people call it, and JSON is the same in both."""
    place = Path("fairservice.yaml")
    place.write_text(place.read_text(encoding="utf-8") + AGREED, encoding="utf-8")
    teams = STAFF.replace("roles: manager", "roles: manager\n    team: winkel")
    teams = teams.replace("name: Anna de Vries", "name: Anna de Vries\n    team: winkel")
    Path("staff.yaml").write_text(teams, encoding="utf-8")
    assert "Niemand heeft jouw cijfers bekeken." in at("ledger", "views").stdout
    seen = at("ledger", "view", "own_team_overrides", "anna", "--why", "jaargesprek", by="mira").stdout
    assert "own_team_overrides van anna, sinds 2 maart 2025:\n  geen\n" in seen and "anna kan het zien" in seen
    english = at("ledger", "view", "own_team_overrides", "anna", "--why", "talk", "--lang", "en", by="mira").stdout
    assert "since 2 March 2025:\n  none\n" in english
    assert "2026-03-02  own_team_overrides, door een manager: jaargesprek" in at("ledger", "views").stdout
    assert "by a manager: jaargesprek" in at("ledger", "views", "--lang", "en").stdout
    nl, en = (at("ledger", "views", "--lang", lang, "--format", "json").stdout for lang in ("nl", "en"))
    assert nl == en and "jaargesprek" in nl
