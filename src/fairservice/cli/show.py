"""Prints one decision: the question, the card, and the rest below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairservice.cli.below import draw_below
from fairservice.cli.card import card_of
from fairservice.cli.drawing import draw_card
from fairservice.cli.terminal import bold, say

if TYPE_CHECKING:
    from fairservice.decisions.decision import Decision


def show_decision(decision: Decision) -> None:
    card = card_of(decision)
    say()
    say(f"  {bold(decision.question)}")
    say(draw_card(card, decision.lang))
    say(draw_below(decision, card))
