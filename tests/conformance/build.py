"""Builds scopes, nodes and columns from small YAML texts, through the real reader, parser and checker."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import BUILT_IN, Definition, Fact, Parameter
from fairservice.conditions.lowering import lower, run_lowered
from fairservice.conditions.nodes import Node, Variable, columns_of
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.program import Program
from fairservice.conditions.reference import value_of
from fairservice.conditions.scope import Scope
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.vocabulary import DATE, Boolean, Quantity, Value, int_of, part_of, read_value
from fairservice.conditions.when import define, read_when
from fairservice.errors import Finding, PolicyError
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.reference import Reference
from fairservice.policy.authority import Authority
from fairservice.policy.declare import Declarations
from fairservice.policy.files import RulesFile
from fairservice.policy.packs import is_text, shaped
from fairservice.source.located_yaml import Entries, Text, read_bytes, read_yaml

ZONE = ZoneInfo("Europe/Amsterdam")
SINCE = 736695  # 2018-01-01


def entries(text: str) -> Entries:
    """A YAML text as a located tree. Raises `PolicyError` with what is wrong in it."""
    findings: list[Finding] = []
    file = read_bytes("corpus.yaml", text.encode(), findings)
    tree = read_yaml(file, findings, is_text) if file else None
    if findings or tree is None:
        raise PolicyError(findings)
    return tree


def located(text: str) -> Text:
    """One expression as a located text."""
    value = entries("value: '" + text.replace("'", "''") + "'\n").get("value")
    assert isinstance(value, Text)
    return value


def scope_of(text: str, in_force: str = "today") -> Scope:
    """The scope of a text with `facts`, `parameters` and `definitions`."""
    findings: list[Finding] = []
    model = shaped(RulesFile, entries(text), findings)
    assert model is not None, findings
    declare = Declarations(("en",), 2, ZONE, findings)
    facts: dict[str, Fact] = {fact.name: fact for fact in BUILT_IN}
    for key, fact in (model.facts or {}).items():
        made = declare.fact(key, fact)
        assert made is not None, findings
        facts[made.name] = made
    types = {name: fact.type for name, fact in facts.items()}
    parameters: dict[str, Parameter] = {}
    for key, written in (model.parameters or {}).items():
        parameter = declare.parameter(key, written, types, SINCE + 10**6)
        assert parameter is not None, findings
        parameters[parameter.name] = parameter
    pairs = model.definitions.pairs() if model.definitions is not None else ()
    definitions = {str(key): Definition(str(key), value, key.span) for key, value in pairs if value is not None}
    if findings:
        raise PolicyError(findings)
    return Scope(facts, parameters, definitions, Variable(in_force, DATE), define, zone=ZONE)


def expression(scope: Scope, text: str) -> Node:
    """A full expression. Raises `Rejected`."""
    return Checker(scope).node(parse_expression(located(text)))


def condition(scope: Scope, text: str) -> Node:
    """A full condition, as in `if:`. Raises `Rejected`."""
    return Checker(scope).condition(parse_expression(located(text)))


def amount(scope: Scope, grant: str, text: str) -> Node:
    """What a line of a grant of that type comes to. Raises `Rejected`."""
    authority = Authority(Declarations(("en",), 2, ZONE, []), {}, ())
    authority.read_grants(entries(f"given: {grant}\n"))
    return Checker(scope).amount(parse_expression(located(text)), authority.grants["given"].type)


def when(scope: Scope, text: str) -> Node:
    """A whole `when`, as YAML. Raises `PolicyError`."""
    findings: list[Finding] = []
    node = read_when(entries(text), Checker(scope), findings)
    if findings:
        raise PolicyError(findings)
    return node


def columns(scope: Scope, node: Node, case: Mapping[str, str]) -> dict[str, Value]:
    """A written case as interpreters read it, with the parts of dates that the node asks for."""
    found = {name: read_value(text, scope.facts[name].type, ZONE) for name, text in case.items()}
    for column in columns_of(node):
        name, slash, part = column.partition("/")
        if slash and name in found:
            type = scope.facts[name].type
            assert isinstance(type, Quantity)
            found[column] = part_of(int_of(found[name]), type, part, ZONE)
    return found


def values(node: Node, case: Mapping[str, Value]) -> dict[str, Value | None]:
    """What a node comes to by every interpreter; a condition also as something that is told."""
    found: dict[str, Value | None] = {"meaning": value_of(node, case)}
    told = Program((), (node,))
    found["lowered"] = run_lowered(lower(told), case)[1][0]
    for engine in (Reference, PythonCode):
        found[engine.__name__] = engine(told).amount(0, told.row(case))
    if isinstance(node.type, Boolean):
        judged = Program((node,), ())
        found["lowered, judged"] = run_lowered(lower(judged), case)[0][0]
        for engine in (Reference, PythonCode):
            sure, perhaps = engine(judged).fire(judged.row(case))
            found[engine.__name__ + ", judged"] = True if sure else None if perhaps else False
    return found
