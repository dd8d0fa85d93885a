"""Something is declared that nothing uses: its owner thinks that it decides something, and it does not.

A pack may declare for the policies that use it. What only an invariant or a minimum names is used: it says what that
must not change, or how little may be given. Facts that no decision may depend on, that say how a customer
behaves, or that the desk itself supplies are declared to be known, not to be used.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import is_own, is_pack
from fairservice.analysis.checks.plain.written import texts_of
from fairservice.conditions.nodes import Named, Node, Variable, walk
from fairservice.conditions.vocabulary import Choice, Choices, Quantity, Records
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.invariant import Minimum, Never, nodes_of
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook, amounts_of, condition_of

UNUSED_FACT = Defect("FS510", "unused-fact", "warning", "a fact is declared that no rule looks at")
UNUSED_PARAMETER = Defect("FS511", "unused-parameter", "warning", "a parameter is declared that nothing uses")
UNUSED_DEFINITION = Defect("FS512", "unused-definition", "warning", "a definition is made that nothing uses")
UNUSED_LABEL = Defect("FS513", "unused-label", "advice", "a label is written for something that does not exist")
UNUSED_GRANT = Defect("FS514", "unused-grant", "advice", "a grant is declared that no rule gives or concedes")
UNUSED_ROLE = Defect("FS515", "unused-role", "advice", "a role is declared that has nothing to do")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    yield from _labels(rulebook)
    yield from _roles(rulebook)
    if not is_pack(rulebook):
        yield from _names(rulebook)
        yield from _grants(rulebook)


def _names(rulebook: Rulebook) -> Iterator[Finding]:
    nodes = [node for rule in _rules(rulebook) for node in (condition_of(rule), *amounts_of(rule))]
    nodes += [node for invariant in rulebook.invariants for node in nodes_of(invariant)]
    named, columns = _read_by(nodes)
    columns |= {request.in_force_fact for request in rulebook.requests.values()}
    columns |= {key for parameter in rulebook.parameters.values() for key in parameter.by}
    definitions = _definitions(rulebook)
    in_definitions, read_by_definitions = _read_by(definitions)
    for name, parameter in rulebook.parameters.items():
        if name not in named | in_definitions and is_own(rulebook, parameter.span):
            yield UNUSED_PARAMETER.at(
                parameter.span, f"nothing uses the parameter `{name}`", "use it in a rule, or remove it"
            )
    columns |= read_by_definitions
    used_by_others = {
        part.name.partition("/")[0]
        for node in definitions
        for part in walk(node)
        if isinstance(part, Named) and part is not node
    }
    for name, definition in rulebook.definitions.items():
        if name not in named | used_by_others and is_own(rulebook, definition.span):
            yield UNUSED_DEFINITION.at(
                definition.span, f"nothing uses the definition `{name}`", "use it in a rule, or remove it"
            )
    for name, fact in rulebook.facts.items():
        meant = fact.protected or fact.about or fact.source != "case"
        if name not in columns and not meant and is_own(rulebook, fact.span):
            yield UNUSED_FACT.at(
                fact.span,
                f"no rule looks at the fact `{name}`",
                "use it in a rule, or remove it; nobody will be asked for it",
            )


def _rules(rulebook: Rulebook) -> Iterator[Rule]:
    for request in rulebook.requests.values():
        yield from request.rules
        if request.otherwise:
            yield request.otherwise


def _definitions(rulebook: Rulebook) -> list[Node]:
    """What the definitions mean, those that can be read."""
    scope = next((request.scope for request in rulebook.requests.values()), None)
    found: list[Node] = []
    for name, definition in rulebook.definitions.items():
        try:
            found += [scope.node(name, definition.span)] if scope else []
        except Rejected:
            continue
    return found


def _read_by(nodes: list[Node]) -> tuple[set[str], set[str]]:
    """The names and the facts that these read, through names too."""
    named: set[str] = set()
    columns: set[str] = set()
    for node in dict.fromkeys(nodes):
        for part in walk(node):
            if isinstance(part, Named):
                named.add(part.name.partition("/")[0])  # a date moved by months has a part of its own
            elif isinstance(part, Variable):
                columns.add(part.name.partition("/")[0])
    return named, columns


def _grants(rulebook: Rulebook) -> Iterator[Finding]:
    given = {line.grant for rule in _rules(rulebook) for line in rule.lines}
    given |= {line.grant for rule in _rules(rulebook) if rule.concession for line in rule.concession.lines}
    for invariant in rulebook.invariants:
        if isinstance(invariant, Never | Minimum):
            given |= {grant for grant, _ in invariant.gives}
        if isinstance(invariant, Never):
            given |= {grant for grant, _ in invariant.concedes}
    for name, grant in rulebook.grants.items():
        if name not in given and is_own(rulebook, grant.span):
            yield UNUSED_GRANT.at(grant.span, f"no rule gives or concedes `{name}`", "give it in a rule, or remove it")


def _roles(rulebook: Rulebook) -> Iterator[Finding]:
    busy = {mandate.role for mandate in rulebook.mandates}
    busy |= {rule.may_override for rule in _rules(rulebook)}
    busy |= {role.above for role in rulebook.roles.values() if role.above}
    for name, role in rulebook.roles.items():
        if not role.may and not role.above and name not in busy and is_own(rulebook, role.span):
            yield UNUSED_ROLE.at(
                role.span, f"the role `{name}` has no duty, no mandate and no place", "give it one, or remove it"
            )


def _labels(rulebook: Rulebook) -> Iterator[Finding]:
    known = {*rulebook.facts, *rulebook.parameters, *rulebook.definitions, *rulebook.grants, *rulebook.roles}
    known |= set(rulebook.requests)
    types = [fact.type for fact in rulebook.facts.values()]
    types += [parameter.type for parameter in rulebook.parameters.values()]
    for fact in rulebook.facts.values():
        for field, type in fact.type.fields if isinstance(fact.type, Records) else ():
            known.add(f"{fact.name}.{field}")
            types.append(type)
    known |= {value for type in types if isinstance(type, Choice | Choices) for value in type.values}
    known |= {type.unit for type in types if isinstance(type, Quantity) and type.unit}
    for rule in _rules(rulebook):
        known |= {rule.id, *rule.provided, *(offer.what for offer in rule.offers)}
        known |= set(rule.concession.reasons if rule.concession else ())
    for invariant in rulebook.invariants:
        if isinstance(invariant, Never):
            known |= set(invariant.offers)
        elif isinstance(invariant, Minimum):
            known |= invariant.provided or set()
    if is_pack(rulebook):
        return
    for text in texts_of(rulebook):
        if text.role == "label" and text.of not in known:
            yield UNUSED_LABEL.at(
                text.key.span, f"nothing is called `{text.of}`", "correct the name, or remove the label"
            )
