"""Which keys stand where: a tree becomes a model of `files.py`, and each misplaced key a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from fairservice.conditions.vocabulary import cut, nearest
from fairservice.errors import Defect, Finding
from fairservice.policy.files import Manifest, RuleFile, RulesFile
from fairservice.source.located_yaml import Entries, Items, Located, Text
from fairservice.span import Span

UNKNOWN_KEY = Defect("FS111", "unknown-key", "error", "a key is written that nothing reads")
MISSING_KEY = Defect("FS112", "missing-key", "error", "a key that must be there is not")
WRONG_SHAPE = Defect("FS113", "wrong-shape", "error", "a value, a list or a mapping stands where another is expected")

_PER_LANGUAGE = frozenset(
    {"title", "holding", "ask", "question", "because", "say", "if_pressed", "purpose", "no_precedent"}
)
_TELLING = (
    ("never", "invariant"),
    ("never_worse", "invariant"),
    ("request", "rule"),
    ("type", "fact"),
    ("values", "parameter"),
    ("otherwise", "request"),
)
"""Keys by which a block is known that stands outside of its section."""

_Model = TypeVar("_Model", bound=BaseModel)


def shaped(model: type[_Model], tree: Entries, findings: list[Finding]) -> _Model | None:
    """The tree as a model; every misplaced key is a finding, and what is left is read all the same."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        problems = [
            _problem(model, tree, each["loc"], each["type"])
            for each in error.errors(include_url=False, include_context=False)
        ]
    # What a misplaced key was meant to be is lost, and not missing as well.
    for problem in problems:
        if problem.kind != "missing":
            problem.block.lost |= {problem.key, *problem.meant()}
    for problem in problems:
        findings.append(problem.finding())
    pruned = Entries(tree.pairs(), tree.span, tree.lost)
    for problem in problems:
        _take_out(pruned, problem.steps[:-1] if problem.kind == "missing" else problem.steps)
    try:
        return model.model_validate(pruned)
    except ValidationError:
        return None


def missing_key(model: type[BaseModel], key: str, span: Span) -> Finding:
    """That a key is missing from a block, where the model alone cannot tell that it is needed."""
    return MISSING_KEY.at(span, f"`{key}` is missing here", _described(key, _field(model, key)))


def unknown_key(key: str, known: Iterable[str]) -> tuple[str, str]:
    """Message and help for a key that nothing reads."""
    names = list(known)
    near = _meant(key, names)
    help = f"did you mean `{near}`?" if near else f"the keys here are {', '.join(f'`{each}`' for each in names)}"
    return f"nothing here is called `{cut(key)}`", help


def _meant(key: str, known: list[str]) -> str | None:
    return nearest(key.replace(" ", "_").replace("-", "_").lower(), known)


@dataclass(frozen=True, slots=True)
class _Problem:
    """One key that is misplaced or missing: where it stands, in which block of which model, and what is wrong."""

    steps: tuple[str, ...]
    kind: str
    block: Entries
    owner: type[BaseModel] | None
    place: Span
    """Of the key above the block; at the top the first key of the file."""

    @property
    def key(self) -> str:
        return self.steps[-1] if self.steps else ""

    @property
    def value(self) -> Located | None:
        return self.block.get(self.key)

    def known(self) -> list[str]:
        return [field.alias or name for name, field in self.owner.model_fields.items()] if self.owner else []

    def meant(self) -> list[str]:
        near = _meant(self.key, self.known()) if self.kind == "extra_forbidden" else None
        return [near] if near else []

    def finding(self) -> Finding:
        if self.kind == "missing":
            assert self.owner is not None
            return replace(missing_key(self.owner, self.key, self.place), follows=self.key in self.block.lost)
        if self.kind == "extra_forbidden":
            at = self.block.key(self.key).span if self.key in self.block else self.place
            message, help = unknown_key(self.key, self.known())
            return UNKNOWN_KEY.at(at, message, self._belongs() or help)
        value = self.value
        at = value.span if value is not None else self.place
        is_what = "a list" if isinstance(value, Items) else "a mapping" if isinstance(value, Entries) else "one value"
        return WRONG_SHAPE.at(at, f"`{self.key}` cannot be {is_what}", self._shape())

    def _belongs(self) -> str | None:
        """Where a key that is misplaced as a whole belongs."""
        if self.owner is RuleFile and "." in self.key:
            return "if it is a condition, indent it under `when:`"
        if self.owner is Manifest and self.key in RulesFile.model_fields:
            return f"`{self.key}:` stands in any other file of the policy, not in this one"
        value = self.value
        if self.owner is RulesFile and isinstance(value, Entries):
            for key, what in _TELLING:
                if key in value:
                    one = f"an {what}" if what == "invariant" else f"a {what}"
                    return f"this looks like {one}; put two spaces before it, as before the others under `{what}s:`"
        return None

    def _shape(self) -> str | None:
        """What to write instead of a value of the wrong shape."""
        field = _field(self.owner, self.key)
        if isinstance(self.value, Text):
            if self.key in _PER_LANGUAGE:
                return "write each language on its own line below it, like `en: …`"
            inner = _inside(self.owner, self.key)
            if inner is not None and inner is not self.owner:
                needed = [name for name, each in inner.model_fields.items() if each.is_required()]
                names = [f"`{name}:`" for name in needed or inner.model_fields]
                return (
                    f"write {' and '.join(names) if needed else ' or '.join(names[:2])} on lines of their own below it"
                )
        return _described(self.key, field)


def _problem(model: type[BaseModel], tree: Entries, loc: tuple[str | int, ...], kind: str) -> _Problem:
    steps = tuple(str(step) for step in loc if step != "[key]")
    block = tree
    place = next((key.span for key, _ in tree.pairs()), tree.span)
    owner: type[BaseModel] | None = model
    for step in steps[:-1]:
        inner = block.get(step)
        if isinstance(inner, Entries):
            place = block.key(step).span
            block = inner
        owner = _inside(owner, step)
    return _Problem(steps, kind, block, owner, place)


def _take_out(tree: Entries, steps: tuple[str, ...]) -> None:
    """Leave one key out of a tree, which shares nothing with the tree as it was read where that changes it."""
    if not steps:
        return
    node = tree
    for step in steps[:-1]:
        inner = node.get(step)
        if not isinstance(inner, Entries):
            return
        fresh = Entries(inner.pairs(), inner.span, inner.lost)
        node[node.key(step)] = fresh
        node = fresh
    node.pop(steps[-1], None)
    node.lost |= {steps[-1]}


def _field(owner: type[BaseModel] | None, key: str) -> FieldInfo | None:
    fields = owner.model_fields.items() if owner is not None else ()
    return next((field for name, field in fields if (field.alias or name) == key), None)


def _inside(owner: type[BaseModel] | None, key: str) -> type[BaseModel] | None:
    """The model of what stands under a key (of a mapping by name: the model of its values)."""
    field = _field(owner, key)
    if field is None:
        return owner
    pending = [field.annotation]
    while pending:
        each = pending.pop()
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
        pending += list(getattr(each, "__args__", ()))
    return None


def _described(key: str, field: FieldInfo | None) -> str | None:
    return f"`{key}` is {field.description}" if field is not None and field.description else None
