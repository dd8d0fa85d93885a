"""All reports that there are: how each is made, by its name. Another report is another line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fairservice.conditions.vocabulary import nearest
from fairservice.desk.reports.backing_rate import BackingRate, backing_rate
from fairservice.desk.reports.concessions import Concessions, concessions
from fairservice.desk.reports.escalation_premium import EscalationPremium, escalation_premium
from fairservice.desk.reports.monthly_note import NAME, NOTE_SCHEMA
from fairservice.desk.reports.overview import Overview, overview
from fairservice.desk.reports.precedents import Precedents, precedents
from fairservice.desk.reports.report import Asked, Report
from fairservice.errors import NotOnRecord

REPORTS: Mapping[str, tuple[type[Report], Callable[[Asked], Report]]] = {
    "concessions": (Concessions, concessions),
    "precedents": (Precedents, precedents),
    "backing_rate": (BackingRate, backing_rate),
    "escalation_premium": (EscalationPremium, escalation_premium),
    "overview": (Overview, overview),
}

SCHEMAS: Mapping[str, dict[str, Any]] = {
    **{name: kind.SCHEMA for name, (kind, _) in REPORTS.items()},
    NAME: NOTE_SCHEMA,
}
"""The JSON Schema of every report, and of the monthly note."""


def made(name: str, asked: Asked) -> Report:
    """The report of a name. Raises `NotOnRecord` for a name that there is no report of."""
    return REPORTS[known(name)][1](asked)


def known(name: str, among: Mapping[str, object] = REPORTS) -> str:
    """The name of a report, with `-` for `_` where somebody writes it so. Raises `NotOnRecord`."""
    found = name.strip().replace("-", "_").lower()
    if found in among:
        return found
    near = nearest(found, list(among))
    listed = ", ".join(f"`{each}`" for each in among)
    raise NotOnRecord(f"there is no report `{name[:40]}`", f"did you mean `{near}`?" if near else f"there is {listed}")
