"""`fairservice desk new`: a desk to begin with, around a policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import command, format_option
from fairservice.policy.packs import MANIFEST

if TYPE_CHECKING:
    from fairservice.decisions.decide import Policy
    from fairservice.policy.rulebook import Rulebook

PUBLISHED = "published"
"""The folder that `fairservice publish` makes its shelves in."""
_READABLE = 0o644


@command(
    "new",
    example="""
fairservice desk new my-desk --policy published/my-policy
fairservice desk new try-out --policy webshop --draft
""",
    exits="0  the desk is there; 2  there is one already, or the policy cannot be served",
)
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--policy", metavar="SHELF", help="The shelf of a published policy. The only one there is, if not said.")
@click.option("--draft", is_flag=True, help="Try a policy that is not published; nothing there counts as precedent.")
@click.option("--name", metavar="WORD", help="What the desk is called. As its policy, if not said.")
@format_option()
def run(folder: str, policy: str | None, draft: bool, name: str | None, format: str) -> None:
    """Make a desk: its configuration, staff, key and ledger.

    It is made in FOLDER, or in this one if not said. You are its first colleague, in the highest role and as the
    owner of the policy, so that you can try everything; change that in `staff.yaml`. Nothing that is there is written
    over.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.schema import write_schemas
    from fairservice.desk.login import own_login
    from fairservice.desk.place import FILE
    from fairservice.policy.declare_values import ID
    from fairservice.policy.published.placing import place_new

    target = Path(folder)
    if (target / FILE).exists():
        raise Trouble(f"there is a desk in `{folder}` already", "nothing was changed; `fairservice desk open` opens it")
    for each in (target.resolve(), *target.resolve().parents):
        if (each / MANIFEST).is_file():
            help = "make it beside that: every YAML file in there is read as rules"
            raise Trouble(f"`{folder}` lies in the folder of a policy", help)
    served = _served(policy, draft)
    rulebook = served.policy.rulebook
    called = name or rulebook.name
    if not ID.match(called):
        raise Trouble(f"`{called}` cannot be the name of a desk", "write small letters, digits and `-`: `webshop-nl`")
    login = own_login()
    roles = first_roles(rulebook)
    staff = target / "staff.yaml"
    kept = staff.exists()
    if not kept:
        place_new(staff, _staff(login, _name_of(login), roles, rulebook).encode(), _READABLE)
    place_new(target / FILE, _place(called, served.written(target), draft).encode(), _READABLE)
    write_schemas(("desk", "staff"), target)
    desk = open_place(target, new=True)
    if format == "json":
        from fairservice.cli.terminal import say_json

        say_json({"desk": called, "folder": folder, "policy": served.written(target), "draft": draft, "login": login})
        return
    with desk.looking() as session:
        mine = session.person.roles
    _tell(folder, login, mine, kept, draft, rulebook)


class _Served(NamedTuple):
    """The policy that a desk will serve, and where it is; of a draft that is shipped, its name."""

    policy: Policy
    place: str

    def written(self, target: Path) -> str:
        """As `fairservice.yaml` names it: seen from there."""
        if not Path(self.place).exists():
            return self.place
        try:
            return Path(os.path.relpath(Path(self.place).resolve(), target.resolve())).as_posix()
        except ValueError:  # another drive
            return str(Path(self.place).resolve())


def _served(named: str | None, draft: bool) -> _Served:
    """Raises Trouble with what would do, PolicyError for one with errors."""
    from fairservice.bootstrap import load
    from fairservice.cli.policies import must_exist, place_of
    from fairservice.policy.published.shelf import is_shelf

    if named is None:
        if draft:
            raise Trouble("which policy is to be tried?", "name its folder, or a shipped one: `--policy webshop`")
        named = _only_shelf()
    elif not (Path(named).exists() or draft) and is_shelf(Path(PUBLISHED) / named):
        named = f"{PUBLISHED}/{named}"
    must_exist(named)
    if is_shelf(Path(named)):
        if draft:
            raise Trouble(f"`{named}` is published, and no draft", "leave `--draft` out")
        opened = load(named)
    elif not (place_of(named) / MANIFEST).is_file():
        raise Trouble(f"`{named}` is no shelf of a published policy", "`fairservice published` lists what there is")
    elif not draft:
        shelf = Path(PUBLISHED) / load(named).name
        help = f"`fairservice publish {named}` publishes it; or try it with `--draft`, where nothing counts"
        if is_shelf(shelf):
            help = f"it was published: name its shelf, `--policy {shelf}`; or try the draft with `--draft`"
        raise Trouble(f"`{named}` is not published, so nobody could rely on what it decides", help)
    else:
        opened = load(named)
    if opened.rulebook.desk is None:
        help = "give it a section `desk:`; the `desk.yaml` that `fairservice init` makes is one to begin with"
        raise Trouble(f"the policy `{opened.name}` does not say what holds at its desk", help)
    if not opened.rulebook.roles:
        raise Trouble(f"the policy `{opened.name}` has no roles, so nobody can work at its desk", "declare `roles:`")
    return _Served(opened, named)


def _only_shelf() -> str:
    from fairservice.policy.published.shelf import is_shelf

    home = Path(PUBLISHED)
    shelves = sorted(each.name for each in home.iterdir() if is_shelf(each)) if home.is_dir() else []
    if len(shelves) == 1:
        return f"{PUBLISHED}/{shelves[0]}"
    if not shelves:
        help = "`fairservice publish POLICY` publishes one; or try one that is not, with `--policy webshop --draft`"
        raise Trouble("a desk serves a published policy, and none is published here", help)
    listed = [f"--policy {PUBLISHED}/{each}" for each in shelves]
    raise Trouble("which policy does the desk serve?", meant("", listed))


def first_roles(rulebook: Rulebook) -> tuple[str, ...]:
    """The roles of who makes a desk: the highest there is, and the one that owns the policy."""
    from fairservice.desk.principal import has_duty

    highest = rulebook.roles_upward()[-1]
    owner = next((role for role in rulebook.roles_upward() if has_duty(rulebook, role, "publish")), None)
    if owner is None or has_duty(rulebook, highest, "publish"):
        return (highest,)
    others = [role for role in rulebook.roles_upward() if role != owner]
    return (others[-1], owner) if others else (owner,)


def _name_of(login: str) -> str:
    """What the system calls the person of a login; the login where it says nothing."""
    try:
        import pwd

        found = pwd.getpwnam(login).pw_gecos.partition(",")[0].strip()
    except (ImportError, KeyError):
        found = ""
    return found if found and found.isprintable() and len(found) <= 80 and '"' not in found else login


def _staff(login: str, name: str, roles: tuple[str, ...], rulebook: Rulebook) -> str:
    listed = ", ".join(f"`{role}`" for role in rulebook.roles)
    return f"""\
# yaml-language-server: $schema=./.fairservice/staff.schema.json
#
# Who works at this desk, each below the login of their account on this system, as `whoami` tells it.
# The roles are those of the policy: {listed}.
# You have the highest ones, to try everything. Nobody approves what they asked for themselves: add a colleague.
staff:
  {_text(login)}:
    name: {_text(name)}
    roles: [{", ".join(roles)}]

#  anna:
#    name: Anna de Vries
#    roles: {rulebook.roles_upward()[0]}
#    from: 2027-01-01
"""


def _place(name: str, policy: str, draft: bool) -> str:
    tried = "\n# A draft: what is decided here is a try-out, and never counts as precedent.\ndraft: true\n"
    shelf = "The shelf that the policies of this desk are published on; always the one in force decides."
    folder = "The folder of the policy that is tried."
    return f"""\
# yaml-language-server: $schema=./.fairservice/desk.schema.json
#
# A desk. Commands find it from this folder and those below it, or where FAIRSERVICE_DESK names it.
desk: {name}

# {folder if draft else shelf}
policy: {_text(policy)}
{tried if draft else ""}
# The record of everything that is done here; `postgresql://USER@HOST/NAME` where several machines share it.
ledger: sqlite:///desk.db

staff: staff.yaml

# Customers are known by pseudonyms that this key makes. Keep a copy of it elsewhere; show it to nobody.
key: desk.key
"""


def _text(text: str) -> str:
    """As YAML has it, in quotes: a login may look like a number, or have a stroke in it."""
    escaped = text.replace("\\", "\\\\")
    return f'"{escaped}"'


def _tell(folder: str, login: str, roles: tuple[str, ...], kept: bool, draft: bool, rulebook: Rulebook) -> None:
    import shlex

    from fairservice.cli.program import typed
    from fairservice.cli.terminal import bold, hanging, paint, say, width_now

    say(f"{paint('✓', fg='green', bold=True)} Your desk is in {bold(folder if folder != '.' else 'this folder')}.")
    you = f"{login} ({', '.join(roles)})"
    rows = [
        ("fairservice.yaml", "what it works with" + ("; a draft, so nothing counts as precedent" if draft else "")),
        ("staff.yaml", f"who works here; it was there already, and has {you}" if kept else f"who works here: {you}"),
        ("desk.key", "makes the pseudonyms of customers; keep a copy elsewhere, and show it to nobody"),
        ("desk.db", "the ledger"),
    ]
    width = min(width_now(), 88)
    for name, why in rows:
        for line in hanging(f"  {name}", why, 20, width):
            say(line)
    say()
    say(f"  {bold('Next')}")
    request = next(iter(rulebook.requests))
    if folder != ".":
        say(f"    {paint(f'cd {shlex.quote(folder)}', fg='cyan')}")
    command = typed("desk", "decide", request, "--ticket", "T-1", "--customer", "K-1")
    say(f"    {paint(command, fg='cyan')}")
