"""datalogic-py: JSONLogic in Rust; one `if` with a condition and a position per rule, compiled once.

Of its ways in (rule or session, dict, JSON text or handle) the session with the plain dict was never slower than the
others by more than the noise.
"""

from __future__ import annotations

import json
from pathlib import Path

import datalogic_py

from benchmarks.contestants import Decide, read_verdicts, write_verdicts
from benchmarks.workload import Days, Facts, Is, OneOf, Rule, Test, Verdict, Within, Workload


class Datalogic:
    part = "datalogic-py"

    def write(self, work: Workload, folder: Path) -> None:
        branches: list[object] = []
        for at, rule in enumerate(work.rules):
            branches += [_condition(rule), at]
        (folder / "rules.json").write_text(json.dumps({"if": [*branches, len(work.rules)]}), encoding="utf-8")
        write_verdicts(work, folder)

    def load(self, folder: Path) -> Decide:
        verdicts = read_verdicts(folder)
        engine = datalogic_py.Engine()
        rule = engine.compile((folder / "rules.json").read_text(encoding="utf-8"))
        evaluate = engine.session().evaluate

        def decide(facts: Facts) -> Verdict:
            return verdicts[evaluate(rule, facts)]

        return decide


CONTESTANT = Datalogic()


def _condition(rule: Rule) -> object:
    tests = [_test(test) for test in rule.tests]
    return tests[0] if len(tests) == 1 else {"and": tests}


def _test(test: Test) -> object:
    value = {"var": test.fact}
    match test:
        case OneOf(_, (word,)):
            return {"===": [value, word]}
        case OneOf(_, words):
            return {"in": [value, list(words)]}
        case Is(_, wanted):
            return value if wanted else {"!": [value]}
        case Within(_, low, high) | Days(_, low, high):
            if low is None:
                return {"<=": [value, high]}
            return {">=": [value, low]} if high is None else {"<=": [low, value, high]}
