"""What somebody may do by their roles. Of the roles of a policy each may stand above one other, and several above it.

What a role may do, those above it may too. A role of a person that the policy does not know counts for nothing.
"""

from __future__ import annotations

from fairservice.desk.ports import Person
from fairservice.desk.refusals.answering import NO_ROLE, ROLE_NEEDED
from fairservice.errors import NotStaff
from fairservice.policy.rulebook import Duty, Rulebook


def roles_of(rulebook: Rulebook, person: Person) -> tuple[str, ...]:
    """The roles of a person that the policy knows. Raises `NotStaff` where there is none: then nothing is theirs."""
    found = tuple(role for role in person.roles if role in rulebook.roles)
    if not found:
        have = ", ".join(f"`{role}`" for role in person.roles) or "none"
        known = ", ".join(f"`{role}`" for role in rulebook.roles) or "none yet"
        message = f"`{person.login}` has no role that `{rulebook.name}` knows"
        raise NotStaff(message, f"the staff file says {have}; the policy's roles are {known}")
    return found


def stands_at(rulebook: Rulebook, person: Person, role: str) -> bool:
    """Whether a person has a role, or one above it."""
    return any(_steps(rulebook, own, role) is not None for own in person.roles)


def may(rulebook: Rulebook, person: Person, duty: Duty) -> bool:
    """Whether a duty is one of a person's roles, or of a role below them."""
    return any(has_duty(rulebook, own, duty) for own in person.roles)


def acting_role(rulebook: Rulebook, person: Person, role: str) -> str:
    """The lowest role of a person by which they stand at `role`. Raises `Refused` where they do not."""
    steps = {own: count for own in person.roles if (count := _steps(rulebook, own, role)) is not None}
    if not steps:
        able = ", ".join(f"`{each}`" for each in (role, *roles_above(rulebook, role)))
        roles = ", ".join(f"`{each}`" for each in person.roles) or NO_ROLE
        raise ROLE_NEEDED.of(role=role, able=able, roles=roles)
    return min(steps, key=lambda own: (steps[own], _order(rulebook, own)))


def role_with(rulebook: Rulebook, person: Person, duty: Duty) -> str | None:
    """The lowest role of a person that has a duty, whichever line of roles it stands in. None where none has it."""
    able = [own for own in person.roles if has_duty(rulebook, own, duty)]
    return min(able, key=lambda own: (len(_downward(rulebook, own)), _order(rulebook, own)), default=None)


def roles_above(rulebook: Rulebook, role: str) -> tuple[str, ...]:
    """The roles above a role, nearest first; of two as near the one that the policy names first."""
    steps = {each: count for each in rulebook.roles if (count := _steps(rulebook, each, role))}
    return tuple(sorted(steps, key=lambda each: (steps[each], _order(rulebook, each))))


def lowest_with(rulebook: Rulebook, duty: Duty, above: str | None = None) -> str | None:
    """The lowest role that has a duty, above a role where one is given. None where there is none.

    Of several as low it is the one that the policy names first. Those in another line of roles have the duty all the
    same and do not stand at this one: ask `role_with` too before somebody is turned away.
    """
    candidates = rulebook.roles_upward() if above is None else roles_above(rulebook, above)
    return next((role for role in candidates if has_duty(rulebook, role, duty)), None)


def has_duty(rulebook: Rulebook, role: str, duty: Duty) -> bool:
    """Whether a duty is a role's own, or that of a role below it."""
    return any(duty in rulebook.roles[each].may for each in _downward(rulebook, role))


def _steps(rulebook: Rulebook, own: str, role: str) -> int | None:
    """How many steps a role stands above another one: 0 for itself, None where it does not."""
    line = _downward(rulebook, own)
    return line.index(role) if role in line else None


def _downward(rulebook: Rulebook, role: str) -> tuple[str, ...]:
    """A role, the one that it stands directly above, and so on. Policies have no circles here."""
    line: list[str] = []
    each: str | None = role
    while each is not None and each in rulebook.roles and each not in line:
        line.append(each)
        each = rulebook.roles[each].above
    return tuple(line)


def _order(rulebook: Rulebook, role: str) -> int:
    return list(rulebook.roles).index(role)
