"""Reads cases into rows: a function generated for the facts of one request, and the careful way for all else.

The generated function knows the plain forms (text, int, bool in a flat dict) and gives up on anything that it
does not know or that looks wrong; then `read_case` reads the case again and says what is wrong, where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import Fact
from fairservice.conditions.program import Row
from fairservice.conditions.vocabulary import (
    MAX_TEXT,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Text,
    Value,
    int_of,
    part_of,
)
from fairservice.decisions.case import read_case, read_fact, with_parts
from fairservice.errors import CaseError, Defect, Finding
from fairservice.policy.rulebook import Request, Rulebook

TOO_EARLY = Defect("FS606", "before-the-policy", "error", "a case is decided as of a day before the policy begins")

MAX_DEPTH = 20
_FastReader = Callable[[dict[str, object], int, int], Row | None]
_ReadFact = Callable[[object], Value | None]


class RowReader:
    """Reads the cases of one request. Safe to use from several threads at once."""

    def __init__(self, rulebook: Rulebook, request: Request) -> None:
        self.rulebook = rulebook
        self.request = request
        self._readers: dict[str, _ReadFact] = {}
        self._by_size: dict[int, _FastReader] = {}
        """Per number of facts the function for those that came first: what asks mostly says the same facts."""
        self._plain = self._compiled(None)

    def row(self, case: Mapping[str, object], today: int, received_on: int) -> Row:
        """The columns of the request. Raises `CaseError` with every finding."""
        if type(case) is dict:
            read = self._by_size.get(len(case)) or self._for_facts(case)
            try:
                row = read(case, today, received_on)
                if row is not None:
                    return row
            except (KeyError, TypeError):  # other facts, or one that is not in its plainest form
                pass
            try:
                row = self._plain(case, today, received_on)
                if row is None and dict in map(type, case.values()):
                    flat = _flat(case)
                    row = None if flat is None else self._plain(flat, today, received_on)
                if row is not None:
                    return row
            except TypeError:  # something that cannot be looked up, like a list where a word is expected
                pass
        return self._carefully(case, today, received_on)

    def _for_facts(self, case: dict[str, object]) -> _FastReader:
        """A function that reads cases which say just the facts of this one; kept, unless it says something else."""
        if not all(type(name) is str and self._reader(name) for name in case):
            return self._plain
        return self._by_size.setdefault(len(case), self._compiled(tuple(case)))

    def _carefully(self, case: Mapping[str, object], today: int, received_on: int) -> Row:
        known: dict[str, Value] = dict(read_case(self.rulebook, case))
        known["today"], known["received_on"] = today, received_on
        name = self.request.in_force_fact
        in_force = known.get(name)
        if in_force is not None and int_of(in_force) < self.rulebook.since:
            since, day = date.fromordinal(self.rulebook.since), date.fromordinal(int_of(in_force))
            message = f"this policy decides from {since} on, and the case is of {day}"
            help = f"check `{name}`, or ask with the policy of that time"
            raise CaseError([Finding(TOO_EARLY, message, None, help, (), name)])
        program = self.request.program
        return program.row(with_parts(known, program.columns, self.rulebook))

    def _reader(self, name: str) -> _ReadFact | None:
        """Reads one fact, None for what it cannot be; None for a name that no case says."""
        found = self._readers.get(name)
        if found is None:
            fact = self.rulebook.facts.get(name)
            if fact is None or fact.source == "clock":
                return None
            found = self._readers[name] = _reader_of(fact, self.rulebook)
        return found

    def _others_are_well(self, case: dict[str, object]) -> bool:
        """Whether what a case says besides the facts of the request is declared, and well said."""
        for name, value in case.items():
            read = self._reader(name)
            if read is None or (value is not None and read(value) is None):
                return False
        return True

    def _compiled(self, said: tuple[str, ...] | None) -> _FastReader:
        """The function `read(case, today, received_on)`, for cases which say just these facts, or whichever.

        Only made-up names go into its source, and those of facts as literals.
        """
        facts, zone = self.rulebook.facts, self.rulebook.zone
        names: dict[str, object] = {"others": self._others_are_well}
        locals: dict[str, str] = {"today": "today", "received_on": "received_on"}
        lines = ["def read(case, today, received_on):", *(["    get = case.get", "    n = 0"] if said is None else [])]
        columns = self.request.program.columns
        for name in said or dict.fromkeys(column.partition("/")[0] for column in columns):
            if name in locals:
                continue
            x = locals[name] = f"x{len(locals)}"
            names[f"r{x}"] = self._reader(name)
            if said is not None:
                lines += ["    " + line for line in _conversion(facts[name], x, names, f"case[{name!r}]")]
            else:
                lines += [f"    {x} = get({name!r})", f"    if {x} is not None:", "        n += 1"]
                lines += ["        " + line for line in _conversion(facts[name], x, names, x)]
        if said is None:
            lines += ["    if n != len(case) and not others(case):", "        return None"]
        for column in columns:
            name, slash, part = column.partition("/")
            if slash and name in locals:
                type = facts[name].type
                assert isinstance(type, Quantity)
                locals[column] = part_name = f"p{len(locals)}"
                names[f"f{part_name}"] = _part_reader(type, part, zone)
                lines.append(f"    {part_name} = None if {locals[name]} is None else f{part_name}({locals[name]})")
        in_force = locals.get(self.request.in_force_fact)
        if in_force is not None:
            lines += [f"    if {in_force} is not None and {in_force} < {self.rulebook.since}:", "        return None"]
        lines.append("    return (" + "".join(f"{locals.get(column)}, " for column in columns) + ")")
        exec(compile("\n".join(lines) + "\n", "<generated case reader>", "exec"), names)
        return names["read"]  # type: ignore[return-value]


def _conversion(fact: Fact, x: str, names: dict[str, object], given: str) -> list[str]:
    """Lines that turn what was `given` into an exact value in `x`; or leave the function, by KeyError too."""
    take = [] if given == x else [f"{x} = {given}"]
    careful = [f"    {x} = r{x}({x})", f"    if {x} is None:", "        return None"]
    match fact.type:
        case Boolean():
            return [*take, f"if {x} is not True and {x} is not False:", *careful]
        case Choice(values, ordered):
            names[f"m{x}"] = {value: rank if ordered else value for rank, value in enumerate(values)}
            if take:
                return [f"{x} = m{x}[{given}]"]
            return [f"{x} = m{x}.get({x})", f"if {x} is None:", "    return None"]
        case Quantity(kind="integer" | "number" | "money" | "percent", low=low, high=high, scale=scale):
            return [
                *take,
                f"if type({x}) is int:",
                *([f"    {x} *= {10**scale}"] if scale else []),
                f"    if not {low} <= {x} <= {high}:",
                "        return None",
                "else:",
                *careful,
            ]
        case Text():
            plain = f"if type({x}) is str and len({x}) <= {MAX_TEXT} and {x}.isascii():"
            return [*take, plain, f"    {x} = {x}.strip()", "else:", *careful]
        case Quantity() | Choices() | Records():
            return [*take, *(line.removeprefix("    ") for line in careful)]
        case _:
            assert_never(fact.type)


def _reader_of(fact: Fact, rulebook: Rulebook) -> _ReadFact:
    def read(value: object) -> Value | None:
        findings: list[Finding] = []
        found = read_fact(fact, value, rulebook, fact.name, findings)
        return None if findings else found

    if not isinstance(fact.type, Quantity):
        return read
    # dates and amounts come back again and again; `typed`, since 1, 1.0 and True are one key otherwise
    kept = lru_cache(1024, typed=True)(read)
    if fact.type.kind != "datetime":
        return kept
    # the two hours that a clock shows twice in autumn are equal as datetimes, and are not the same moment
    return lambda value: read(value) if isinstance(value, datetime) else kept(value)


def _part_reader(type: Quantity, part: str, zone: ZoneInfo) -> Callable[[int], int]:
    return lru_cache(1024)(lambda value: part_of(value, type, part, zone))


def _flat(case: dict[str, object]) -> dict[str, object] | None:
    """Mappings within mappings as dotted names; None where a name would be said twice, or it is not all plain."""
    flat: dict[str, object] = {}
    pending: list[tuple[str, dict[str, object], int]] = [("", case, 0)]
    while pending:
        prefix, level, depth = pending.pop()
        for key, value in level.items():
            if type(key) is not str or depth > MAX_DEPTH:
                return None
            name = prefix + key
            if type(value) is dict:
                pending.append((name + ".", value, depth + 1))
            elif name in flat:
                return None
            else:
                flat[name] = value
    return flat
