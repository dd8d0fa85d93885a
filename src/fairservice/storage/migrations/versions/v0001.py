"""The first tables of a ledger."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration stays as it was when it was shipped, so it says its tables itself.
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("public", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_payloads",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("customer", sa.Text),
        sa.Column("household", sa.Text),
        sa.Column("ticket", sa.Text),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("bundle", _NUMBER),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_named",
        sa.Column("login", sa.Text, primary_key=True),
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_items",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("customer", sa.Text),
        sa.Column("household", sa.Text),
        sa.Column("ticket", sa.Text),
        sa.Column("request", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("favour", sa.Text),
        sa.Column("grant", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("giver", sa.Text),
        sa.Column("amount", _NUMBER),
        sa.Column("due", sa.Integer),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("entries", sa.Text, nullable=False),
    )
    op.create_table(
        "ledger_bundles",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_keys",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )

    _index("ledger_payloads_customer", "ledger_payloads", "customer", "number", where="customer IS NOT NULL")
    _index("ledger_payloads_household", "ledger_payloads", "household", "number", where="household IS NOT NULL")
    _index("ledger_payloads_ticket", "ledger_payloads", "ticket", "number", where="ticket IS NOT NULL")
    _index("ledger_payloads_staff", "ledger_payloads", "staff", "number")
    _index("ledger_payloads_bundle", "ledger_payloads", "bundle", where="bundle IS NOT NULL")
    _index("ledger_named_number", "ledger_named", "number")
    _index("ledger_keys_number", "ledger_keys", "number")
    _index("ledger_items_customer", "ledger_items", "customer", "kind", "day", where="customer IS NOT NULL")
    _index("ledger_items_household", "ledger_items", "household", "kind", "day", where="household IS NOT NULL")
    _index("ledger_items_ticket", "ledger_items", "ticket", where="ticket IS NOT NULL")
    _index("ledger_items_rule", "ledger_items", "kind", "request", "rule", "day")
    _index("ledger_items_state", "ledger_items", "kind", "status", "due", where="kind <> 'case' AND kind <> 'refusal'")


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    only: dict[str, Any] = {} if where is None else {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    op.create_index(name, table, list(columns), **only)
