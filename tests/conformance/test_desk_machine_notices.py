# ruff: noqa: E501  (lines of the desk, as they stand there)
"""The judge of the desk can say no: whatever is taken out of the desk, the stories that pass with it fail without it.

Each of these changes one line of the desk on purpose, for as long as its test takes.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.desk_machine import DeskMachine
from fairservice.errors import FairserviceError

MUTATIONS = {
    "a mandate is for each gift": ("mandates", "if given.on_ticket + amount > mandate.per_case:", "if amount > mandate.per_case:"),
    "a mandate forgets other tickets": ("mandates", "of_customer(limit.within_days) + amount", "of_customer(0) + amount"),
    "overrides count against no mandate": ("mandates", "(*GIVEN, *RECOVERED)", "(*GIVEN[:-1], *RECOVERED)"),
    "more than the policy allows": ("weighing", "if amount > int_of(up_to.value):", "if False:"),
    "more than the policy allows, in parts": ("weighing", "if before and amount + before >", "if False and before >"),
    "any reason": ("weighing", "    if reason in allowed.reasons:\n", "    if True:\n"),
    "a habit needs nobody higher": ("weighing", 'if roles and state != "none":', "if False:"),
    "a renewal needs nobody higher": ("weighing", 'roles, why = above(rulebook, roles, str(item.body["role"])), ', "why = "),
    "what is closed is given": ("weighing", "    if found is not None:\n        raise (UNDECIDED", "    if False:\n        raise (UNDECIDED"),
    "what was put right is conceded on": ("weighing", "    if later:\n", "    if False:\n"),
    "more often than allowed": ("history", "first_day=today.toordinal() - of.within_days", "first_day=today.toordinal()"),
    "a no in the same contact resets a habit": ("precedents.favour", " | ({(ticket, None)} if ticket is not None else set())", ""),
    "used twice": ("following_up", "if left < 1:", "if left < -1:"),
    "used after its day": ("following_up", "if found.record.expires_on < session.today.isoformat():\n        raise NO_LONGER_USED", "if False:\n        raise NO_LONGER_USED"),
    "taken back after it was used": ("following_up", 'if int(item.body["left"]) < found.record.uses:', "if False:"),
    "overridden by anybody": ("overriding", 'needed = made.record.decision["may_override"]', 'needed = "agent"'),
    "above a prohibition": ("overriding", '    if "stands" in forbidden:\n', "    if False:\n"),
    "below a right": ("overriding", "        if answer < own:\n", "        if False:\n"),
    "an override beyond the mandate": ("overriding", "    if passed is not None:\n", "    if False:\n"),
    "a fact is a way around a habit": ("overriding", '    if state != "none" and not any(', '    if False and not any('),
    "a yes without saying what": ("overriding", "    _refuse_unsaid(rulebook, record, anew, answer, give)\n", ""),
    "pressure pays": ("incidents", "    return any(each.id.starts", "    return False and any(each.id.starts"),
    "pressure pays on another ticket": ("incidents", "if record.customer is not None:", "if False:"),
    "a threat pays for safety": ("overriding", "        if after:\n", "        if False:\n"),
    "told, and so honoured": ("reporting_outside", "        role = _honouring(session, rulebook, record)\n", "        pass\n"),
    "a draft binds": ("session", 'if getattr(found.record, "draft", False) and not self.in_force.draft:', "if False:"),
    "a decision lasts for ever": ("session", "if found.record.valid_until < self.today.isoformat():", "if False:"),
    "a retry does it again": ("desk", "        if before is not None:\n", "        if before is None and False:\n"),
    "who gave it honours it": ("reporting_outside", 'if how == "honour" and session.person.login', "if False and session.person.login"),
    "who answered upholds it": ("escalating", "or session.person.login == made.record.by:", "or False:"),
}  # fmt: skip


@contextmanager
def mutated(name: str, old: str, new: str) -> Iterator[None]:
    """A module of the desk with one line of it changed, wherever what is in it was imported."""
    module = importlib.import_module(f"fairservice.desk.{name}")
    source = inspect.getsource(module)
    assert source.count(old) == 1, f"the line to change is there {source.count(old)} times"
    before = dict(vars(module))
    undo: list[tuple[ModuleType, str, object]] = []
    try:
        exec(compile(source.replace(old, new), module.__file__ or name, "exec"), vars(module))
        changed = {id(was): vars(module)[each] for each, was in before.items() if was is not vars(module)[each]}
        users = [
            each for key, each in list(sys.modules.items()) if key.startswith("fairservice.desk") and each is not module
        ]
        for user in users:
            for each, was in list(vars(user).items()):
                if id(was) in changed and not each.startswith("__"):
                    undo.append((user, each, was))
                    setattr(user, each, changed[id(was)])
        yield
    finally:
        vars(module).clear()
        vars(module).update(before)
        for user, each, value in undo:
            setattr(user, each, value)


@pytest.mark.parametrize("what", MUTATIONS)
def test_a_desk_that_does_wrong_is_noticed(what: str) -> None:
    """The stories do so before long."""
    with mutated(*MUTATIONS[what]), pytest.raises(Exception) as caught:
        run_state_machine_as_test(
            DeskMachine,
            settings=settings(
                max_examples=400,
                stateful_step_count=40,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(repr(caught.value)[:150])
    assert isinstance(caught.value, AssertionError | FairserviceError), caught.value
