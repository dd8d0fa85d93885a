"""`fairservice schema`: the JSON Schemas of policy files, of decisions, and of reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from fairservice.cli.failures import Trouble
from fairservice.cli.options import command, format_option


@command(
    "schema",
    example="""
fairservice schema --rules
fairservice schema -o my-policy/.fairservice
""",
    exits="0  fine; 2  nothing was asked for, or it cannot be written",
)
@click.option("--policy", "which", flag_value="policy", help="Of policy.yaml.")
@click.option("--rules", "which", flag_value="rules", help="Of all other files of a policy.")
@click.option("--decision", "which", flag_value="decision", help="Of a decision, as `dry-run --format json` prints it.")
@click.option("--report", metavar="NAME", help="Of a report, as `report NAME` prints it as JSON; or monthly_note.")
@click.option("-o", "folder", metavar="DIR", help="Write into this folder: the one asked for, or the first three.")
@format_option()
def run(which: str | None, report: str | None, folder: str | None, format: str) -> None:
    """Print the JSON Schema of policy files, decisions or reports.

    Editors complete and check policy files with them. `fairservice init` has put them where the first line
    of each file points; run this again with -o after an upgrade.
    """
    from fairservice.cli.terminal import say, say_json

    if report is not None and which is not None:
        raise Trouble("which schema?", f"leave out --{which} or --report")
    if which is None and report is None and folder is None:
        help = "name --policy, --rules, --decision or --report NAME, or write the first three with -o DIR"
        raise Trouble("which schema?", help)
    schemas = SCHEMAS if report is None else _of_report(report)
    which = which if report is None else next(iter(schemas))
    if folder is None:
        say_json(schemas[which or ""]())
        return
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name in [which] if which else list(schemas):
        file = target / f"{name}.schema.json"
        text = json.dumps(schemas[name](), indent=2, ensure_ascii=False) + "\n"
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(str(file))
    if format == "json":
        say_json({"written": written})
    else:
        for each in written:
            say(each)


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


SCHEMAS: dict[str, Callable[[], object]] = {"policy": _policy, "rules": _rules, "decision": _decision}
