"""regorus, by opa-eval: Rego in Rust; one rule with an `else` per rule.

Of exclusive rules too: so many definitions of one rule, the more usual form, are all evaluated, which takes two to
four times as long.
"""

from __future__ import annotations

from pathlib import Path

import opa_eval
from msgspec import json

from benchmarks.contestants import Decide, read_verdicts, write_verdicts
from benchmarks.workload import Days, Facts, Is, OneOf, Test, Verdict, Within, Workload


class Regorus:
    part = "opa-eval"

    def write(self, work: Workload, folder: Path) -> None:
        lines = ["package benchmark\n", "import rego.v1\n\n"]
        for at, rule in enumerate(work.rules):
            body = "; ".join(each for test in rule.tests for each in _test(test))
            lines.append(f"{'else' if at else 'position'} := {at} if {{ {body} }}\n")
        lines.append(f"else := {len(work.rules)}\n")
        (folder / "rules.rego").write_text("".join(lines), encoding="utf-8")
        write_verdicts(work, folder)

    def load(self, folder: Path) -> Decide:
        verdicts = read_verdicts(folder)
        evaluate = opa_eval.OpaEval(str(folder / "rules.rego"), None, "data.benchmark.position").evaluate_parsed
        encode = json.Encoder().encode  # it takes JSON text only, and this writes it fastest

        def decide(facts: Facts) -> Verdict:
            return verdicts[evaluate(encode(facts).decode())]

        return decide


CONTESTANT = Regorus()


def _test(test: Test) -> list[str]:
    value = f"input.{test.fact}"
    match test:
        case OneOf(_, (word,)):
            return [f'{value} == "{word}"']
        case OneOf(_, words):
            quoted = ", ".join(f'"{word}"' for word in words)
            return [f"{value} in {{{quoted}}}"]
        case Is(_, wanted):
            return [f"{value} == {'true' if wanted else 'false'}"]
        case Within(_, low, high):
            bounds = ((">=", low), ("<=", high))
            return [f"{value} {sign} {bound}" for sign, bound in bounds if bound is not None]
        case Days(_, first, last):
            days = ((">=", first), ("<=", last))
            return [f'{value} {sign} "{day}"' for sign, day in days if day is not None]
