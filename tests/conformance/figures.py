"""Counts what the laws were tried on; printed at the end of a test run and by `agree.py`."""

from __future__ import annotations

from collections import Counter


class Figures(Counter[str]):
    """Named counts that several runs can be added into."""

    def lines(self) -> list[str]:
        """The figures as sentences; none where nothing was counted."""
        found = []
        if self["pairs"]:
            found.append(f"conformance: {self['pairs']} cases of {self['policies']} generated policies")
        for part in ("answer", "options", "offers"):
            if whole := self[f"{part} settled by enumeration"]:
                share = 100 * self[f"{part} settled by ranges"] / whole
                found.append(
                    f"  {part}: ranges settle {self[f'{part} settled by ranges']} of the {whole} open cases"
                    f" that full enumeration settles ({share:.1f} %)"
                )
        return found


FIGURES = Figures()
