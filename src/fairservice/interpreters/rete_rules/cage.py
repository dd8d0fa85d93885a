"""The worker: durable-rules behind its cage, alone in a process that may crash or hang. Started by `process.py`.

Run as a file; imports nothing of fairservice, so that it starts fast. Reads a line of JSON, answers with a line:

    ["load", key, [rules, …]]      → {"loaded": key}          rules: [[head, [[field, operator, term], …]], …]
    ["ask", key, set, [fact, …]]   → {"held": [[head, …], …]} fact: the whole numbers of f0, f1, …
                                     {"broke": "…"}           it cannot be trusted, and ends

What each line of the cage is for stands in docs/second_engine.md.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

COMPARED = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
SID = "0"
"""One session for all cases: the 1,025th that lives at once is the end of the process."""
SENTINEL = -1
"""The head of the rule that always holds: an answer without it is none."""


def conjunction(tests: list[list[Any]]) -> dict[str, Any]:
    """The tests of one rule, as durable-rules reads them."""
    made = [{field: term} if sign == "=" else {COMPARED[sign]: {field: term}} for field, sign, term in tests]
    return {"m": made[0] if len(made) == 1 else {"$and": made}}


class Cage:
    """Sets of rules, each asked about one fact at a time in a session of its own that is gone afterwards."""

    def __init__(self) -> None:
        from durable import engine  # never `durable.lang`: its `*` hides `any`, `all`

        class Quiet(engine.Host):  # type: ignore[misc]
            def _run(self) -> None:
                """Starts no threads: they read sessions that are gone."""

        self.host = Quiet()
        self.held: list[int] = []
        self.loaded: dict[tuple[int, int], int] = {}
        """For each set of rules how many fields its facts have."""

    def load(self, key: int, sets: list[list[Any]]) -> None:
        for number, (fields, rules) in enumerate(sets):
            made = {f"r{at}": self._rule(head, tests) for at, (head, tests) in enumerate(rules)}
            made["always"] = self._rule(SENTINEL, [["z", ">=", 0]])
            self.host.set_rulesets({self._name(key, number): made})
            self.loaded[key, number] = fields
            self._judge(key, number, [0] * fields)  # before any action ran, to delete a session is the end of it

    def ask(self, key: int, number: int, facts: list[list[int]]) -> list[list[int]]:
        return [self._judge(key, number, fact) for fact in facts]

    def _judge(self, key: int, number: int, fact: list[int]) -> list[int]:
        name, fields = self._name(key, number), self.loaded[key, number]
        if len(fact) != fields or not all(type(each) is int and abs(each) < 2**53 for each in fact):
            raise ValueError("a fact is not as announced")
        self.held.clear()
        told = {"sid": SID, "id": "0", "z": 0, **{f"f{at}": value for at, value in enumerate(fact)}}
        state = self.host.assert_fact(name, told)  # never `post`
        if not isinstance(state, dict) or state.get("exception"):
            raise RuntimeError(f"it told of {state!r}")
        if SENTINEL not in self.held:  # first, since to delete a session in which nothing fired can be the end of it
            raise RuntimeError("the rule that always holds did not")
        self.host.delete_state(name, SID)
        return sorted({*self.held} - {SENTINEL})

    def _rule(self, head: int, tests: list[list[Any]]) -> dict[str, Any]:
        return {"all": [conjunction(tests)], "run": self._telling(head)}

    def _telling(self, head: int) -> Callable[[object], None]:
        def tell(closure: object) -> None:  # with a second parameter it would be taken for one that ends later
            self.held.append(head)

        return tell

    @staticmethod
    def _name(key: int, number: int) -> str:
        return f"p{key}s{number}"


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the engine prints is no answer
    limit = int(sys.argv[1])

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        cage = Cage()
        answer({"ready": True})
        for line in sys.stdin:
            if hasattr(signal, "alarm"):
                signal.alarm(limit)  # ends it even within the engine, also when nobody is left to do so
            match json.loads(line):
                case ["load", key, sets]:
                    cage.load(key, sets)
                    answer({"loaded": key})
                case ["ask", key, number, facts]:
                    answer({"held": cage.ask(key, number, facts)})
            if hasattr(signal, "alarm"):
                signal.alarm(0)
    except Exception as error:
        answer({"broke": f"{type(error).__name__}: {error}"[:500]})


if __name__ == "__main__":
    main()
