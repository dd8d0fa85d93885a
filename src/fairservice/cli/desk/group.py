"""`fairservice desk`: the commands of the desk, in the order in which a case meets them."""

from __future__ import annotations

import click

from fairservice.cli.group import LazyGroup

COMMANDS = {
    "new": "desk.new",
    "open": "desk.waiting",
    "decide": "desk.decide",
    "answer": "desk.answering:answer",
    "concede": "desk.conceding:concede",
    "notice": "desk.conceding:notice",
    "use": "desk.conceding:use",
    "withdraw": "desk.conceding:withdraw",
    "cite": "desk.conceding:cite",
    "approvals": "desk.waiting:approvals",
    "approve": "desk.approving:approve",
    "refuse": "desk.approving:refuse",
    "escalate": "desk.answering:escalate",
    "uphold": "desk.answering:uphold",
    "override": "desk.otherwise:override",
    "report": "desk.otherwise:report",
    "repair": "desk.otherwise:repair",
    "incident": "desk.otherwise:incident",
    "object": "desk.objecting:object_to",
    "answer-objection": "desk.objecting:answer_objection",
    "show": "desk.show",
}


@click.group(
    "desk",
    cls=LazyGroup,
    modules=COMMANDS,
    invoke_without_command=True,
    epilog="\b\nBegin with:\n  fairservice desk new my-desk --policy published/my-policy\n  fairservice desk open",
)
@click.pass_context
def run(ctx: click.Context) -> None:
    """Answer customers by a published policy, each thing on record.

    The desk is that of `fairservice.yaml` in this folder or one above it, or where FAIRSERVICE_DESK says. Who acts is
    the account that you are logged in with; `staff.yaml` says in which roles.

    What is on record has a name: D- decision, C- concession, A- request for approval, U- request for somebody higher,
    O- override, R- report of what happened outside of the policy, X- objection of a colleague, Z- objection
    of a customer, P- pattern.
    """
    if ctx.invoked_subcommand is None:
        from fairservice.cli.terminal import say

        say(ctx.get_help())
