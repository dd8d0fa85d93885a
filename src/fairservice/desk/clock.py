"""The clock of the machine."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """What time it is, as the machine says. It should be kept right by the network, as deadlines go by it."""

    def now(self) -> datetime:
        return datetime.now(UTC)
