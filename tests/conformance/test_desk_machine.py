"""Whatever anybody does at a desk, nothing is authorised outside of its bounds, and the record of it holds."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.desk_machine import DeskMachine


def test_the_desk_in_memory() -> None:
    """Long stories, many of them."""
    run_state_machine_as_test(DeskMachine, settings=settings(max_examples=60, stateful_step_count=60))
