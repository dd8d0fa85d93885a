"""The generated parts of the documentation: made from the code and the tables beside it, checked for staleness."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import get_args

import click
from click.testing import CliRunner
from descriptions import DECISION_PARTS
from evaluate import of_row
from operator_rows import ROWS, SECTIONS, Row
from pydantic import BaseModel

from conformance.second import support_table
from fairservice.cli.main import COMMANDS, cli
from fairservice.conditions.nodes import Node, walk
from fairservice.conditions.tokens import KEYWORDS
from fairservice.decisions.once import once
from fairservice.errors import DEFECTS
from fairservice.policy import desk_files, files
from fairservice.policy.blocks import Block

_HEADINGS = {
    "calculating": ("Written", "Takes", "Gives", "Means"),
    "dates": ("Written", "Takes", "Gives", "Means"),
    "comparing": ("Written", "Takes", "Gives", "Means"),
    "tests": ("In words", "On", "", "Holds for"),
    "groups": ("Written", "Takes", "", "Means"),
    "names": ("Name of", "", "Gives", "Means"),
    "lists": ("Written", "Takes", "Gives", "Means"),
}
NODES = get_args(Node)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; a `|` in a cell stays one."""
    lines = [list(headings), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


# ---- the language


def operators(section: str) -> str:
    """The rows of a section: how it is written, what it means, an example with its value known and not."""
    shown = [index for index, heading in enumerate(_HEADINGS[section]) if heading]
    headings = [_HEADINGS[section][index] for index in shown]
    feel = section == "tests"
    rows = []
    for row in SECTIONS[section]:
        cells = [(row.written, row.takes, row.gives, row.means)[index] for index in shown]
        examples = [f"`{row.example}`", *([_in_feel(row)] if feel else [])]
        rows.append([*cells, *examples, _known(row), _unknown(row)])
    examples = ["Example", *(["The same in FEEL"] if feel else [])]
    return table([*headings, *examples, "With", "While something is unknown"], rows)


def _in_feel(row: Row) -> str:
    feel = [each.partition(": ")[2] for each in row.same if each.partition(": ")[2][:1] in "\"'" or "(" in each]
    return ", ".join(f"`{each}`" for each in feel)


def _known(row: Row) -> str:
    return f"{_facts(row.case)}: **{row.result}**"


def _unknown(row: Row) -> str:
    given = f"only {_facts(row.open_case)}: " if row.open_case else ""
    return f"{given}**{row.open_result}**"


def _facts(facts: dict[str, str]) -> str:
    return ", ".join(f"{name.rpartition('.')[2]} {value}" for name, value in facts.items())


def nodes() -> str:
    """Every node that a condition can become, in its own words, and what is written to get it."""
    rows = []
    for node in NODES:
        written = list(dict.fromkeys(row.written for row in ROWS if any(type(n) is node for n in walk(of_row(row)))))
        few = "; ".join(written[:3]) + (" …" if len(written) > 3 else "")
        said = " ".join((node.__doc__ or "").split())
        assert not said.startswith(f"{node.__name__}("), f"nobody says what {node.__name__} means"
        rows.append((f"`{node.__name__}`", said, few))
    return table(("Node", "Means", "Comes from, for instance"), rows)


def keywords() -> str:
    """The words that no name may be."""
    return ", ".join(f"`{word}`" for word in sorted(KEYWORDS)) + ".\n"


# ---- the files


BLOCKS: dict[str, type[Block]] = {
    name: model
    for name, model in sorted({**vars(desk_files), **vars(files)}.items())
    if not name.startswith("_") and isinstance(model, type) and issubclass(model, Block) and model is not Block
}


def keys(name: str) -> str:
    """The keys of one kind of block, from the model that reads it."""
    model: type[BaseModel] = BLOCKS[name]
    own = {key for base in model.__mro__[1:] if base is not Block for key in getattr(base, "model_fields", {})}
    rows = []
    for key, field in model.model_fields.items():
        if key in own:
            continue
        shown = field.alias or key
        assert field.description, f"nobody says what `{shown}` of {name} is"
        rows.append((f"`{shown}`", "yes" if field.is_required() else "", field.description))
    return table(("Key", "Needed", "What it says"), rows)


# ---- decisions


def fields(name: str) -> str:
    """The fields of one part of a decision."""
    part, said = DECISION_PARTS[name]
    if dataclasses.is_dataclass(part):
        shown = [field.name for field in dataclasses.fields(part) if not field.name.startswith("_")]
        # how an amount is written in a language is worked out when it is asked for
        shown += [each for each, what in vars(part).items() if isinstance(what, property) and each in said]
        assert shown == list(said), f"{name} has the fields {shown}, and {list(said)} are described"
    else:
        there = {
            "lang",
            "today",
            "received_on",
            *(each for home in part.__mro__ for each, what in vars(home).items() if isinstance(what, property | once)),
        }
        told = {each for each in there if not each.startswith("_")}
        assert told == set(said), f"{name} has {sorted(told)}, and {list(said)} are described"
    return table(("Field", "What it says"), ((f"`{key}`", text) for key, text in said.items()))


# ---- the command line


def help_texts() -> str:
    """What `--help` prints, for the whole, for each command, and for each one within a group."""
    parts = []
    for command in ("", *(name for each in COMMANDS for name in (each, *_within(each)))):
        typed = [*command.split(), "--help"]
        result = CliRunner().invoke(cli, typed, prog_name="fairservice", env={"COLUMNS": "80", "NO_COLOR": "1"})
        assert result.exit_code == 0, result.output
        title = f"fairservice {command}".strip()
        said = "\n".join(line.rstrip() for line in result.output.strip().split("\n"))
        parts.append(f"\n## {title}\n\n```text\n{said}\n```\n")
    return "".join(parts) + "\n"


def _within(command: str) -> list[str]:
    """The commands of a group, by their whole names; none of what is no group."""
    group = cli.get_command(click.Context(cli), command)
    if not isinstance(group, click.Group):
        return []
    return [f"{command} {each}" for each in group.list_commands(click.Context(group))]


def codes() -> str:
    """How many kinds of findings there are, by the first figure of their codes."""
    import fairservice.analysis.check  # noqa: F401  (it knows them all)

    groups = {
        "FS0": "reading a file: YAML, JSON, CSV",
        "FS1": "shape and names",
        "FS2": "conditions: types, numbers, dates",
        "FS3": "rules and how they combine",
        "FS4": "words for people",
        "FS5": "sense: what is allowed, and hardly meant",
        "FS6": "the facts of a case",
        "FS7": "bundles and examples",
    }
    return table(("Codes", "About"), ((f"`{start}xx`", text) for start, text in groups.items() if _any(start)))


def _any(start: str) -> bool:
    return any(code.startswith(start) for code in DEFECTS)


GENERATED: dict[str, Callable[[], str]] = {
    **{f"operators {section}": lambda section=section: operators(section) for section in SECTIONS},
    **{f"keys {name}": lambda name=name: keys(name) for name in BLOCKS},
    **{f"fields {name}": lambda name=name: fields(name) for name in DECISION_PARTS},
    "nodes": nodes,
    "keywords": keywords,
    "codes": codes,
    "help": help_texts,
    "second engines": support_table,
}
"""Every part that can stand between `<!-- generated: NAME -->` and `<!-- end of generated -->`."""
