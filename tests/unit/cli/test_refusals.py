"""What staff read when the desk refuses: in their own language, the line and its help."""

from __future__ import annotations

import re

from .desk_typed import KIND, Typist

ENGLISH = re.compile(
    r"\b(the|and|be|may|it|to|this|that|who|leave|nobody|already|say|ask|again|with|given|can|for|by|not|no|help|refused"
    r"|store|credit|team|lead|higher|more)\b",
    re.IGNORECASE,
)


def told(at: Typist, *args: str, by: str | None = None) -> str:
    """What a refused command tells, without what is typed as it stands."""
    result = at.desk(*args, by=by)
    assert result.exit_code == 4, result.output
    said = " ".join(result.stderr.split())
    assert said.startswith("kan niet: "), said
    assert not ENGLISH.search(re.sub(r"`[^`]*`", "", said)), said
    return said


def test_a_dutch_desk_refuses_in_dutch(at: Typist) -> None:
    """No English is left in the line, in its help, or in what stands before them."""
    at.decide()
    at.desk("escalate", "D-1")
    assert told(at, "escalate", "D-1") == (
        "kan niet: voor `D-1` is al een leidinggevende gevraagd = tip: het wacht op antwoord"
    )
    told(at, "uphold", "U-2")

    at.pass_(days=60)
    assert told(at, "answer", "D-1").startswith("kan niet: `D-1` kon je beantwoorden tot en met ")


def test_what_is_given_is_refused_in_dutch(at: Typist) -> None:
    """Also of what became of a concession, with its days as people write them."""
    at.decide()
    given = at.done("concede", "D-1", "store_credit", "5.00", "--reason", "personal_circumstances")["id"]
    at.done("notice", given)
    assert "weet al sinds 2 maart 2026 dat" in told(at, "notice", given)
    at.done("use", given)
    assert told(at, "use", given) == f"kan niet: `{given}` is op = tip: verleng het, of laat het zo"
    told(at, "withdraw", given, "--why", "vergissing")


def test_what_lies_outside_the_bounds_is_refused_in_dutch(at: Typist) -> None:
    """With what the policy would allow, in amounts, labels and rules as a colleague says them."""
    at.decide()
    at.done("decide", "goodwill", "--ticket", "T-9", *KIND)
    give = ("--reason", "personal_circumstances")
    above = told(at, "concede", "D-1", "store_credit", "500", *give).replace("\u00a0", " ")
    assert "toegestaan is tegoed tot € 15,00, en dit is € 500,00" in above
    told(at, "concede", "D-1", "refund", "5", *give)
    told(at, "concede", "D-1", "store_credit", "0", *give)
    told(at, "concede", "D-2", "store_credit", "5", *give)
    assert "bedoel je `personal_circumstances`?" in told(
        at, "concede", "D-1", "store_credit", "5", "--reason", "personal_circumstance"
    )
    assert "kies uit `" in told(at, "concede", "D-1", "store_credit", "5", "--reason", "zomaar")
    told(at, "concede", "D-1", "store_credit", "5", *give, "--uses", "9")
    told(at, "concede", "D-1", "store_credit", "5", *give, "--in-return", "de klant is depressief")


def test_who_may_not_is_refused_in_dutch(at: Typist) -> None:
    """The roles are called as the policy calls them in Dutch."""
    at.decide()
    why = ("--why", "het pakket was kwijt")
    assert told(at, "override", "D-1", "yes", *why).startswith(
        "kan niet: alleen een teamleider of hoger mag `D-1` herzien"
    )
    told(at, "override", "D-1", "yes_but", *why, by="tess")
    told(at, "override", "D-1", "yes", *why, "--fact", "parcel.lost=true", by="tess")
    told(at, "override", "D-1", "yes", *why, "--fact", "parcel.lost=true", "--give", "store_credit=150", by="tess")
    reported = at.done("report", "D-1", "store_credit", "300.00")["id"]
    told(at, "repair", reported, "honour")
    told(at, "repair", reported, "honour", by="tess")
    objected = at.done("object", "D-1", "--note", "de regel klopt niet")["id"]
    told(at, "answer-objection", objected, "--answer", "we kijken ernaar", "--stays")
    at.desk("incident", "threat", "--ticket", "T-1", "--customer", "K-1")
    assert "vóór 3 maart 2026" in told(
        at, "concede", "D-1", "store_credit", "5", "--reason", "personal_circumstances", by="tess"
    )


def test_the_language_is_that_which_was_typed_else_that_of_the_decision(at: Typist) -> None:
    """One desk serves customers in more than one language; who asks for one gets that."""
    at.decide("T-1", "K-1", "--lang", "en")
    at.desk("escalate", "D-1")
    english = "refused: `D-1` has been escalated already\n  = help: it waits for an answer\n"
    assert at.desk("escalate", "D-1").stderr == english
    assert "kan niet: voor `D-1`" in at.desk("escalate", "D-1", "--lang", "nl").stderr
    at.decide("T-2", "K-2")
    assert at.desk("escalate", "D-3").exit_code == 0
    assert "kan niet:" in at.desk("escalate", "D-3").stderr
    assert "refused:" in at.desk("escalate", "D-3", "--lang", "en").stderr


def test_the_language_of_what_came_of_a_decision_is_that_of_the_decision(at: Typist) -> None:
    """A request for somebody higher says in no language what it is about; the decision under it does."""
    at.decide("T-1", "K-1", "--lang", "en")
    at.desk("escalate", "D-1")
    assert at.desk("uphold", "U-2").stderr.startswith("refused: `U-2` is for another ")


def test_programs_read_the_same_in_every_language(at: Typist) -> None:
    """The code is for them; the words of JSON are English, whatever the desk speaks."""
    at.decide()
    at.desk("escalate", "D-1")
    error = at.done("escalate", "D-1", "--lang", "nl", code=4)["error"]
    assert error == {
        "code": "escalated",
        "message": "`D-1` has been escalated already",
        "help": "it waits for an answer",
    }
