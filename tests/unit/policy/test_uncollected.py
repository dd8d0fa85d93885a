"""The garbage collector while a policy is made ready."""

from __future__ import annotations

import gc

import pytest

from fairservice.policy.uncollected import uncollected


def test_the_collector_rests_and_goes_on() -> None:
    """It rests within, also within one another, and works again afterwards, whatever happened."""
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"), uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_collector_at_rest_stays_so() -> None:
    """A host that collects by itself keeps its choice."""
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_the_host_put_away_stays_there() -> None:
    """What a server froze before it forked is not taken out again."""
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with uncollected():
            pass
        # Some of it may go meanwhile, as other threads let go of it; taken out again, none would be left.
        assert frozen / 2 < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()
