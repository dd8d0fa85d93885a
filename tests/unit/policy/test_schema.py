"""The JSON Schema of the files says of shipped files what the loader says, and notices a slip."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from fairservice.policy.schema import policy_schema, rules_schema

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(path for path in (ROOT / "rules").rglob("*.yaml") if "cases" not in path.parts)


def tree(text: str) -> object:
    """A file as an editor reads it that takes each scalar for a text."""
    return yaml.load(text, yaml.BaseLoader)


def validator(path: Path) -> jsonschema.Draft202012Validator:
    schema = policy_schema() if path.name == "policy.yaml" else rules_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_files_fit_their_schema(path: Path) -> None:
    """An editor that checks with the schema finds nothing wrong with what the loader accepts."""
    validator(path).validate(tree(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "rulez: {}",
        "rules:\n  a:\n    request: r\n    anwser: yes",
        "rules:\n  a:\n    request: r\n    answer: perhaps",
        "rules:\n  a:\n    answer: yes",
        "facts:\n  a:\n    from: ledger",
        "facts:\n  a:\n    history: {count: favours, within: 9 days}",
        "desk:\n  controller: A\n  contact: B\n  keeps: {}",
        "facts:\n  a:\n    type: boolian",
        "facts:\n  a: text",
        "requests:\n  r:\n    otherwise: [no]",
        "invariants:\n  a:\n    never: {request: r, answer: [yes, perhaps]}",
        "invariants:\n  a:\n    never: {answer: yes}",
        "minimums:\n  a:\n    request: r\n    answer: no",
    ],
)
def test_a_slip_does_not_fit_the_schema(text: str) -> None:
    """What an owner mistypes is underlined while they type."""
    with pytest.raises(jsonschema.ValidationError):
        validator(Path("rules.yaml")).validate(tree(text))


def test_each_key_says_what_it_is() -> None:
    """Editors show a sentence for every key that an owner may write."""
    missing = [
        f"{block}.{key}"
        for block, shape in {**rules_schema()["$defs"], **policy_schema().get("$defs", {})}.items()
        for key, value in shape["properties"].items()
        if "description" not in value
    ]
    assert missing == []
