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

REQUESTS = {
    policy: {name: Loaded(rulebook, name) for name in rulebook.requests}
    for policy in ("webshop", "supplier")
    for rulebook in (load(policy).rulebook,)
}


@st.composite
def paths(draw: Callable[[Any], Any], policy: str) -> tuple[Loaded, Moment, list[Known]]:
    """A request of a policy, a moment, and a case that becomes known step by step; only facts that it reads."""
    loaded = REQUESTS[policy][draw(st.sampled_from(sorted(REQUESTS[policy])))]
    chooser = Drawn(draw)
    full = loaded.cases.full(chooser)
    start = {name: value for name, value in full.items() if chance(chooser, 60)}
    return loaded, loaded.cases.moment(chooser), [start, *additions(start, full, draw(st.permutations(list(full))))]


@pytest.mark.parametrize("policy", sorted(REQUESTS))
@given(st.data())
@settings(max_examples=150)
def test_a_shipped_policy_keeps_every_law(policy: str, data: st.DataObject) -> None:
    """The engines agree, facts only add to what is determined, and complete cases resolve as the design says."""
    loaded, moment, path = data.draw(paths(policy))
    broken = [*adding_keeps(loaded, path, moment), *resolves_as_designed(loaded, path[-1], moment)]
    for known in (path[0], path[-1]):
        try:
            broken += engines_agree(loaded, known, moment)
        except CaseError:
            continue
    if broken:
        pytest.fail(broken[0], pytrace=False)
