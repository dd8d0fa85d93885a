"""A list or mapping of which the end has not been read yet."""

from __future__ import annotations

from fairservice.source.located import Located, Text
from fairservice.span import File


class Frame:
    """A list or mapping that is still being read."""

    __slots__ = (
        "empty",
        "end",
        "entries",
        "file",
        "flow",
        "items",
        "key",
        "loose",
        "mapping",
        "plain",
        "slip",
        "start",
    )

    def __init__(self, file: File, mapping: bool, flow: bool, line: int, column: int) -> None:
        self.file = file
        self.mapping = mapping
        self.flow = flow
        self.start = self.end = (line, column)
        self.items: list[Located] = []
        self.entries: dict[Text, Located | None] = {}
        self.key: Text | None = None
        # In `{…}`: keys without colon or value, the last key with a plain value, and its finding.
        self.loose: list[Text] = []
        self.plain: Text | None = None
        self.slip: int | None = None
        # The finding on the last key without a value, and how many entries stood before it.
        self.empty: tuple[int, int] | None = None

    def at(self) -> tuple[File, int, int, int, int]:
        return (self.file, self.start[0] + 1, self.start[1] + 1, self.end[0] + 1, self.end[1] + 1)
