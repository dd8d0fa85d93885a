"""Says the help of a refusal as it is typed: where the desk names an operation or a parameter, a command or option."""

from __future__ import annotations

from collections.abc import Mapping

TYPED: Mapping[str, str] = {
    '`give`, like `{"store_credit": "10.00"}`': "`--give store_credit=10.00`",
    "`give`": "`--give GRANT=AMOUNT`",
    "`fact`": "`--fact NAME=VALUE`",
    "`favour`": "`--favour RULE`",
    "`customer`": "`--customer ID`",
    "`for_safety`": "`--for-safety`",
    "`report`": "`fairservice desk report`",
    "`object`": "`fairservice desk object`",
    "`escalate`": "`fairservice desk escalate`",
}
"""What the desk calls something in Python, and how that is typed. What is part of another stands after it."""


def typed_help(help: str | None) -> str | None:
    """The help with commands and options in it."""
    for called, typed in TYPED.items():
        help = help and help.replace(called, typed)
    return help
