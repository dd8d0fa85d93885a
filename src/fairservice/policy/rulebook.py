"""The content of a policy, read and typed: everything that its files say, with the packs it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import Definition, Fact, Parameter, Texts
from fairservice.conditions.nodes import Node, Variable, conjunction
from fairservice.conditions.program import Program
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import Type
from fairservice.policy.desk_terms import DeskTerms
from fairservice.policy.invariant import Invariant
from fairservice.policy.rule import Combine, Limit, Rule, Table
from fairservice.source.located_yaml import Entries
from fairservice.span import File, Span

BUILT_IN_LABELS: Mapping[str, Texts] = {
    "today": {"nl": "vandaag", "en": "today"},
    "received_on": {"nl": "de dag van melding", "en": "the day it was reported"},
}

Duty = Literal["approve", "override", "decide_measure", "hear_appeal", "publish", "protect_data"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the staff: which role it stands above, and its duties."""

    name: str
    above: str | None
    may: frozenset[Duty]
    span: Span


@dataclass(frozen=True, slots=True)
class Grant:
    """Something that can be given: money, a percentage, a date, a quantity, or yes/no."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a role may concede of one grant on its own: per case (in the grant's unit) and per customer."""

    role: str
    grant: str
    per_case: int
    per_customer: Limit | None
    span: Span


@dataclass(frozen=True)
class Request:
    """A kind of question, with the rules that answer it in file order. `in_force` reads the in-force date."""

    name: str
    question: Texts
    rules: tuple[Rule, ...]
    otherwise: Rule | None
    complete: bool
    combine: Combine
    in_force: Node
    in_force_fact: str
    scope: Scope
    span: Span
    places: Mapping[str, Span] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    @cached_property
    def program(self) -> Program:
        """What an interpreter judges: one condition per rule, and every amount that any of them speaks of."""
        rules = [*self.rules, *([self.otherwise] if self.otherwise else [])]
        amounts = dict.fromkeys(node for rule in rules for node in amounts_of(rule))
        in_force = self.in_force if isinstance(self.in_force, Variable) else None
        return Program(tuple(map(condition_of, self.rules)), tuple(amounts), self.overriders, in_force)

    @cached_property
    def amount_index(self) -> dict[Node, int]:
        """The position of each amount in the program."""
        return {node: position for position, node in enumerate(self.program.amounts)}

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each rule, by its id."""
        return {rule.id: position for position, rule in enumerate(self.rules)}

    @cached_property
    def overriders(self) -> tuple[tuple[int, ...], ...]:
        """For each rule the positions of the rules that override it directly."""
        found: list[list[int]] = [[] for _ in self.rules]
        for position, rule in enumerate(self.rules):
            for name in rule.overrides:
                if name in self.position:
                    found[self.position[name]].append(position)
                elif name in self.tables:
                    for each in self.tables[name].entrances:
                        found[self.position[each]].append(position)
        return tuple(tuple(each) for each in found)

    @cached_property
    def offer_places(self) -> dict[tuple[str, bool], tuple[int, int]]:
        """Where the request first speaks of an offer (what it is, and whether it is calming), by rule and place."""
        found: dict[tuple[str, bool], tuple[int, int]] = {}
        for place, rule in enumerate((*self.rules, *([self.otherwise] if self.otherwise else []))):
            for position, each in enumerate(rule.offers):
                found.setdefault((each.what, each.calming), (place, position))
        return found


def condition_of(rule: Rule) -> Node:
    """All that makes a rule fire: what the owner wrote, its window, and for goodwill that it is not used up."""
    from fairservice.conditions.nodes import Comparison, Constant

    parts = [rule.in_force, rule.condition]
    concession = rule.concession
    if concession and concession.used is not None and concession.per_customer:
        used = concession.used
        parts.append(Comparison("<", used, Constant(concession.per_customer.at_most, used.type)))
    return conjunction(parts)


def amounts_of(rule: Rule) -> list[Node]:
    """Every node of a rule whose value a decision may have to tell."""
    lines = [*rule.lines, *(rule.concession.lines if rule.concession else ())]
    nodes = [line.amount for line in lines]
    for offer in rule.offers:
        nodes += [node for node in (offer.on, offer.amount) if node is not None]
    words = [rule.because, rule.say, rule.if_pressed, *(offer.say for offer in rule.offers)]
    for template in (template for each in words for template in each.values()):
        nodes += [part.node for part in template if not isinstance(part, str) and part.node is not None]
    return nodes


@dataclass(frozen=True, slots=True)
class Example:
    """A case with its expected decision, kept in the policy as its test; typed when it is run."""

    name: str
    request: str
    case: Entries
    today: int | None
    received_on: int | None
    expect: Entries
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder of files under one manifest: the policy itself, or a pack that it uses."""

    name: str
    title: Texts
    owner: str
    since: int
    is_policy: bool
    files: tuple[tuple[str, File, Entries], ...]
    """Path within the pack, the file, and its tree; in reading order."""
    sheets: tuple[File, ...] = ()
    """The sheets that the rows of tables were read from."""


@dataclass(frozen=True)
class Rulebook:
    """A policy and the packs that it uses, typed. Immutable; every mapping keeps file order."""

    name: str
    title: Texts
    owner: str
    languages: tuple[str, ...]
    currency: str
    decimals: int
    """Of the currency's minor unit: 2 for euro cents."""
    zone: ZoneInfo
    since: int
    roles: Mapping[str, Role]
    grants: Mapping[str, Grant]
    together: frozenset[str]
    mandates: tuple[Mandate, ...]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]
    requests: Mapping[str, Request]
    labels: Mapping[str, Texts]
    holding: Texts
    examples: tuple[Example, ...]
    packs: tuple[Pack, ...]
    """The packs used, then the policy itself."""
    span: Span
    invariants: tuple[Invariant, ...] = ()
    """What its owners say must be so of all decisions; it decides none."""
    desk: DeskTerms | None = None
    """What it says for the desk; it decides nothing."""

    def label(self, name: str, lang: str) -> str:
        """What people call a thing: its label in the language, or its own name in plain letters."""
        texts = self.labels.get(name) or BUILT_IN_LABELS.get(name) or {}
        return texts.get(lang) or name.rpartition(".")[2].replace("_", " ").replace("-", " ")

    def roles_upward(self) -> tuple[str, ...]:
        """The roles from lowest to highest, as far as `above` orders them; else in file order."""
        depth: dict[str, int] = {}
        for name in self.roles:
            steps, below = 0, self.roles[name].above
            while below is not None and below in self.roles and steps <= len(self.roles):
                steps, below = steps + 1, self.roles[below].above
            depth[name] = steps
        return tuple(sorted(self.roles, key=lambda name: depth[name]))
