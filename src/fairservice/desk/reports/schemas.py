"""The parts that the JSON Schemas of reports are put together from."""

from __future__ import annotations

from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
TEXT_OR_NONE = {"type": ["string", "null"]}
NUMBER = {"type": "integer"}
NUMBER_OR_NONE = {"type": ["integer", "null"]}
YES_NO = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
DAY_OR_NONE = {"type": ["string", "null"], "format": "date"}
MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
RATE = {"type": "integer", "minimum": 0, "maximum": 10_000, "description": "hundredths of a percent"}
RATE_OR_NONE = {**RATE, "type": ["integer", "null"]}


def an_object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with all of these properties, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def a_list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def one_of(*values: str | None) -> dict[str, Any]:
    return {"enum": list(values)}


def report_schema(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of a report: what all of them say, and what is its own."""
    common = {"report": {"const": name}, "desk": TEXT, "as_of": DAY, "from": DAY, "until": DAY}
    return {"$schema": DIALECT, "title": f"fairservice report {name}", **an_object({**common, **properties})}
