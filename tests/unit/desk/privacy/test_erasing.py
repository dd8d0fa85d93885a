"""What is erased is gone, what stays is told, and nothing that is open is lost or reopened."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fairservice.bootstrap import load, open_bundle
from fairservice.desk.ports import Ledger
from fairservice.desk.privacy.retention import kept_for
from fairservice.errors import LedgerError, NotOnRecord, NotStaff, Refused
from fairservice.ledger.item import Query
from fairservice.ledger.records import Erased
from fairservice.storage.migrating import upgrade
from fairservice.storage.on_sqlite import SqlitePlace
from fairservice.storage.sql_ledger import SqlLedger
from fairservice.storage.verify import verify
from memory_ledger import MemoryLedger, rebuilt
from privacy_shop import STAFF, Shop

SHORT = {"730 days": "400 days"}


def left(shop: Shop) -> dict[int, str]:
    with shop.parts.ledger.reading() as reading:
        items = {each.id: each for each in reading.items(Query())}
        assert items == rebuilt(reading.entries())  # items always equal a rebuild
        return {each.number: each.kind for each in reading.entries() if not each.erased}


def test_who_asks_is_forgotten_but_for_what_must_stay(shop: Shop) -> None:
    """Kinds that stay are told with the reason, the article and the day; all else is gone."""
    decision = shop.decide()
    shop.favour(decision)
    shop.decide("T-2", "c-other")
    found = shop.desk("omar").forget("c-jansen")
    assert found.erased == {"concessions": 1}
    (stays,) = found.stays
    assert (stays.kind, stays.count, stays.why, stays.until.isoformat()) == (
        "decisions",
        1,
        "legal_claims",
        "2028-01-05",
    )
    assert found.usable == (("C-2", "2026-02-04"),)
    assert "art. 17(3)(e)" in found.said("en") and "5 January 2028" in found.said("en")
    assert "C-2" in found.said("nl") and "5 januari 2028" in found.said("nl")
    assert left(shop) == {1: "decision", 3: "decision", 4: "erased"}
    with pytest.raises(NotOnRecord, match="erased"):
        shop.desk().use("C-2")


def test_a_rehearsal_erases_nothing(shop: Shop) -> None:
    """What would be gone is told first, and it is exactly what then goes."""
    shop.favour(shop.decide())
    before = left(shop)
    told = shop.desk("omar").forget("c-jansen", rehearse=True)
    assert left(shop) == before and told.entry is None and "would" in told.said("en")
    assert shop.desk("omar").forget("c-jansen").erased == told.erased


def test_what_must_stay_goes_once_its_time_is_over(shop: Shop) -> None:
    """A reason to keep something lasts as long as the policy keeps it, and not a day longer."""
    shop.decide()
    shop.clock.go(730)
    assert shop.desk("omar").forget("c-jansen", rehearse=True).stays
    shop.clock.go(1)
    assert shop.desk("omar").forget("c-jansen").erased == {"decisions": 1}


def test_nothing_says_who_was_forgotten(shop_of: Callable[..., Shop]) -> None:
    """No entry, item or key has the pseudonym of who was forgotten, nor that somebody of that name asked."""
    shop = shop_of({"      stays: legal_claims\n": ""})
    decision = (
        shop.desk()
        .decide(
            "T-1", "c-jansen", "late_garment", {"garment.cause_of_delay": "ours", "garment.price": "77.77"}, key="k1"
        )
        .id
    )
    shop.desk().escalate(decision)
    shop.desk("omar").forget("c-jansen")
    pseudonym = shop.parts.pseudonyms.of_customer("c-jansen")
    with shop.parts.ledger.reading() as reading:
        for entry in reading.entries():
            assert pseudonym not in entry.public and (
                entry.erased or pseudonym not in json.dumps(dict(entry.content()))
            )
        assert reading.items(Query()) == []
    again = shop.desk().decide("T-1", "c-jansen", "late_garment", {}, key="k1")
    assert again.number == 4  # the key is free again, and nothing of what it stood for is known


def test_what_was_closed_does_not_stand_open_again(shop: Shop) -> None:
    """Where the concession goes that answered somebody's call for a manager, the call goes too: nobody waits for it."""
    decision = shop.decide()
    shop.desk().escalate(decision)
    shop.favour(decision)
    shop.desk("omar").forget("c-jansen")
    with shop.parts.ledger.reading() as reading:
        assert reading.items(Query(kinds=("escalation",))) == []
    assert left(shop)[1] == "decision"


def test_employees_are_told_why_they_are_not_forgotten(shop: Shop) -> None:
    """Neither one who works here nor one who left is erased by a command; it is said until when they are named."""
    shop.decide(by="kees")
    with pytest.raises(Refused, match="works here"):
        shop.desk("omar").forget_employee("kees")
    shop.clock.go(200)
    with pytest.raises(Refused, match="2028-01-05"):
        shop.desk("omar").forget_employee("kees")
    with pytest.raises(Refused, match="nothing on the ledger"):
        shop.desk("omar").forget_employee("nobody")
    with pytest.raises(NotStaff):
        shop.desk("nobody")


# ---- prune


def test_what_is_past_its_time_is_pruned(shop: Shop) -> None:
    """Kept until the last day, and gone the day after; told by kind, also when it is only tried."""
    shop.decide()
    shop.clock.go(730)
    assert shop.desk("omar").prune().count == 0
    shop.clock.go(1)
    assert shop.desk("omar").prune(dry_run=True).erased == {"decisions": 1}
    assert 1 in left(shop)
    assert shop.desk("omar").prune().erased == {"decisions": 1}
    assert left(shop) == {2: "erased"}
    assert shop.desk("omar").prune().count == 0 and len(left(shop)) == 1  # nothing to do writes nothing


def test_what_is_open_stays_however_old(shop: Shop) -> None:
    """A request for approval, a repair, an objection and an alarm wait until somebody deals with them."""
    decision = shop.decide()
    shop.desk("bram").object(decision, "This rule is too strict.")
    reported = shop.desk().report(decision, "credit", "3.00", reason="it was promised")
    shop.clock.go(3000)
    found = shop.desk("omar").prune()
    assert found.count == 0 and sum(found.held.values()) == 3
    shop.desk("mia").repair(reported.id, "honour")
    assert shop.desk("omar").prune().erased == {"decisions": 1, "outside_policy": 1}
    assert left(shop)[2] == "objection"


def test_what_still_counts_is_never_pruned(shop_of: Callable[..., Shop]) -> None:
    """An objection of a customer stays as long as conduct counts, whatever the policy says; it is told."""
    law = "      basis: legal_obligation\n      keep: "
    shop = shop_of(
        {
            f"{law}1825 days": f"{law}365 days",
            "  kindnesses_this_year:\n": "  outbursts:\n    from: ledger\n    history:\n      count: incidents\n"
            "      within: 700 days\n  kindnesses_this_year:\n",
        }
    )
    opposed = shop.desk().oppose("c-jansen", "I did not shout.")
    shop.desk("omar").decide_opposition(opposed.id, True, "Nobody else heard it.")
    shop.clock.go(600)
    found = shop.desk("omar").prune()
    assert found.count == 0 and found.longer["privacy"].days == 700
    assert found.longer["privacy"].for_ == "`outbursts`"


@pytest.mark.parametrize("name", ["webshop", "airline", "supplier", "starter"])
def test_shipped_policies_keep_what_they_count(name: str) -> None:
    """No policy that comes with fairservice says a shorter time than it looks back."""
    rulebook = load(name).rulebook
    if rulebook.desk is not None:
        assert {kind: each.for_ for kind, each in kept_for(rulebook).items() if each.for_} == {}


def test_mandates_count_what_overrides_gave(shop_of: Callable[..., Shop]) -> None:
    """An override that gave something stays as long as any mandate looks back at what a customer got."""
    why = "who changed an answer, and why.\n      basis: legitimate_interests\n      keep: "
    shop = shop_of(
        {
            "        at_most: 50.00\n        within: 90 days\n": "        at_most: 50.00\n        within: 700 days\n",
            f"{why}730 days": f"{why}400 days",
        }
    )
    with shop.desk().looking() as session:
        kept = kept_for(session.rulebook)["overrides"]
    assert (kept.days, kept.for_) == (700, "the mandate of `assistant`")


def test_it_takes_the_duty(shop: Shop) -> None:
    """Only who protects data erases any."""
    shop.decide()
    for does in (lambda d: d.prune(), lambda d: d.forget("c-jansen"), lambda d: d.rectify("D-1", {}, "x")):
        with pytest.raises(Refused, match="`protect_data`") as error:
            does(shop.desk("mia"))
        assert error.value.help == "ask somebody who is `officer`"


def test_that_nobody_has_the_duty_is_said(shop: Shop) -> None:
    """Whom to ask is said only where there is somebody to ask."""
    shop.parts.staff.path.write_text(STAFF.replace("roles: officer", "roles: assistant"))  # type: ignore[attr-defined]
    with pytest.raises(Refused) as error:
        shop.desk("mia").prune()
    assert error.value.help is not None and "nobody on the staff is" in error.value.help


def test_batches_are_bounded(shop: Shop) -> None:
    """However much is due, each commit erases a few, so that nobody at the desk waits for all of it."""
    from fairservice.desk.privacy.pruning import prune

    for number in range(7):
        shop.decide(f"T-{number}", f"c-{number}")
    shop.clock.go(731)
    desk = shop.desk("omar")
    assert prune(desk.looking, desk.doing, batch=3).count == 7
    assert sorted(left(shop).values()) == ["erased"] * 3


# ---- on disk


@pytest.fixture
def on_disk(tmp_path: Path) -> SqlLedger:
    place = SqlitePlace(f"sqlite:///{tmp_path / 'desk.db'}")
    upgrade(place)
    return SqlLedger(place)


def test_nothing_survives_in_the_files(
    on_disk: SqlLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop_of: Callable[..., Shop]
) -> None:
    """Once forgotten and pruned, no fact, word, ticket, pseudonym or login of it is in any file of the database."""
    shop = shop_of({"      stays: legal_claims\n": ""})
    object.__setattr__(shop.parts, "ledger", on_disk)
    decision = shop.decide("TICKET-XYZZY", by="kees", facts={"garment.price": "321.09"})
    shop.desk("kees").answer(decision, "Wording-of-Plugh to the customer.")
    shop.desk("kees").object(decision, "Frobnicated rule.")
    shop.desk("kees").report(decision, "credit", "3.21", reason="quuxed promise", key="KEY-GRUE")
    pseudonym = shop.parts.pseudonyms.of_customer("c-jansen")
    needles = [b"TICKET-XYZZY", b"321.09", b"Plugh", b"quuxed", pseudonym.encode()]

    def found() -> list[bytes]:
        files = b"".join(each.read_bytes() for each in tmp_path.glob("desk.db*"))
        return [each for each in needles if each in files]

    assert found() == needles
    shop.desk("omar").forget("c-jansen")
    assert found() == []
    assert verify(on_disk).sound and verify(on_disk).erased == {"forget": 3}
    files = b"".join(each.read_bytes() for each in tmp_path.glob("desk.db*"))
    assert b"Frobnicated" in files and b"kees" in files  # what a colleague says of a rule is not the customer's


def test_an_objection_of_a_colleague_outlives_the_customer(shop: Shop) -> None:
    """A rule is questioned whoever asked about it: the objection stays open, and says no longer in whose contact."""
    shop.desk("bram").object(shop.decide(), "This rule is too strict.")
    told = shop.desk("omar").forget("c-jansen")
    assert told.unlinked == 1 and "points to you" in told.said("en")
    with shop.parts.ledger.reading() as reading:
        (item,) = reading.items(Query(kinds=("objection",)))
        assert item.status == "open" and item.customer is None and item.ticket is None
    assert [each["kind"] for each in shop.desk("omar").export("c-jansen").content["entries"]] == ["decision"]


def test_the_policy_stays_readable(shop: Shop) -> None:
    """A bundle that nothing cites any more is still a policy: erasing takes entries, never rules."""
    shop.decide()
    shop.clock.go(731)
    shop.desk("omar").prune()
    policy = shop.parts.policies.in_force(shop.clock.today)
    with shop.parts.ledger.reading() as reading:
        content = reading.bundle(policy.policy.digest)
    assert content is not None and open_bundle("laundry", content).name == "laundry"


# ---- what was erased after a copy, of what is restored from it


def copied(ledger: Ledger) -> MemoryLedger:
    """The same entries in a ledger of its own."""
    with ledger.reading() as reading:
        return MemoryLedger(reading.entries())


def at_copy(shop: Shop, ledger: Ledger) -> Shop:
    return Shop(replace(shop.parts, ledger=ledger), shop.clock)


def test_what_the_newer_ledger_erased_is_erased_again(shop: Shop) -> None:
    """All of it, once; a desk that went on since has no newer ledger any more."""
    shop.favour(shop.decide())
    shop.decide("T-2", "c-other")
    restored = at_copy(shop, copied(shop.parts.ledger))
    shop.clock.go(731)
    gone = shop.desk("omar").forget("c-jansen")
    done = restored.desk("omar").erase_again(shop.parts.ledger)
    assert (done.count, done.staying) == (gone.count, 0)
    assert left(restored) == {3: "decision", 4: "erased"}
    with pytest.raises(LedgerError, match="does not go on"):
        restored.desk("omar").erase_again(shop.parts.ledger)


def test_nobody_erases_what_they_choose(shop: Shop) -> None:
    """Neither a range, nor another desk's ledger, nor an older copy, nor one that went another way is a newer one."""
    shop.decide()
    older = copied(shop.parts.ledger)
    fork = at_copy(shop, copied(shop.parts.ledger))
    shop.decide("T-2", "c-other")
    fork.decide("T-3", "c-third")
    shop.clock.go(731)
    fork.desk("omar").forget("c-jansen")
    desk, before = shop.desk("omar"), left(shop)
    stranger = at_copy(shop, MemoryLedger())
    for _ in range(3):
        stranger.decide()
    stranger.clock.go(731)
    stranger.desk("omar").forget("c-jansen")
    for wrong in (older, fork.parts.ledger, stranger.parts.ledger):
        with pytest.raises(LedgerError, match="does not go on"):
            desk.erase_again(wrong)
    with pytest.raises(AttributeError):
        desk.erase_again([(1, 1)])  # type: ignore[arg-type]
    assert left(shop) == before
    assert desk.erase_again(shop.parts.ledger).count == 0


def test_a_copy_with_a_tombstone_of_ones_own_erases_nothing_that_must_stay(shop: Shop) -> None:
    """The chain has no secret, so that somebody can go on with a copy of it: what stays does so all the same."""
    shop.favour(shop.decide())
    forged = copied(shop.parts.ledger)
    with forged.writing() as writing:
        told = Erased(on="2026-01-05", by="omar", role="officer", count=2)
        writing.erase([1, 2], "forget", told, shop.clock.moment)
    done = shop.desk("omar").erase_again(forged)
    assert (done.count, done.staying) == (1, 1)
    assert left(shop) == {1: "decision", 3: "erased"}


def test_what_is_said_to_be_erased_must_be_gone_there_too(shop: Shop) -> None:
    """A tombstone above an entry that is still there is not of a ledger as it was written."""
    shop.decide()
    lying = copied(shop.parts.ledger)
    with lying.writing() as writing:
        writing.erase([1], "forget", Erased(on="2026-01-05", by="omar", role="officer", count=1), shop.clock.moment)
    with shop.parts.ledger.reading() as reading, lying.reading() as emptied:
        lying = MemoryLedger([*reading.entries(), *emptied.entries(after=1)])
    with pytest.raises(LedgerError, match="still has entry 1"):
        shop.desk("omar").erase_again(lying)


def test_only_who_protects_data_erases_again(shop: Shop) -> None:
    """As it takes to forget."""
    shop.decide()
    with pytest.raises(Refused, match="protect"):
        shop.desk("anna").erase_again(copied(shop.parts.ledger))
