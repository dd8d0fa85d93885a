"""The user's own words in a message: short enough to read, quoted as they could be written."""

from __future__ import annotations

import re

GLUED = re.compile(r"\s*(?:- +)*(?P<key>[A-Za-z_][\w.-]*):(?!//)(?P<value>\S.*|\xa0.*)")
"""A line that would be `key: value` if there were a space after its colon; web addresses are none."""

GLUED_DASH = re.compile(r"\s*(?P<dash>-)(?=[^\s\d-])(?P<value>.*)")
"""A line that would be a list item if there were a space after its dash; negative numbers are none."""


def without_space(glued: re.Match[str]) -> tuple[str, str]:
    """Message and help for a line that matches one of the two patterns above."""
    value = shortened(glued["value"].strip())
    if "key" not in glued.groupdict():
        return "there is no space after this dash, so it is no list item", f"write `- {value}`"
    key = glued["key"]
    message = f"there is no space after the colon of `{key}:`"
    if glued["value"].startswith("\xa0"):
        message = f"the space after `{key}:` is a non-breaking space, which YAML takes for a letter"
    return message, f"write `{key}: {value}`"


def shortened(text: str, most: int = 60) -> str:
    """The text, or its beginning if it is too long to read in a message."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def in_quotes(text: str) -> str:
    """The text as its owner could write it: in the kind of quotes that it does not hold itself."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
