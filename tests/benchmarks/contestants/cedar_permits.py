"""Cedar, by cedarpy: a `permit` per rule, parsed once; of those that hold, the first in the file decides.

Cedar only allows or denies, and has no order among permits: it reports all that hold. That report is the idiomatic
way to learn which policy decided; taking the least of it is the order, and a list gives the outcome.
"""

from __future__ import annotations

from pathlib import Path

import cedarpy
from msgspec import json

from benchmarks.contestants import Decide, read_verdicts, write_verdicts
from benchmarks.workload import Days, Facts, Is, OneOf, Test, Verdict, Within, Workload


class Cedar:
    part = "cedarpy"

    def write(self, work: Workload, folder: Path) -> None:
        bodies = [" && ".join(each for test in rule.tests for each in _test(test)) for rule in work.rules]
        text = "".join(f"permit(principal, action, resource) when {{ {body} }};\n" for body in bodies)
        (folder / "rules.cedar").write_text(text, encoding="utf-8")
        write_verdicts(work, folder)

    def load(self, folder: Path) -> Decide:
        verdicts = read_verdicts(folder)
        last = len(verdicts) - 1
        policies = cedarpy.PolicySet.from_str((folder / "rules.cedar").read_text(encoding="utf-8"))
        nobody = cedarpy.Entities.from_json_str("[]")
        asked = {"principal": 'User::"agent"', "action": 'Action::"decide"', "resource": 'Request::"service"'}
        ask = cedarpy.is_authorized
        encode = json.Encoder().encode  # text passes as it is; a dict it would write by the slower standard library

        def decide(facts: Facts) -> Verdict:
            result = ask({**asked, "context": encode(facts).decode()}, policies, nobody)
            # It calls the policies `policy0`, `policy1`, … in the order of the text.
            return verdicts[min([int(each[6:]) for each in result.diagnostics.reasons], default=last)]

        return decide


CONTESTANT = Cedar()


def _test(test: Test) -> list[str]:
    value = f"context.{test.fact}"
    match test:
        case OneOf(_, (word,)):
            return [f'{value} == "{word}"']
        case OneOf(_, words):
            quoted = ", ".join(f'"{word}"' for word in words)
            return [f"[{quoted}].contains({value})"]
        case Is(_, wanted):
            return [value if wanted else f"!{value}"]
        case Within(_, low, high):
            bounds = ((">=", low), ("<=", high))
            return [f"{value} {sign} {bound}" for sign, bound in bounds if bound is not None]
        case Days(_, first, last):
            days = ((">=", first), ("<=", last))
            return [f'datetime({value}) {sign} datetime("{day}")' for sign, day in days if day is not None]
