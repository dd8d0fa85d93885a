"""Says the help of a refusal as it is typed: where the desk names an operation or a parameter, a command or option."""

from __future__ import annotations

import re
from collections.abc import Mapping

TYPED: Mapping[str, str] = {
    '`give`, like `{"store_credit": "10.00"}`': "`--give store_credit=10.00`",
    '`give`, zoals `{"store_credit": "10.00"}`': "`--give store_credit=10.00`",
    "`give`": "`--give GRANT=AMOUNT`",
    "`fact`": "`--fact NAME=VALUE`",
    "`favour`": "`--favour RULE`",
    "`customer`": "`--customer ID`",
    "`for_safety`": "`--for-safety`",
    "`given_by`": "`--by`",
    "`until`": "`--until YYYY-MM-DD`",
}
"""What the desk calls something in Python, and how that is typed. What is part of another stands after it."""
AFTER_IT: Mapping[str, str] = {"object": ' --note "…"'}
"""What a command cannot do without after the name of a decision."""
_OPERATION = re.compile(r"`(report|object|escalate|override)(?: ([A-Z]-[0-9]+))?`")


def typed_help(help: str | None) -> str | None:
    """The help with commands and options in it."""
    for called, typed in TYPED.items():
        help = help and help.replace(called, typed)
    return help and _OPERATION.sub(_command, help)


def _command(operation: re.Match[str]) -> str:
    command, name = operation.groups()
    return f"`fairservice desk {command}" + (f" {name}{AFTER_IT.get(command, '')}`" if name else "`")
