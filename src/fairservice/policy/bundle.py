"""Bundles: an immutable policy in one file, the same bytes for the same content, known by its digest.

A bundle is JSON: every file of the policy and of the packs it uses, as trees of texts, without comments and
layout. It is laid out again as YAML when it is read, so that errors in it have the same pictures.
"""

from __future__ import annotations

import hashlib
import json

from fairservice.errors import Defect, Finding
from fairservice.policy.packs import Source, is_text
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located_yaml import Entries, Items, Located, Text
from fairservice.span import File, Position, Span

BAD_BUNDLE = Defect("FS700", "bad-bundle", "error", "a bundle is damaged, or is not a bundle")

FORMAT = "fairservice-bundle/1"
MAX_BUNDLE = 64 * 2**20
"""The largest bundle that is read, in bytes."""


def bundle_bytes(rulebook: Rulebook) -> bytes:
    """The bundle of a policy. Depends on content only, not on layout, comments or where it lies."""
    packs = [{"name": pack.name, "files": [[name, tree] for name, _, tree in pack.files]} for pack in rulebook.packs]
    # not sorted: the order of rules means something
    content = {"format": FORMAT, "packs": packs}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def digest_of(content: bytes) -> str:
    """The SHA-256 of a bundle, in hexadecimal: the name by which it is known."""
    return hashlib.sha256(content).hexdigest()


def policy_in(content: bytes) -> str | None:
    """The name of the policy in a bundle, without loading it; None where it is damaged."""
    try:
        return str(json.loads(content)["packs"][-1]["name"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None


def bundle_source(shown: str, content: bytes, findings: list[Finding]) -> Source | None:
    """The files in a bundle; None, with a finding, where it is damaged."""
    if len(content) > MAX_BUNDLE:
        findings.append(_damaged(shown, "it is larger than a bundle can be"))
        return None
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            findings.append(_damaged(shown, f"its format is not `{FORMAT}`"))
            return None
        used: dict[str, Source] = {}
        for pack in data["packs"]:
            name = str(pack["name"])
            files = tuple((str(path), f"{shown}:{name}/{path}", _laid_out(shown, tree)) for path, tree in pack["files"])
            source = Source(files, f"{shown}:{name}", used)
            if pack is not data["packs"][-1]:
                used[name] = source
        return source
    except (ValueError, KeyError, TypeError, RecursionError, UnboundLocalError):
        findings.append(_damaged(shown, "it is cut off, or was changed"))
        return None


def _laid_out(shown: str, tree: object) -> bytes:
    """A file of a bundle as the owner would see it: canonical YAML."""
    from fairservice.source.layout import render_tree

    located = _located(tree, Span(File(shown, ""), Position(1, 1), Position(1, 2)))
    return render_tree(located, is_text).encode()


def _located(tree: object, at: Span) -> Located:
    if isinstance(tree, dict):
        return Entries([(Text(key, at), _located(value, at)) for key, value in tree.items()], at)
    if isinstance(tree, list):
        return Items([_located(each, at) for each in tree], at)
    if isinstance(tree, str):
        return Text(tree, at)
    raise TypeError("a bundle holds texts, lists and mappings only")


def _damaged(shown: str, why: str) -> Finding:
    place = File(shown, "").path
    return BAD_BUNDLE.at(
        None,
        f"`{place}` is not a bundle that can be used: {why}",
        "make it anew with `fairservice bundle POLICY -o FILE`",
    )
