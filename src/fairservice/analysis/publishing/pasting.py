"""The lines to put back into a policy so that what was dropped is ended instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairservice.policy.packs import is_text
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook
from fairservice.source.layout import render_tree
from fairservice.source.located import Entries, Located, Text
from fairservice.span import File, Position, Span

_HERE = Span(File("", ""), Position(1, 1), Position(1, 1))
_MOST = 10
"""More rules than this are named, and not written out."""


def ended(dropped: Iterable[tuple[str, Rulebook]], first: date) -> str:
    """The rules as they were, ended on the day before, as YAML; empty where nothing was dropped."""
    last = date.fromordinal(first.toordinal() - 1)
    rules: list[tuple[Text, Located | None]] = []
    rows: dict[str, list[str]] = {}
    for id, book in list(dropped)[:_MOST]:
        rule = next(each for request in book.requests.values() for each in request.rules if each.id == id)
        tree = written_rule(book, id)
        if tree is not None:
            rules.append((Text(id, _HERE), _ended(tree, rule, last)))
        elif rule.table is not None:
            line = rule.span.file.lines[rule.span.start.line - 1].strip()
            rows.setdefault(rule.table, []).append(line)
    text = render_tree(Entries([(Text("rules", _HERE), Entries(rules, _HERE))], _HERE), is_text) if rules else ""
    for table, lines in rows.items():
        text += (
            "\n" * bool(text) + f"# rows of {table}, to be ended on {last}\n" + "".join(f"{each}\n" for each in lines)
        )
    return text


def written_rule(book: Rulebook, id: str) -> Entries | None:
    """A rule as it stands in its file; None for a row of a table."""
    for tree in (tree for pack in book.packs for _, _, tree in pack.files):
        rules = tree.get("rules")
        found = rules.get(id) if isinstance(rules, Entries) else None
        if isinstance(found, Entries):
            return found
    return None


def _ended(tree: Entries, rule: Rule, last: date) -> Entries:
    begins, ends = rule.effective
    if ends is not None and ends <= last.toordinal():
        return tree
    window: list[tuple[Text, Located | None]] = []
    if begins is not None:
        window.append((Text("from", _HERE), Text(date.fromordinal(begins).isoformat(), _HERE)))
    window.append((Text("until", _HERE), Text(last.isoformat(), _HERE)))
    kept = [(key, value) for key, value in tree.pairs() if key != "effective"]
    return Entries([*kept, (Text("effective", _HERE), Entries(window, _HERE))], _HERE)
