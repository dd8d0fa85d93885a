"""People get everything about themselves, and nothing about anybody else."""

from __future__ import annotations

import json

import pytest

from fairservice.desk.privacy.readable import readable
from fairservice.errors import NotStaff, Refused
from privacy_shop import Shop

NAMES = ("anna", "bram", "mia", "omar", "Anna", "Vries", "Bram", "Mia", "Omar")


def told(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def test_a_customer_gets_every_entry_about_them(shop: Shop) -> None:
    """Every entry with the customer's pseudonym is there, whole, with why it is kept, until when and from where."""
    decision = shop.decide()
    shop.desk().answer(decision, "No, but express next time, says Anna de Vries.")
    given = shop.favour(decision)
    shop.desk().notice_sent(given.id)
    shop.decide("T-2", "c-other")
    content = shop.desk("omar").export("c-jansen").to_dict()
    with shop.parts.ledger.reading() as reading:
        mine = list(reading.entries(customer=shop.parts.pseudonyms.of_customer("c-jansen")))
    assert [each["id"] for each in content["entries"]] == [decision, "E-2", "C-3", "E-4"]
    assert len(mine) == 5  # and the entry that says that it was given, which came after
    first = content["entries"][0]
    assert first["content"]["facts"]["garment.price"] == "123.45"
    assert first["content"]["decision"]["say"] and first["from"] and first["kept_until"] == "2028-01-05"
    assert content["controller"] == {"name": "Laundry and Repairs, Delft", "contact": "counter@example.com"}
    assert set(content["kinds"]) == {"decisions", "concessions"}
    assert content["kinds"]["decisions"]["basis_in_words"] == "legitimate interests (AVG/GDPR art. 6(1)(f))"
    assert content["entry"] == "E-6"


def test_a_customer_gets_no_employee(shop: Shop) -> None:
    """Neither a login nor a name of an employee is in a customer's copy, wherever somebody wrote it."""
    decision = shop.decide()
    shop.desk().answer(decision, "No, says Anna de Vries (anna). Ask Mia Maas.")
    shop.favour(decision)
    shop.desk("bram").object(decision, "Anna and I think that this rule is too strict.")
    raised = shop.desk().escalate(decision)
    shop.desk("mia").override(
        decision, "yes_but", "Bram Bakker saw it", give={"credit": "2.00"}, fact=("shop.shut", "yes")
    )
    shop.desk("mia").report(decision, "credit", "3.00", given_by="bram", reason="as bram said")
    shop.desk("omar").export("c-jansen")
    assert raised.id == "U-5"
    content = shop.desk("omar").export("c-jansen")
    for text in (told(content.to_dict()), readable(content.content)):
        assert [name for name in NAMES if name in text.replace("manager", "")] == []
        assert "counter@example.com" in text  # the controller, once
    objection = next(each for each in content.content["entries"] if each["kind"] == "objection")
    assert "note" not in objection["content"] and "art. 15(4)" in objection["withheld"]["note"]


def test_entries_before_the_name_was_known_are_theirs(shop: Shop) -> None:
    """What was decided on their ticket before anybody knew their id is about them too; not on a ticket of two."""
    nameless = shop.decide("T-1", None)
    shop.decide("T-1")
    shared = shop.decide("T-9", None)
    shop.decide("T-9")
    shop.decide("T-9", "c-other")
    found = [each["id"] for each in shop.desk("omar").export("c-jansen").content["entries"]]
    assert nameless in found and shared not in found
    assert [each["id"] for each in shop.desk("omar").export(ticket="T-9").content["entries"]] == [shared]


def test_a_household_is_not_told_of_each_other(shop: Shop) -> None:
    """A customer does not get what is about another member of their household by name."""
    shop.decide("T-1", "c-jansen", household="h-1")
    shop.decide("T-2", "c-partner", household="h-1")
    shop.desk().report_incident("T-3", None, "shouting", household="h-1")
    officer = shop.desk("omar")
    assert [each["id"] for each in officer.export("c-jansen", household="h-1").content["entries"]] == ["D-1", "E-3"]
    assert len(officer.export(household="h-1").content["entries"]) >= 3


def test_an_employee_gets_their_own(shop: Shop) -> None:
    """What one recorded and what others recorded naming one is there; customers and colleagues are not."""
    decision = shop.decide()
    shop.desk("mia").report(decision, "credit", "3.00", given_by="anna", reason="Anna promised it")
    content = shop.desk("anna").export_employee().to_dict()
    assert [each["id"] for each in content["entries"]] == ["D-1", "R-2"]
    report = content["entries"][1]["content"]
    assert (report["by"], report["given_by"], report["why"]) == ("colleague", "you", "Anna promised it")
    text = told(content)
    assert "123.45" not in text and shop.parts.pseudonyms.of_customer("c-jansen") not in text
    assert "mia" not in text and "Mia" not in text
    assert content["on_the_staff_file"] == {"name": "Anna de Vries", "roles": ["assistant"], "team": "counter"}


def test_what_names_nobody_and_means_one(shop: Shop) -> None:
    """An employee learns of an alarm that came from what they alone gave, though it does not name them."""
    for number in range(5):
        shop.favour(shop.decide(f"T-{number}", f"c-{number}"))
    assert shop.desk("anna").export_employee().content["alarms_from_their_favours_alone"]
    assert shop.desk("bram").export_employee().content["alarms_from_their_favours_alone"] == []


def test_whose_it_is_not_is_refused(shop: Shop) -> None:
    """A customer's data, and those of a colleague, take the duty to protect data; one's own take none."""
    shop.decide()
    with pytest.raises(Refused, match="duty `protect_data`"):
        shop.desk("mia").export("c-jansen")
    with pytest.raises(Refused, match="duty `protect_data`"):
        shop.desk("mia").export_employee("anna")
    assert shop.desk("omar").export_employee("anna").content["entries"]
    with pytest.raises(NotStaff, match="`ana`"):
        shop.desk("omar").export_employee("ana")


def test_it_can_be_read_in_both_languages(shop: Shop) -> None:
    """The page says who, why, on which ground, how long, and all that is kept, in Dutch and in English."""
    shop.favour(shop.decide())
    dutch = readable(shop.desk("omar").export("c-jansen", lang="nl").content)
    english = readable(shop.desk("omar").export("c-jansen", lang="en").content)
    for text in ("Verantwoordelijke: Laundry and Repairs, Delft", "gerechtvaardigd belang", "bewaard: 730 dagen"):
        assert text in dutch
    for text in ("Controller: Laundry", "art. 6(1)(f)", "garment.price: 123.45", "supervisory authority"):
        assert text in english
