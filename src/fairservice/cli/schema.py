"""`fairservice schema`: the JSON Schemas of the files that people write, of decisions, and of reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from fairservice.cli.failures import Trouble
from fairservice.cli.options import command, format_option

HOME = ".fairservice"
"""The folder beside files where editors find their schemas."""


@command(
    "schema",
    example="""
fairservice schema --rules
fairservice schema -o my-policy/.fairservice
fairservice schema --staff -o my-desk/.fairservice
""",
    exits="0  fine; 2  nothing was asked for, or it cannot be written",
)
@click.option("--policy", "which", flag_value="policy", help="Of policy.yaml.")
@click.option("--rules", "which", flag_value="rules", help="Of all other files of a policy.")
@click.option("--decision", "which", flag_value="decision", help="Of a decision, as `dry-run --format json` prints it.")
@click.option("--desk", "which", flag_value="desk", help="Of fairservice.yaml.")
@click.option("--staff", "which", flag_value="staff", help="Of staff.yaml.")
@click.option("--report", metavar="NAME", help="Of a report, as `report NAME` prints it as JSON; or monthly_note.")
@click.option("-o", "folder", metavar="DIR", help="Write into this folder: the one asked for, or the first three.")
@format_option()
def run(which: str | None, report: str | None, folder: str | None, format: str) -> None:
    """Print the JSON Schema of files, decisions or reports.

    Editors complete and check the files with them. `fairservice init` and `desk new` have put them where the first
    line of each file points; run this again with -o after an upgrade.
    """
    from fairservice.cli.terminal import say, say_json

    if report is not None and which is not None:
        raise Trouble("which schema?", f"leave out --{which} or --report")
    if which is None and report is None and folder is None:
        help = "name --policy, --rules, --decision, --desk, --staff or --report NAME; -o DIR writes the first three"
        raise Trouble("which schema?", help)
    schemas = SCHEMAS if report is None else _of_report(report)
    which = which if report is None else next(iter(schemas))
    if folder is None:
        say_json(schemas[which or ""]())
        return
    wanted = [which] if which else OF_A_POLICY
    written = [str(each) for each in write({name: schemas[name] for name in wanted}, Path(folder))]
    if format == "json":
        say_json({"written": written})
    else:
        for each in written:
            say(each)


def write_schemas(names: Iterable[str], folder: Path) -> None:
    """The schemas for editors, into the folder beside the files that they are of."""
    write({name: SCHEMAS[name] for name in names}, folder / HOME)


def write(schemas: Mapping[str, Callable[[], object]], folder: Path) -> list[Path]:
    """The files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas.items():
        file = folder / f"{name}.schema.json"
        text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written


def _of_report(name: str) -> dict[str, Callable[[], object]]:
    from fairservice.desk.reports.registry import SCHEMAS as OF_REPORTS
    from fairservice.desk.reports.registry import known

    found = known(name, OF_REPORTS)
    return {f"report-{found}": lambda: OF_REPORTS[found]}


def _policy() -> object:
    from fairservice.policy.schema import policy_schema

    return policy_schema()


def _rules() -> object:
    from fairservice.policy.schema import rules_schema

    return rules_schema()


def _decision() -> object:
    from fairservice.decisions.json_form import DECISION_SCHEMA

    return DECISION_SCHEMA


def _desk() -> object:
    from fairservice.desk.place import PlaceFile
    from fairservice.policy.schema import schema_of

    return schema_of(PlaceFile, "fairservice desk")


def _staff() -> object:
    from fairservice.desk.staff_file import StaffList
    from fairservice.policy.schema import schema_of

    return schema_of(StaffList, "fairservice staff")


SCHEMAS: dict[str, Callable[[], object]] = {
    "policy": _policy,
    "rules": _rules,
    "decision": _decision,
    "desk": _desk,
    "staff": _staff,
}
OF_A_POLICY = ("policy", "rules", "decision")
