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

    def checked(self) -> list[str]:
        """What was tried on how many."""
        said = (
            ("pairs", "pairs on which all engines agree on every truth, every amount, and all that fires"),
            ("decisions compared", "pairs on which the whole decisions of all engines were compared"),
            ("steps", "steps at which a case got a fact, record or field more, and kept what was determined"),
            ("resolved naively", "complete cases decided by the naive resolution too"),
            ("within bounds", "complete cases of which every intermediate value lies within its bounds"),
            ("enumerated", "cases of which every completion was decided"),
            ("rejected", "generated policies that the checker refused (a calculation could grow too large)"),
        )
        further = [
            f"    {self[key]:>9,}  {key}" for key in sorted(self) if key.partition(": ")[0] not in ("policies", "pairs")
        ]
        found = ["  tried, where nothing is said to break:", *(f"    {self[key]:>9,}  {text}" for key, text in said)]
        return found + [each for each in further if ": " in each]

    def covered(self) -> list[str]:
        """How many policies, and pairs, use each part of the language."""
        found = [f"  {'what the policies use':<64} {'policies':>9} {'pairs':>10}"]
        for key in sorted(self):
            if key.startswith("policies: "):
                feature = key.removeprefix("policies: ")
                found.append(f"    {feature:<62} {self[key]:>9,} {self[f'pairs: {feature}']:>10,}")
        return found


FIGURES = Figures()
