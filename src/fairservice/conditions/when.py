"""Reads the `when:` of a rule, and the body of a definition, into one typed node."""

from __future__ import annotations

import re
from collections.abc import Callable

from fairservice.conditions.declarations import Definition
from fairservice.conditions.nodes import TRUE, AtLeast, Node, Some, Variable, conjunction, disjunction, negation
from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.scope import Scope
from fairservice.conditions.syntax import Apply, Name
from fairservice.conditions.tokens import SYNTAX
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.typecheck_lists import count_of, limited
from fairservice.conditions.vocabulary import Records, cut, one_of
from fairservice.conditions.within_list import WithinList
from fairservice.errors import Finding, Rejected
from fairservice.source.located_yaml import Entries, Items, Located, Text

GROUPS = ("all", "any", "not", "unless", "at_least", "if")
"""The words that group conditions instead of naming a fact."""


def read_when(tree: Located, checker: Checker, findings: list[Finding]) -> Node:
    """All entries of a `when`. What is wrong is added to `findings`, entry by entry."""
    if isinstance(tree, Entries):
        return conjunction(_entries(tree, checker, findings))
    if isinstance(tree, Items):
        return conjunction([read_when(each, checker, findings) for each in tree])
    return _caught(lambda: _sentence(tree, checker), findings)


def read_entry(key: Text, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    """One entry of a `when` that begins with a name: what is asked of it. What is wrong is added to `findings`."""
    return _caught(lambda: _tested(key, value, checker, findings), findings)


def read_tests(subject: Node, called: Text, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    """The tests of something that has no name in scope, as they stand after its key."""
    return _caught(lambda: _tests_of(subject, called, value, checker), findings)


def _sentence(text: Text, checker: Checker) -> Node:
    """A whole condition in one text. A fact and a test without their colon are told as that."""
    name, _, test = text.partition(" ")
    try:
        return checker.condition(parse_expression(text))
    except Rejected as error:
        if error.finding.defect is SYNTAX and test.strip() and checker.scope.has(name):
            at = text.part(0, len(name))
            message, help = f"there is no colon after `{name}`", f"write `{name}: {cut(test)}`"
            raise Rejected(SYNTAX.at(at, message, help)) from None
        raise


def define(scope: Scope, definition: Definition) -> Node:
    """The body of a definition: a mapping is a condition, a text an expression. Raises `Rejected`."""
    checker = Checker(scope)
    if isinstance(definition.body, Text):
        return checker.node(parse_expression(definition.body))
    findings: list[Finding] = []
    node = read_when(definition.body, checker, findings)
    if findings:
        raise Rejected(min(findings, key=lambda each: each.follows))
    return node


def _entries(tree: Entries, checker: Checker, findings: list[Finding]) -> list[Node]:
    return [_entry(key, value, checker, findings) for key, value in tree.pairs() if value is not None]


def _entry(key: Text, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    match str(key):
        case "all":
            return conjunction(_members(value, checker, findings))
        case "any":
            return disjunction(_members(value, checker, findings))
        case "not" | "unless":
            return negation(conjunction(_members(value, checker, findings)))
        case "at_least":
            return _at_least(key, value, checker, findings)
        case "if":
            if isinstance(value, Entries):
                findings.append(SYNTAX.at(value.span, "`if` takes a sentence", "write `if: order.total > 100`"))
                return TRUE
            if isinstance(value, Text):
                return _caught(lambda: checker.condition(parse_expression(value)), findings)
            return read_when(value, checker, findings)
    return _caught(lambda: _tested(key, value, checker, findings), findings)


def _members(value: Located, checker: Checker, findings: list[Finding]) -> list[Node]:
    """The conditions in a group: of a list its items, of a mapping its entries."""
    if isinstance(value, Items | Entries) and not value:
        findings.append(SYNTAX.at(value.span, "this group is empty", "list its conditions, or leave the group out"))
    if isinstance(value, Items):
        return [read_when(each, checker, findings) for each in value]
    if isinstance(value, Entries):
        return _entries(value, checker, findings)
    return [read_when(value, checker, findings)]


def _at_least(key: Text, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    if isinstance(value, Entries) and len(value) == 1:
        count, members = next(value.pairs())
        if re.fullmatch(r"[1-9][0-9]?", count, re.ASCII) and isinstance(members, Items):
            operands = tuple(read_when(each, checker, findings) for each in members)
            if int(count) > len(operands):
                findings.append(
                    SYNTAX.at(
                        count.span,
                        f"only {len(operands)} conditions are listed",
                        "lower the number or add some",
                    )
                )
            return AtLeast(int(count), operands)
    findings.append(
        SYNTAX.at(
            key.span,
            "`at_least` takes a number and a list",
            "write `at_least: {2: [{…: …}, {…: …}, {…: …}]}`",
        )
    )
    return TRUE


def _of_list(key: Text, records: Variable, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    """What is asked of a list: `some`, `every` and `none` of its records, or a `count` of those `where` …"""
    shown = f"write `{key}: {{some: {{…: …}}}}`, with `some`, `every`, `none` or `count`"
    if not isinstance(value, Entries) or not value:
        raise Rejected(SYNTAX.at(value.span, f"`{key}` is a list, and this is no question to it", shown))
    inner = checker.within(WithinList(checker.scope, records, None, Name(str(key), key.span)))
    level, found = checker.scope.depth, []
    for which, asked in value.pairs():
        if which not in ("some", "every", "none", "count", "where"):
            help = one_of(which, ("some", "every", "none", "count"), "questions")
            raise Rejected(SYNTAX.at(which.span, f"`{which}` is not asked of a list", help))
        if asked is None or which == "where":
            continue
        if which == "count":
            where = value.get("where")
            condition = TRUE if where is None else conjunction(_members(where, inner, findings))
            count = count_of(records, condition, checker, which.span)
            if not isinstance(asked, Text):
                raise Rejected(SYNTAX.at(asked.span, "`count` takes a test", "write `count: at least 2`"))
            found.append(checker.test(count, parse_tests(asked)))
            continue
        holds = conjunction(_members(asked, inner, findings))
        if which == "every":
            found.append(negation(limited(Some(level, records, negation(holds)), which.span)))
        else:
            some = limited(Some(level, records, holds), which.span)
            found.append(some if which == "some" else negation(some))
    if "where" in value and "count" not in value:
        at = value.key("where").span
        raise Rejected(SYNTAX.at(at, "`where` says what is counted", "write `{count: at least 2, where: {…: …}}`"))
    return conjunction(found)


def _tested(key: Text, value: Located, checker: Checker, findings: list[Finding]) -> Node:
    if not isinstance(value, Text):
        return _tested_by_several(key, value, checker, findings)
    written = (str(key), str(value))
    node = checker.tested.get(written)
    if node is None:
        subject = checker.scope.node(str(key), key.span)
        if isinstance(subject, Variable) and isinstance(subject.type, Records):
            return _of_list(key, subject, value, checker, findings)
        node = checker.tested[written] = checker.test(subject, parse_tests(value))
    return node


def _tested_by_several(key: Text, value: Items | Entries, checker: Checker, findings: list[Finding]) -> Node:
    subject = checker.scope.node(str(key), key.span)
    if isinstance(subject, Variable) and isinstance(subject.type, Records):
        return _of_list(key, subject, value, checker, findings)
    return _tests_of(subject, key, value, checker)


def _tests_of(subject: Node, called: Text, value: Located, checker: Checker) -> Node:
    if isinstance(value, Text):
        return checker.test(subject, parse_tests(value))
    if isinstance(value, Items):
        if not value:
            raise Rejected(SYNTAX.at(value.span, "this list is empty", "name at least one value"))
        texts = [each for each in value if isinstance(each, Text)]
        if len(texts) == len(value):
            return _any_of(subject, texts, checker)
    if isinstance(value, Entries) and value:
        return conjunction(
            [_set_test(subject, which, each, checker) for which, each in value.pairs() if each is not None]
        )
    raise Rejected(SYNTAX.at(value.span, f"this cannot be what `{called}` is tested for", "write a value or a list"))


def _any_of(subject: Node, texts: list[Text], checker: Checker) -> Node:
    tests = tuple(parse_tests(each) for each in texts)
    return (
        checker.test(subject, Apply("tests any", tests, texts[0].span))
        if len(tests) > 1
        else checker.test(subject, tests[0])
    )


def _set_test(subject: Node, which: Text, value: Located, checker: Checker) -> Node:
    if which not in ("any_of", "all_of", "none_of"):
        raise Rejected(
            SYNTAX.at(which.span, f"`{which}` is not a test", "a set is tested by `any_of`, `all_of` or `none_of`")
        )
    texts = [value] if isinstance(value, Text) else list(value) if isinstance(value, Items) else []
    names = tuple(Name(str(each), each.span) for each in texts if isinstance(each, Text))
    if not names or len(names) < len(texts):
        raise Rejected(SYNTAX.at(value.span, f"`{which}` takes a list of values", f"write `{which}: [a, b]`"))
    return checker.test(subject, Apply("test " + which.replace("_", " "), names, value.span))


def _caught(read: Callable[[], Node], findings: list[Finding]) -> Node:
    try:
        return read()
    except Rejected as error:
        findings.append(error.finding)
        return TRUE
