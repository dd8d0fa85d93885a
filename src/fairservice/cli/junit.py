"""Results of examples as JUnit XML, in the form that CI viewers agree on."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from fairservice.analysis.examples import Outcome, Report

# What XML 1.0 has no way to write.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def junit_xml(report: Report, seconds: float) -> bytes:
    """One test case per example; a failing one carries the picture of the place."""
    failures = sum(outcome.understood and not outcome.passed for outcome in report.outcomes)
    errors = sum(not outcome.understood for outcome in report.outcomes)
    counts = {"tests": str(len(report.outcomes)), "failures": str(failures), "errors": str(errors)}
    suites = ElementTree.Element("testsuites", {**counts, "time": f"{seconds:.3f}"})
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        {"name": f"fairservice.{report.policy}", **counts, "skipped": "0", "time": f"{seconds:.3f}"},
    )
    for outcome in report.outcomes:
        _case(suite, report.policy, outcome)
    if report.never:
        out = ElementTree.SubElement(suite, "system-out")
        out.text = _clean("rules never exercised: " + ", ".join(report.never))
    ElementTree.indent(suites)
    return bytes(ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suite: ElementTree.Element, policy: str, outcome: Outcome) -> None:
    from fairservice.source.render import render_findings

    span = outcome.example.span
    attributes = {
        "classname": _clean(f"{policy}.{outcome.example.request}"),
        "name": _clean(outcome.example.name),
        "file": _clean(span.file.path),
        "line": str(span.start.line),
        "time": "0",
    }
    case = ElementTree.SubElement(suite, "testcase", attributes)
    if not outcome.passed:
        kind = "failure" if outcome.understood else "error"
        message = "; ".join(finding.message for finding in outcome.findings)
        found = ElementTree.SubElement(case, kind, {"message": _clean(message), "type": outcome.findings[0].code})
        found.text = _clean(render_findings(outcome.findings))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
