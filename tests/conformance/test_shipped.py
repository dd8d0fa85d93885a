"""The laws of decisions, on the policies that come with fairservice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.cases import Known, Moment
from conformance.chooser import Drawn, chance
from conformance.engines import Loaded, additions
from conformance.laws import adding_keeps, engines_agree, resolves_as_designed
from fairservice.bootstrap import load
from fairservice.errors import CaseError

POLICIES = [load(name).rulebook for name in ("webshop", "airline")]
REQUESTS = {f"{policy.name} {name}": Loaded(policy, name) for policy in POLICIES for name in policy.requests}


@st.composite
def paths(draw: Callable[[Any], Any]) -> tuple[Loaded, Moment, list[Known]]:
    """A request of a shipped policy, a moment, and a case that becomes known step by step; only facts that it reads."""
    loaded = REQUESTS[draw(st.sampled_from(sorted(REQUESTS)))]
    chooser = Drawn(draw)
    full = loaded.cases.full(chooser)
    start = {name: value for name, value in full.items() if chance(chooser, 60)}
    return loaded, loaded.cases.moment(chooser), [start, *additions(start, full, draw(st.permutations(list(full))))]


@given(paths())
@settings(max_examples=250)
def test_shipped_policies_keep_every_law(world: tuple[Loaded, Moment, list[Known]]) -> None:
    """The engines agree, facts only add to what is determined, and complete cases resolve as the design says."""
    loaded, moment, path = world
    broken = [*adding_keeps(loaded, path, moment), *resolves_as_designed(loaded, path[-1], moment)]
    for known in (path[0], path[-1]):
        try:
            broken += engines_agree(loaded, known, moment)
        except CaseError:
            continue
    if broken:
        pytest.fail(broken[0], pytrace=False)
