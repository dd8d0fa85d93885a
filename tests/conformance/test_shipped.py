"""The laws of decisions, on the policies that come with fairservice."""

from __future__ import annotations

import pytest

from conformance.cases import growing
from conformance.chooser import Seeded
from conformance.engines import Loaded
from conformance.laws import adding_keeps, engines_agree, resolves_as_designed
from fairservice.bootstrap import load
from fairservice.errors import CaseError

POLICIES = {name: load(name).rulebook for name in ("webshop", "airline", "supplier")}
REQUESTS = [(name, request) for name, rulebook in POLICIES.items() for request in rulebook.requests]
CASES = 50
"""Cases a request, each at every step from partly to wholly known. Seeds, since every request must have its share."""


@pytest.mark.parametrize(("policy", "request_name"), REQUESTS)
def test_shipped_policies_keep_every_law(policy: str, request_name: str) -> None:
    """The engines agree, facts only add to what is determined, and complete cases resolve as the design says."""
    loaded = Loaded(POLICIES[policy], request_name)
    for seed in range(CASES):
        chooser = Seeded(seed)
        moment, full = loaded.cases.moment(chooser), loaded.cases.full(chooser)
        start = loaded.cases.known(chooser, full, 60)
        path = [start, *growing(start, full, sorted(full, key=lambda _: chooser.integer(0, 99)))]
        broken = [*adding_keeps(loaded, path, moment), *resolves_as_designed(loaded, path[-1], moment)]
        for known in (path[0], path[-1]):
            try:
                broken += engines_agree(loaded, known, moment)
            except CaseError:
                continue
        assert broken == [], (seed, path[-1])
