"""A story on a ledger in memory."""

from __future__ import annotations

import pytest

from desk_story import Story
from memory_ledger import MemoryLedger


@pytest.fixture
def story() -> Story:
    return Story(MemoryLedger())
