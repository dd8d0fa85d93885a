"""CEL in C++, by cel-expr-python: chained ternaries, compiled once.

It refuses expressions nested more than 32 deep or longer than 100,000 characters, and has no setting for either. So
up to 24 rules are one chain. More are chained in blocks of twelve, each block behind the `||` of its conditions,
sixteen blocks an expression, and as many expressions as it takes over one activation of the facts. Blocks of four and
eight rules were slower, and so were many expressions that are each one chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cel_expr_python import cel

from benchmarks.contestants import Decide, read_verdicts, write_verdicts
from benchmarks.workload import FACTS, Boolean, Days, Facts, Is, Number, OneOf, Test, Verdict, Within, Workload

CHAIN = 24
BLOCK = 12
BLOCKS = 16


class Cel:
    part = "cel-expr-python"

    def write(self, work: Workload, folder: Path) -> None:
        conditions = [" && ".join(each for test in rule.tests for each in _test(test)) for rule in work.rules]
        expressions = list(map(_expression, batched(enumerate(conditions), BLOCK * BLOCKS)))
        (folder / "rules.json").write_text(json.dumps(expressions), encoding="utf-8")
        write_verdicts(work, folder)

    def load(self, folder: Path) -> Decide:
        verdicts = read_verdicts(folder)
        types = {fact.name: _type(fact) for fact in FACTS}
        environment = cel.NewEnv(variables=types)
        texts = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
        expressions = [environment.compile(text) for text in texts]
        if len(expressions) == 1:
            evaluate = expressions[0].eval

            def decide_at_once(facts: Facts) -> Verdict:
                return verdicts[evaluate(data=facts).value()]

            return decide_at_once
        activate = environment.Activation
        evaluates = [each.eval for each in expressions]

        def decide(facts: Facts) -> Verdict:
            activation = activate(facts)
            for evaluate in evaluates:
                position = evaluate(activation).value()
                if position >= 0:
                    return verdicts[position]
            return verdicts[-1]

        return decide


CONTESTANT = Cel()


def _expression(rules: tuple[tuple[int, str], ...]) -> str:
    """The position of the first rule that holds, or -1, which is also the place of the catch-all."""
    if len(rules) <= CHAIN:
        return "".join(f"{condition} ? {at} : " for at, condition in rules) + "-1"
    text = ""
    for block in batched(rules, BLOCK):
        *chained, (last, _) = block
        inner = "".join(f"{condition} ? {at} : " for at, condition in chained)
        text += f"({' || '.join(f'({condition})' for _, condition in block)}) ? ({inner}{last}) : "
    return text + "-1"


def batched(items: Iterable[tuple[int, str]], size: int) -> Iterator[tuple[tuple[int, str], ...]]:
    """As in `itertools` from Python 3.12 on."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part


def _type(fact: object) -> cel.Type:
    if isinstance(fact, Boolean):
        return cel.Type.BOOL
    return cel.Type.INT if isinstance(fact, Number) else cel.Type.STRING


def _test(test: Test) -> list[str]:
    value = test.fact
    match test:
        case OneOf(_, (word,)):
            return [f'{value} == "{word}"']
        case OneOf(_, words):
            quoted = ", ".join(f'"{word}"' for word in words)
            return [f"{value} in [{quoted}]"]
        case Is(_, wanted):
            return [value if wanted else f"!{value}"]
        case Within(_, low, high):
            bounds = ((">=", low), ("<=", high))
            return [f"{value} {sign} {bound}" for sign, bound in bounds if bound is not None]
        case Days(_, first, last):
            days = ((">=", first), ("<=", last))
            return [f'{value} {sign} "{day}"' for sign, day in days if day is not None]
