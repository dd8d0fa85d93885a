"""The policies that a desk decides by: those of a shelf, each while it is in force, or the draft in a folder."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fairservice.decisions.decide import Policy
from fairservice.desk.ports import InForce, Policies
from fairservice.desk.unchanged import Stamp, stamp_of
from fairservice.errors import PolicyError
from fairservice.policy.bundle import BAD_BUNDLE, bundle_bytes, digest_of
from fairservice.policy.published.choosing import own_trust
from fairservice.policy.published.record import Publication
from fairservice.policy.published.shelf import TRUSTED, Shelf, open_shelf
from fairservice.policy.published.signing import Trust, verify

OpenBundle = Callable[[str, bytes], Policy]
"""Makes the policy of a bundle, given with the name to show for it. Raises PolicyError."""
KEPT = 64
"""How many policies are kept once opened: the ledger of a desk cites few."""


class OpenedPolicies:
    """Policies by their digest, opened once and kept, the least used going first. Safe to share between threads."""

    def __init__(self, open_bundle: OpenBundle, most: int = KEPT) -> None:
        self._open = open_bundle
        self._most = most
        self._kept: OrderedDict[str, Policy] = OrderedDict()
        self._lock = threading.Lock()

    def policy(self, digest: str, content: bytes, shown: str) -> Policy:
        """The policy of a bundle. Raises PolicyError where the content is not that of the digest, or not in order."""
        if digest_of(content) != digest:  # also where it is kept: nothing passes for a bundle that it is not
            help = "what was put in its place decides nothing; find out who changed it"
            raise PolicyError([BAD_BUNDLE.at(None, f"`{shown}` is not the bundle that it was", help)])
        with self._lock:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
                return found
        # Outside the lock, so that nobody who needs another one waits: two may open the same, and one is kept.
        return self.keep(digest, self._open(shown, content))

    def keep(self, digest: str, policy: Policy) -> Policy:
        with self._lock:
            found = self._kept.setdefault(digest, policy)
            self._kept.move_to_end(digest)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return found


class PublishedPolicies:
    """The policies on a shelf. What is published while this is in use counts from the next question on.

    A shelf whose chain does not hold, or that is not trusted, gives no policy at all, not even one given before.
    """

    def __init__(self, folder: Path, trust: Trust | None, open_bundle: OpenBundle) -> None:
        self.folder = folder
        self._trust = trust
        self._opened = OpenedPolicies(open_bundle)
        self._listed: tuple[tuple[Stamp | None, ...], Shelf, dict[int, InForce]] | None = None

    def in_force(self, day: date) -> InForce:
        """The policy in force on a day.

        Raises PolicyError where there is none, where the shelf is damaged or its keys are not trusted, MissingPart
        where signatures cannot be verified, and OSError.
        """
        shelf, served = self._shelf()
        publication = shelf.in_force(day)
        number = publication.record.number
        if number not in served:
            served[number] = self._served(publication, shelf)
        return served[number]

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        """The policy of a bundle that a decision cites. Raises PolicyError where it is not that one."""
        return self._opened.policy(digest, content, _called(digest))

    def _shelf(self) -> tuple[Shelf, dict[int, InForce]]:
        """The shelf, read again when its folder or its keys changed. While it is wrong, at each question."""
        looks = self._looks()
        listed = self._listed
        if listed is None or not _same(listed[0], looks):
            self._listed = None
            listed = looks, open_shelf(self.folder), {}
            self._listed = listed
        return listed[1], listed[2]

    def _looks(self) -> tuple[Stamp | None, ...]:
        """What the folder of the shelf and the places of its keys look like now."""
        keys = (self.folder / TRUSTED,) if self._trust is None else self._trust.places
        return tuple(_look(each) for each in (self.folder, *keys))

    def _served(self, publication: Publication, shelf: Shelf) -> InForce:
        verify(publication, shelf.publications, self._trust or own_trust(self.folder))
        record, bundle = publication.record, publication.bundle()
        return InForce(self._opened.policy(record.digest, bundle, publication.shown), bundle, record.number)


class DraftPolicy:
    """The policy in a folder, as it was when it was first asked for: what is edited later counts after a restart.

    It decides on every day. Its decisions are marked as those of a draft, and never count as precedent.
    """

    def __init__(self, folder: Path, load: Callable[[Path], Policy], open_bundle: OpenBundle) -> None:
        self.folder = folder
        self._load = load
        self._opened = OpenedPolicies(open_bundle)
        self._draft: InForce | None = None
        self._lock = threading.Lock()

    def in_force(self, day: date) -> InForce:
        """The draft. Raises PolicyError with all that is wrong in its files, each time, until it is right."""
        with self._lock:
            if self._draft is None:
                policy = self._load(self.folder)
                self._opened.keep(policy.digest, policy)
                self._draft = InForce(policy, bundle_bytes(policy.rulebook), None)
            return self._draft

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        """The policy of a bundle that a decision cites. Raises PolicyError where it is not that one."""
        return self._opened.policy(digest, content, _called(digest))


def in_force_at(policies: Policies, moment: datetime) -> tuple[InForce, date]:
    """The policy in force at a moment, and the day that it is then where that policy holds.

    Which day it is depends on the policy, and which policy on the day: around midnight, and where a policy begins, the
    day of UTC is not yet or no longer the one that counts. Raises what `Policies.in_force` raises.
    """
    day = moment.astimezone(UTC).date()
    refused: PolicyError | None = None
    for each in (day, day + timedelta(1), day - timedelta(1)):
        try:
            found = policies.in_force(each)
        except PolicyError as error:
            refused = refused or error
            continue
        today = moment.astimezone(found.policy.rulebook.zone).date()
        if today == each:
            return found, today
    if refused is not None:
        raise refused
    # A policy of another zone came in force around here, so that no day is its own: the day of UTC decides.
    found = policies.in_force(day)
    return found, moment.astimezone(found.policy.rulebook.zone).date()


def _called(digest: str) -> str:
    return f"the bundle {digest[:12]}"


def _look(path: Path) -> Stamp | None:
    try:
        return stamp_of(path.stat())
    except FileNotFoundError:
        return None


def _same(before: tuple[Stamp | None, ...], now: tuple[Stamp | None, ...]) -> bool:
    pairs = zip(before, now, strict=True)
    return all(new is None if old is None else new is not None and old.still(new) for old, new in pairs)
