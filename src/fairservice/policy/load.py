"""Reads a policy from its files into a rulebook, gathering everything that is wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import BUILT_IN, Definition, Fact, Parameter, Texts
from fairservice.conditions.vocabulary import LAST_DAY, cut
from fairservice.errors import Defect, Finding, PolicyError, Rejected
from fairservice.policy.authority import Authority
from fairservice.policy.blocks import Block
from fairservice.policy.bundle import bundle_source
from fairservice.policy.declare import Declarations, check_prefixes
from fairservice.policy.declare_desk import read_desk
from fairservice.policy.declare_history import check_histories, read_history
from fairservice.policy.declare_lists import check_fields
from fairservice.policy.declare_values import BAD_NAME, ID, TWICE
from fairservice.policy.files import Manifest, RequestFile, RoleFile, RuleFile
from fairservice.policy.invariants import read_invariants
from fairservice.policy.packs import NO_POLICY, PACK_NAME, Folder, Source, read_folders, words
from fairservice.policy.reading import Reading
from fairservice.policy.requests import read_requests
from fairservice.policy.rulebook import Example, Pack, Rulebook
from fairservice.policy.sources import source_of
from fairservice.policy.texts import UNKNOWN_LANGUAGE, read_texts
from fairservice.policy.uncollected import uncollected
from fairservice.source.located_yaml import Entries, Text
from fairservice.span import Span

BAD_MANIFEST = Defect("FS124", "bad-manifest", "error", "the manifest of a policy says something impossible")

_B = TypeVar("_B", bound=Block)


def load_rulebook(path: str | Path, search: tuple[Path, ...] = ()) -> tuple[Rulebook, tuple[Finding, ...]]:
    """The policy in a folder or bundle file, and its warnings. Raises `PolicyError` with all that is wrong.

    `search` has further folders in which packs are looked for.
    """
    findings: list[Finding] = []
    return _in_order(read_rulebook(path, findings, search), findings)


def _in_order(rulebook: Rulebook | None, findings: list[Finding]) -> tuple[Rulebook, tuple[Finding, ...]]:
    if rulebook is None or any(finding.severity == "error" for finding in findings):
        raise PolicyError(in_reading_order(findings))
    return rulebook, tuple(in_reading_order(findings))


def read_rulebook(path: str | Path, findings: list[Finding], search: tuple[Path, ...] = ()) -> Rulebook | None:
    """As much of a policy as can be read; what is wrong is added to `findings`. None where nothing can."""
    return read_source(source_of(Path(path), findings, search), findings)


def load_bundle(shown: str, content: bytes) -> tuple[Rulebook, tuple[Finding, ...]]:
    """The policy in the bytes of a bundle, and its warnings. Raises `PolicyError` with all that is wrong."""
    findings: list[Finding] = []
    return _in_order(read_source(bundle_source(shown, content, findings), findings), findings)


def read_source(source: Source | None, findings: list[Finding]) -> Rulebook | None:
    """As much of a policy as its files can be read for; None where there are none."""
    if source is None:
        return None
    with uncollected():
        folders = read_folders(source, findings)
        if not folders:
            if not findings:
                findings.append(NO_POLICY.at(None, f"`{source.shown}` cannot be read as a policy", None))
            return None
        rulebook = _Loading(folders, findings).rulebook()
    findings[:] = [each for each in findings if not each.follows]
    return rulebook


def in_reading_order(findings: list[Finding]) -> list[Finding]:
    """Findings by file and place; the ones without a place first; each once."""

    def order(finding: Finding) -> tuple[str, int, int]:
        span = finding.span
        return (span.file.path, span.start.line, span.start.column) if span else ("", 0, 0)

    return sorted(dict.fromkeys(findings), key=order)


class _Loading:
    """One loading of a policy: packs first, then the policy itself, in one namespace."""

    def __init__(self, folders: list[Folder], findings: list[Finding]) -> None:
        self.folders = folders
        self.own = folders[-1]
        self.findings = findings
        manifest = self.own.manifest
        self.languages = self._languages(manifest)
        self.zone = self._zone(manifest)
        self.currency, self.decimals = self._currency(manifest)
        self.declare = Declarations(self.languages, self.decimals, self.zone, findings)
        # Where it cannot be read, nothing is said to begin too late.
        self.begins = {folder.name: self.declare.day(folder.manifest.since) or LAST_DAY for folder in folders}
        self.since = self.begins[self.own.name]

    def rulebook(self) -> Rulebook:
        manifest = self.own.manifest
        self._check_manifests()
        authority = Authority(self.declare, self._merged_roles(), self._lost_of_manifests("roles"))
        authority.read_grants(self._merged_entries("grants"))
        facts = self._facts(authority)
        parameters = self._parameters(facts)
        definitions = self._definitions(facts, parameters)
        reading = Reading(
            languages=self.languages,
            declare=self.declare,
            facts=facts,
            parameters=parameters,
            definitions=definitions,
            authority=authority,
            owner=str(manifest.owner),
            since=self.since,
            lost={section: self._lost(section) for section in ("rules", "requests")},
            findings=self.findings,
        )
        rules = self._collect("rules", RuleFile)
        for key, _model, _ in rules:
            if not ID.match(key):
                self.findings.append(
                    BAD_NAME.at(
                        key.span,
                        f"`{cut(key)}` cannot name a rule",
                        "use small letters and hyphens: `late-return`",
                    )
                )
        requests = read_requests(reading, self._request_models(), rules)
        check_histories(reading, self._fact_models, rules, requests)
        self._check_all_definitions(reading, definitions)
        mandates = tuple(authority.mandates(self._merged_entries("mandates")))
        rulebook = Rulebook(
            name=str(manifest.policy or manifest.pack or ""),
            title=read_texts(manifest.title, self.languages, self.findings),
            owner=str(manifest.owner),
            languages=self.languages,
            currency=self.currency,
            decimals=self.decimals,
            zone=self.zone,
            since=self.since,
            roles=authority.roles,
            grants=authority.grants,
            together=frozenset(self._together(authority)),
            mandates=mandates,
            facts=facts,
            parameters=parameters,
            definitions=definitions,
            requests=requests,
            labels=self._labels(),
            holding=read_texts(manifest.holding, self.languages, self.findings),
            examples=tuple(self._examples()),
            packs=tuple(self._packs()),
            span=Span(self.own.manifest_file, manifest.policy.span.start, manifest.policy.span.end)
            if manifest.policy is not None
            else manifest.span,
            invariants=read_invariants(
                reading, [(each.name, file) for each in self.folders for file in each.models], requests
            ),
            desk=read_desk(self.declare, self.folders, requests, mandates, facts),
        )
        self._allow_more_languages()
        return rulebook

    def _allow_more_languages(self) -> None:
        """A pack may have texts in languages that the policy does not speak; they are left unread."""
        spoken: dict[str, list[str]] = {}
        for folder in self.folders[:-1]:
            for file in (*(file for _, file, _ in folder.trees), *folder.sheets):
                spoken[file.path] = list(map(str, words(folder.manifest.languages)))
        self.findings[:] = [
            each
            for each in self.findings
            if each.defect is not UNKNOWN_LANGUAGE
            or each.span is None
            or _written(each.span) not in spoken.get(each.span.file.path, [])
        ]

    # ---- the manifest

    def _languages(self, manifest: Manifest) -> tuple[str, ...]:
        found: list[str] = []
        for word in words(manifest.languages):
            if word in ("nl", "en"):
                found.append(str(word))
            else:
                self._bad(
                    word.span,
                    f"`{cut(word)}` is not a language that fairservice speaks",
                    "the languages are nl, en",
                )
        return tuple(dict.fromkeys(found)) or ("en",)

    def _zone(self, manifest: Manifest) -> ZoneInfo:
        if manifest.timezone is None:
            return ZoneInfo("Europe/Amsterdam")
        try:
            return ZoneInfo(str(manifest.timezone))
        except (ValueError, OSError, KeyError):
            self._bad(
                manifest.timezone.span,
                f"`{cut(manifest.timezone)}` is not a time zone",
                "write it as the IANA does, like `Europe/Amsterdam`",
            )
            return ZoneInfo("UTC")

    def _currency(self, manifest: Manifest) -> tuple[str, int]:
        if manifest.currency is None:
            return "EUR", 2
        code = str(manifest.currency)
        if code == "EUR":  # the common case, without loading the locale data
            return code, 2
        from babel.numbers import get_currency_precision, is_currency

        if not is_currency(code):
            self._bad(
                manifest.currency.span,
                f"`{cut(code)}` is not a currency",
                "write its ISO 4217 code, like `EUR`",
            )
            return "EUR", 2
        return code, get_currency_precision(code)

    def _check_manifests(self) -> None:
        for folder in self.folders:
            manifest = folder.manifest
            if manifest.language != "1":
                self._bad(
                    manifest.language.span,
                    f"this is language {cut(manifest.language)}, which this version does not read",
                    "write `language: 1`",
                )
            if (manifest.policy is None) == (manifest.pack is None):
                self._bad(manifest.span, "a manifest names either a `policy` or a `pack`", "write one of the two")
            name = manifest.policy or manifest.pack
            named_well = ID if manifest.policy is not None else PACK_NAME
            if name is not None and not named_well.match(name):
                self._bad(name.span, f"`{cut(name)}` cannot name a policy", "use small letters and hyphens: `web-shop`")
            missing = [each for each in self.languages if each not in map(str, words(manifest.languages))]
            if missing:
                self._bad(
                    manifest.languages.span,
                    f"this pack has no texts in `{missing[0]}`",
                    "the policy that uses it does",
                )
            if self.since < self.begins[folder.name] < LAST_DAY:
                self._bad(
                    manifest.since.span,
                    "this pack begins after the policy that uses it",
                    "move `since` of the policy",
                )
            if folder is not self.own and manifest.policy is not None:
                self._bad(manifest.policy.span, "a policy cannot be used by another one", "make it a `pack`")

    def _bad(self, span: Span, message: str, help: str) -> None:
        self.findings.append(BAD_MANIFEST.at(span, message, help))

    # ---- declarations over all packs

    def _collect(self, section: str, model: type[_B]) -> list[tuple[Text, _B, str]]:
        """Every entry of a section, with the pack it stands in; the second of one name is a finding."""
        found: dict[str, tuple[Text, _B, str]] = {}
        for folder in self.folders:
            for file in folder.models:
                for key, value in (getattr(file, section) or {}).items():
                    if self._once(key, found):
                        found[str(key)] = (key, value, folder.name)
        return list(found.values())

    def _once(self, key: Text, found: Mapping[str, tuple[Text, object, str]]) -> bool:
        if str(key) not in found:
            return True
        first = found[str(key)][0]
        self.findings.append(
            TWICE.at(
                key.span,
                f"`{cut(key)}` is declared twice",
                "keep one of them",
                [(first.span, "first declared here")],
            )
        )
        return False

    def _merged_entries(self, key: str) -> Entries | None:
        pairs: dict[str, tuple[Text, object, str]] = {}
        for folder in self.folders:
            tree = getattr(folder.manifest, key)
            for name, value in tree.pairs() if tree is not None else ():
                if self._once(name, pairs):
                    pairs[str(name)] = (name, value, folder.name)
        lost = self._lost_of_manifests(key)
        if not pairs and not lost:
            return None
        return Entries([(name, value) for name, value, _ in pairs.values()], self.own.manifest.span, lost)  # type: ignore[misc]

    def _lost_of_manifests(self, section: str) -> frozenset[str]:
        return frozenset().union(*(folder.manifest.lost(section) for folder in self.folders))

    def _lost(self, section: str) -> frozenset[str]:
        """The names in a section of any file that a slip kept from being read."""
        return frozenset().union(*(file.lost(section) for folder in self.folders for file in folder.models))

    def _merged_roles(self) -> dict[Text, RoleFile]:
        found: dict[str, tuple[Text, RoleFile, str]] = {}
        for folder in self.folders:
            for name, model in (folder.manifest.roles or {}).items():
                if self._once(name, found):
                    found[str(name)] = (name, model, folder.name)
        return {name: model for name, model, _ in found.values()}

    def _facts(self, authority: Authority) -> dict[str, Fact]:
        from fairservice.policy.files import FactFile

        facts: dict[str, Fact] = {fact.name: fact for fact in BUILT_IN}
        collected = self._collect("facts", FactFile)
        self._fact_models = [(key, model) for key, model, _ in collected]
        for key, model, _ in collected:
            if str(key) in facts:
                self.findings.append(BAD_NAME.at(key.span, f"`{key}` is built in", "choose another name"))
                continue
            if model.history is None:
                fact = self.declare.fact(key, model)
            else:
                fact = read_history(self.declare, authority, key, model)
            if self.declare.name(key) and fact:
                facts[fact.name] = fact
            else:
                self.declare.broken.add(str(key))
        self.declare.broken |= self._lost("facts") - facts.keys()
        return facts

    def _parameters(self, facts: Mapping[str, Fact]) -> dict[str, Parameter]:
        from fairservice.policy.files import ParameterFile

        types = {name: fact.type for name, fact in facts.items()}
        parameters: dict[str, Parameter] = {}
        for key, model, pack in self._collect("parameters", ParameterFile):
            folder = next(each for each in self.folders if each.name == pack)
            since = self.begins[folder.name]
            if self._taken(key, facts):
                continue
            parameter = self.declare.parameter(key, model, types, since) if self.declare.name(key) else None
            if parameter:
                parameters[parameter.name] = parameter
            else:
                self.declare.broken.add(str(key))
        self.declare.broken |= self._lost("parameters") - parameters.keys()
        return parameters

    def _taken(self, key: Text, facts: Mapping[str, Fact]) -> bool:
        fact = facts.get(str(key))
        if fact is None:
            return False
        also = [(fact.span, "the fact")] if fact.span else []
        self.findings.append(TWICE.at(key.span, f"`{key}` is also a fact", "choose another name for one of them", also))
        return True

    def _definitions(self, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> dict[str, Definition]:
        found: dict[str, tuple[Text, object, str]] = {}
        definitions: dict[str, Definition] = {}
        for folder in self.folders:
            for file in folder.models:
                for key, value in file.definitions.pairs() if file.definitions is not None else ():
                    if not self._once(key, found) or value is None:
                        continue
                    if not self.declare.name(key):
                        self.declare.broken.add(str(key))
                        continue
                    found[str(key)] = (key, value, folder.name)
                    if self._taken(key, facts):
                        continue
                    if str(key) in parameters:
                        self.findings.append(
                            TWICE.at(
                                key.span,
                                f"`{key}` is also a parameter",
                                "choose another name for one of them",
                                [(parameters[str(key)].span, "the parameter")],
                            )
                        )
                        continue
                    definitions[str(key)] = Definition(str(key), value, key.span)
        self.declare.broken |= self._lost("definitions") - definitions.keys()
        spans = [(name, fact.span) for name, fact in facts.items() if fact.span]
        spans += [(name, parameter.span) for name, parameter in parameters.items()]
        spans += [(name, definition.span) for name, definition in definitions.items()]
        check_prefixes(spans, self.findings)
        names = {**dict(spans), **{fact.name: None for fact in BUILT_IN}}
        fields_of = {str(key): model.of for key, model in self._fact_models if model.of is not None}
        check_fields(facts, names, fields_of, self.findings)
        return definitions

    def _check_all_definitions(self, reading: Reading, definitions: Mapping[str, Definition]) -> None:
        """Definitions that no rule uses are read too, so that their mistakes are found."""
        scope = reading.scope("today")
        for name, definition in definitions.items():
            try:
                scope.node(name, definition.span)
            except Rejected as error:
                self.findings.append(error.finding)

    def _request_models(self) -> dict[str, list[tuple[Text, RequestFile, str, bool]]]:
        """What each pack and the policy say of each request."""
        found: dict[str, list[tuple[Text, RequestFile, str, bool]]] = {}
        for folder in self.folders:
            for file in folder.models:
                for key, model in (file.requests or {}).items():
                    if not re.match(r"[a-z][a-z0-9_]*\Z", key, re.ASCII):
                        self.findings.append(
                            BAD_NAME.at(key.span, f"`{cut(key)}` cannot name a request", "use small letters and `_`")
                        )
                        continue
                    found.setdefault(str(key), []).append((key, model, folder.name, folder.manifest.pack is not None))
        return found

    def _labels(self) -> dict[str, Texts]:
        labels: dict[str, tuple[Text, Texts, str]] = {}
        for folder in self.folders:
            trees = [folder.manifest.labels, *(file.labels for file in folder.models)]
            for tree in trees:
                for key, value in tree.pairs() if tree is not None else ():
                    if not isinstance(value, Entries):
                        self.declare.wrong(
                            key.span,
                            f"`{key}` needs a word per language",
                            "write `nl: …` and `en: …` below it",
                        )
                    elif self._once(key, labels):
                        labels[str(key)] = (
                            key,
                            read_texts(value, self.languages, self.findings),
                            folder.name,
                        )
        return {name: texts for name, (_, texts, _) in labels.items()}

    def _together(self, authority: Authority) -> list[str]:
        found = []
        for folder in self.folders:
            for word in words(folder.manifest.together):
                if str(word) in authority.grants:
                    found.append(str(word))
                else:
                    authority.no_grant(word)
        return found

    def _examples(self) -> list[Example]:
        from fairservice.policy.files import ExampleFile

        return [
            Example(
                str(key),
                str(model.request),
                model.case,
                self.declare.day(model.today),
                self.declare.day(model.received_on),
                model.expect,
                pack,
                key.span,
            )
            for key, model, pack in self._collect("examples", ExampleFile)
        ]

    def _packs(self) -> list[Pack]:
        return [
            Pack(
                folder.name,
                read_texts(folder.manifest.title, self.languages, []),
                str(folder.manifest.owner),
                self.begins[folder.name],
                folder is self.own,
                folder.trees,
                folder.sheets,
            )
            for folder in self.folders
        ]


def _written(span: Span) -> str:
    """The characters of a span within one line."""
    line = span.file.lines[span.start.line - 1]
    return line[span.start.column - 1 : span.end.column - 1]
