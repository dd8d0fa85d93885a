"""What goes together when entries are erased, so that nothing that was closed stands open again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairservice.desk.ports import Reading
from fairservice.desk.recorded import recorded
from fairservice.ledger.effects import effects
from fairservice.ledger.item import Change
from fairservice.ledger.records import Record


def with_beginnings(reading: Reading, gone: Iterable[int], stays: Mapping[int, str]) -> tuple[int, ...]:
    """Entries to erase, with the beginnings of the matters that they closed.

    Items follow from the entries that are left. Were the concession erased that answered a request for somebody
    higher, and not the request, it would wait for an answer again, for ever. Where the beginning must stay, what
    closed it stays as well.
    """
    found = dict.fromkeys(gone)
    for number in tuple(found):
        begun = _begun_before(reading, number)
        if any(each in stays for each in begun):
            del found[number]
        else:
            found.update(dict.fromkeys(begun))
    return tuple(sorted(found))


def _begun_before(reading: Reading, number: int) -> list[int]:
    """The entries with which those items began that an entry changes, and that are still there."""
    record = record_of(reading, number)
    if record is None:
        return []
    items = [reading.item(each.id) for each in effects(number, record) if isinstance(each, Change)]
    return [item.number for item in items if item is not None and item.number < number]  # a later one begins anew


def record_of(reading: Reading, number: int) -> Record | None:
    """What an entry says; None once it is erased, or where there is none."""
    entry = reading.entry(number)
    return None if entry is None or entry.erased else recorded(entry).record
