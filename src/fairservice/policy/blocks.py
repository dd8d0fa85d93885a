"""What the shapes of policy files are made of: values that stay as they were written, and mappings with known keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from fairservice.source.located import Entries, Items, Located, Places, Text
from fairservice.span import Span


class _Scalar:
    """One value, as text; editors may see a number or a boolean in it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(Text)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


class _Tree:
    """Anything: a value, a list or a mapping; read by the condition reader."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema((Text, Items, Entries))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "array", "object"]}


class _Mapping(_Tree):
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(Entries)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "object"}


class _List(_Tree):
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema((Items, Text))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["array", "string"], "items": {"type": ["string", "number", "boolean"]}}


class _Answers(_List):
    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        words = ["no", "no_but", "yes_but", "yes", False, True]
        return {"type": ["array", "string", "boolean"], "items": {"enum": words}}


Scalar = Annotated[Text, _Scalar]
Tree = Annotated[Located, _Tree]
Mapping = Annotated[Entries, _Mapping]
Scalars = Annotated[Items | Text, _List]
"""One word, or a list of words."""
Answers = Annotated[Items | Text, _Answers]


class Block(BaseModel):
    """A mapping with known keys; keeps where it stands and where each key does."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, populate_by_name=False)
    _tree: Entries = PrivateAttr()

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: Any) -> Any:
        model = handler(data)
        if isinstance(data, Entries):
            model._tree = data
        return model

    @property
    def span(self) -> Span:
        return self._tree.span

    def places(self) -> Places:
        """The span of each key that is written."""
        return Places(self._tree)

    def lost(self, section: str | None = None) -> frozenset[str]:
        """The keys of the block, or of a section of it, that a slip, told already, kept from being read."""
        tree = self._tree if section is None else self._tree.get(section)
        return tree.lost if isinstance(tree, Entries) else frozenset()
