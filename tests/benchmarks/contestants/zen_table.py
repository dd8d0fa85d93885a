"""zen-engine: a decision table with hit policy `first`, from a static loader, which keeps it compiled.

Its other way in, a decision object, costs several times as much a decision.
"""

from __future__ import annotations

import json
from pathlib import Path

import zen

from benchmarks.contestants import Decide, read_verdicts, write_verdicts
from benchmarks.workload import FACTS, Days, Facts, Is, OneOf, Test, Verdict, Within, Workload


class Zen:
    part = "zen-engine"

    def write(self, work: Workload, folder: Path) -> None:
        rows = [{"_id": f"row{at}", "position": str(at)} for at in range(len(work.rules) + 1)]
        for row, rule in zip(rows, work.rules, strict=False):
            row |= {test.fact: _cell(test) for test in rule.tests}
        table = {
            "hitPolicy": "first",
            "inputs": [{"id": fact.name, "name": fact.name, "field": fact.name} for fact in FACTS],
            "outputs": [{"id": "position", "name": "position", "field": "position"}],
            "rules": rows,
        }
        nodes = [_node("in", "inputNode"), _node("table", "decisionTableNode", table), _node("out", "outputNode")]
        edges = [_edge("in", "table"), _edge("table", "out")]
        graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
        (folder / "rules.json").write_text(json.dumps(graph), encoding="utf-8")
        write_verdicts(work, folder)

    def load(self, folder: Path) -> Decide:
        verdicts = read_verdicts(folder)
        graph = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
        evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": graph}}}).evaluate

        def decide(facts: Facts) -> Verdict:
            return verdicts[evaluate("rules", facts)["result"]["position"]]

        return decide


CONTESTANT = Zen()


def _node(name: str, type: str, content: object = None) -> dict[str, object]:
    node: dict[str, object] = {"id": name, "name": name, "type": type, "position": {"x": 0, "y": 0}}
    return node if content is None else node | {"content": content}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}


def _cell(test: Test) -> str:
    match test:
        case OneOf(_, words):
            return ", ".join(f"'{word}'" for word in words)
        case Is(_, wanted):
            return "true" if wanted else "false"
        case Within(_, low, high):
            if low is None:
                return f"<= {high}"
            return f">= {low}" if high is None else f"[{low}..{high}]"
        case Days(_, first, last):
            parts = [f"date($) >= date('{first}')"] if first else []
            return " and ".join([*parts, *([f"date($) <= date('{last}')"] if last else [])])
