"""A small policy of our own to type commands at, and a way to type them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from .desk_typed import at, nowhere, shelf  # noqa: F401  (fixtures)

MANIFEST = """\
language: 1
policy: corner-shop
title:
  nl: Beleid van de buurtwinkel
  en: Corner shop policy
owner: owner@example.com
languages: [en, nl]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  team_lead:
    above: agent
    may: [override]
grants:
  refund: money
labels:
  refund:
    nl: bedrag terug
    en: money back
  exchange:
    nl: ruilen
    en: exchange
  receipt:
    nl: de bon
    en: the receipt
  team_lead:
    nl: teamleider
    en: team lead
"""

RULES = """\
facts:
  item.condition:
    type: choice
    values: [unused, used]
    ask:
      nl: Is het artikel gebruikt?
      en: Has the item been used?
  item.price:
    type: money
    ask:
      nl: Wat kostte het?
      en: What did it cost?
  bought.day:
    type: date
    ask:
      nl: Wanneer is het gekocht?
      en: When was it bought?

definitions:
  bought.days_ago: days_between(bought.day, received_on)

parameters:
  return_window:
    unit: days
    values:
      2025-01-01: 30

requests:
  return:
    question:
      nl: Mag dit retour?
      en: May this come back?
    otherwise:
      answer: no_but
      offer:
        - what: exchange
      because:
        nl: Terugnemen kan niet meer, ruilen kan wel.
        en: We cannot take it back, but you can exchange it.

rules:
  return-in-window:
    request: return
    when:
      item.condition: unused
      bought.days_ago: at most return_window
    answer: yes
    give:
      refund: item.price
    provided: [receipt]
    because:
      nl: U krijgt {refund} terug.
      en: You get {refund} back.
    if_pressed:
      nl: Meer is het niet.
      en: It is no more than that.

examples:
  unused-today:
    request: return
    today: 2026-06-01
    case:
      item.condition: unused
      item.price: 49.95
      bought.day: 2026-06-01
    expect:
      answer: yes
      rule: return-in-window
      options:
        - refund: 49.95
          provided: [receipt]
  used:
    request: return
    today: 2026-06-01
    case:
      item.condition: used
    expect:
      answer: no_but
      rule: otherwise
      offers: [exchange]
"""

ANOTHER = """\
requests:
  advice:
    question:
      nl: Hoe lang gaat het mee?
      en: How long does it last?
    otherwise:
      answer: yes
      because:
        nl: Lang.
        en: Long.
"""
"""A second question, for a file of its own."""

Type = Callable[..., Result]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a policy whose two examples pass."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "returns.yaml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def typed() -> Type:
    """Types a command, and gives what came of it."""
    from fairservice.cli.main import cli

    def typed(*args: str | Path, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(arg) for arg in args], input=input)

    return typed


def edit(file: Path, before: str, after: str) -> None:
    """Changes one thing in a file; fails where it is not there."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
