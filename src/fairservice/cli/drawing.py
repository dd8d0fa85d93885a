"""Draws a card in the terminal: one calm frame in the colour of the answer, labels left, words right."""

from __future__ import annotations

from fairservice.cli.card import Card
from fairservice.cli.phrases import phrases_in
from fairservice.cli.terminal import WIDEST, bold, dim, paint, wide, width_now, wrap

COLOURS = {
    "yes": ("green", "black"),
    "yes_but": ("cyan", "black"),
    "no_but": ("yellow", "black"),
    "no": ("red", "bright_white"),
    "open": ("blue", "bright_white"),
    "conflict": ("magenta", "bright_white"),
    "gap": ("magenta", "bright_white"),
}
"""Per answer or status: the colour of frame and badge, and of the letters on it."""


def draw_card(card: Card, lang: str, width: int | None = None) -> str:
    """The card as lines of at most `width` columns (80 if the terminal has them), with its colours."""
    width = min(width or width_now(), WIDEST)
    inner = width - 6
    colour, letters = COLOURS[card.mood]
    words = phrases_in(lang)
    column = max((wide(row.label) for row in card.rows), default=0) + 3
    body = [paint(f" {card.headline} ", fg=letters, bg=colour, bold=True), ""]
    body += [bold(line) for line in wrap(f"{words.quote[0]}{card.say}{words.quote[1]}", inner)]
    body.append("")
    for row in card.rows:
        bullet = "• " if len(row.lines) > 1 else ""
        for index, text in enumerate(row.lines):
            label = "" if index else row.label
            for number, line in enumerate(wrap(text, inner - column - len(bullet))):
                mark = " " * len(bullet) if number else bullet
                body.append(dim(label.ljust(column)) + mark + (bold(line) if row.strong else line))
                label = ""
    edge = paint("│", fg=colour)
    out = [paint("╭" + "─" * (width - 2) + "╮", fg=colour)]
    out += [f"{edge}  {line}{' ' * max(inner - wide(line), 0)}  {edge}" for line in body]
    out.append(paint("╰" + "─" * (width - 2) + "╯", fg=colour))
    return "\n".join(out)
