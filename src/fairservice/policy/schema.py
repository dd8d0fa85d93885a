"""JSON Schema of what people write, so that editors complete and check it while they type."""

from __future__ import annotations

from typing import Any

from fairservice.policy.blocks import Block
from fairservice.policy.files import Manifest, RulesFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> dict[str, Any]:
    """The schema of `policy.yaml`, the manifest."""
    return schema_of(Manifest, "fairservice policy manifest")


def rules_schema() -> dict[str, Any]:
    """The schema of every other file of a policy."""
    return schema_of(RulesFile, "fairservice rules")


def schema_of(model: type[Block], title: str) -> dict[str, Any]:
    """The schema of a file that has this shape."""
    return {"$schema": DIALECT, **_tidy(model.model_json_schema(by_alias=True)), "title": title}


def _tidy(part: Any) -> Any:
    """Without `null` (an empty value is refused) and without the titles that pydantic makes of names."""
    if isinstance(part, dict):
        options = part.get("anyOf")
        if isinstance(options, list):
            kept = [each for each in options if each != {"type": "null"}]
            rest = {key: value for key, value in part.items() if key not in ("anyOf", "default", "title")}
            part = {**rest, **kept[0]} if len(kept) == 1 else {**rest, "anyOf": kept}
        return {
            key: _tidy(value)
            for key, value in part.items()
            if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
        }
    if isinstance(part, list):
        return [_tidy(each) for each in part]
    return part
