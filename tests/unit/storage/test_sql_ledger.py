"""The ledgers in SQLite and PostgreSQL keep what every ledger promises."""

from __future__ import annotations

from unit.desk.ledger_suite import LedgerSuite


class TestSqlLedger(LedgerSuite):
    """All of it, on both."""
