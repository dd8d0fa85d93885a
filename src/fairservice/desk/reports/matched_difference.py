"""How much more one group got than another on matched cases, and how sure that is.

Cases are matched by stratum: only within one are the groups compared. The estimate is the mean over the cases of the
first group of what each got beyond the mean of the others in its stratum. Its variance is that of J. Neyman within
each stratum (G. W. Imbens and D. B. Rubin, Causal Inference for Statistics, Social, and Biomedical Sciences, 2015,
chapter 9). Strata with one case of the first group have no variance of their own: those of one family are collapsed,
which rather overstates it (W. G. Cochran, Sampling Techniques, third edition, 1977, section 5A.12). The interval is
Student's, with degrees of freedom as F. E. Satterthwaite has them (Biometrics Bulletin 2, 1946).

The statistics are floats: nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

LEAST_OTHERS = 2
"""A stratum with fewer others says nothing of how they differ."""
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Stratum:
    """What each case of the first group got, and each of the others that got anything, of `others` in all.

    `family`: what strata that are alike have in common.
    """

    family: object
    first: Sequence[int]
    others_with: Sequence[int]
    others: int

    @property
    def mean_of_others(self) -> float:
        return sum(self.others_with) / self.others

    @property
    def variance_of_others(self) -> float:
        mean = self.mean_of_others
        without = self.others - len(self.others_with)
        squares = sum((each - mean) ** 2 for each in self.others_with) + without * mean**2
        return squares / (self.others - 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference with its interval of 95 %, in the unit of what was given, and what it rests on."""

    mean: float
    low: float
    high: float
    first: int
    others: int
    with_any: int
    """In how many cases of both groups anything was given."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the variance of the sum, with the degrees of freedom that it was estimated with."""

    variance: float
    freedom: int


def difference(strata: Iterable[Stratum]) -> Difference | None:
    """The difference over all strata that can be compared; None where it cannot be told how sure it is."""
    usable = [each for each in strata if each.first and each.others >= LEAST_OTHERS]
    singles: dict[object, list[Stratum]] = {}
    for each in usable:
        if len(each.first) == 1:
            singles.setdefault(each.family, []).append(each)
    alone = [id(found[0]) for found in singles.values() if len(found) == 1]
    compared = [each for each in usable if id(each) not in alone]
    parts = [part for each in compared if len(each.first) > 1 for part in _own(each)]
    parts += [_collapsed(found) for found in singles.values() if len(found) > 1]
    count = sum(len(each.first) for each in compared)
    total = sum(part.variance for part in parts)
    if not count:
        return None
    mean = sum(sum(each.first) - len(each.first) * each.mean_of_others for each in compared) / count
    reach = 0.0
    if total > 0:
        freedom = total**2 / sum(part.variance**2 / part.freedom for part in parts)
        reach = student(freedom) * sqrt(total) / count
    return Difference(
        mean,
        mean - reach,
        mean + reach,
        first=count,
        others=sum(each.others for each in compared),
        with_any=sum(sum(map(bool, each.first)) + len(each.others_with) for each in compared),
    )


def _own(stratum: Stratum) -> tuple[_Part, _Part]:
    """Of the sum over a stratum: from what its first cases got, and from what the mean of its others rests on."""
    count = len(stratum.first)
    return (
        _Part(count * variance(stratum.first), count - 1),
        _Part(count**2 * stratum.variance_of_others / stratum.others, stratum.others - 1),
    )


def _collapsed(strata: list[Stratum]) -> _Part:
    """Of the sum over strata with one first case each: how their differences differ has both sources in it."""
    beyond = [each.first[0] - each.mean_of_others for each in strata]
    mean = fmean(beyond)
    count = len(beyond)
    return _Part(count * sum((each - mean) ** 2 for each in beyond) / (count - 1), count - 1)


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's t: M. Abramowitz and I. A. Stegun, 26.7.5; from 2 degrees on within 1 %."""
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / max(freedom, 2.0) ** power for power, term in enumerate(terms, start=1))
