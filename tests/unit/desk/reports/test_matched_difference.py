"""The interval around a matched difference holds what it should as often as it says."""

from __future__ import annotations

import random

import pytest

from fairservice.desk.reports.matched_difference import Difference, Stratum, difference, student

RUNS = 400


def planted(seed: int, strata: int, first: float, others: float, more: float, less: float) -> tuple[float, Difference]:
    """A year of strata in which cases of the first group are given something with the odds `more`, others with `less`.

    Strata differ in size, in how much is given, and in how often. Gives the true difference and the estimate.
    """
    draw = random.Random(seed)
    made: list[tuple[Stratum, float]] = []
    for number in range(strata):
        scale = draw.uniform(0.5, 1.5)

        def given(odds: float, scale: float = scale) -> int:
            return max(1, round(draw.gauss(1000 * scale, 200))) if draw.random() < odds * scale else 0

        own = [given(more) for _ in range(max(1, round(draw.expovariate(1 / first))))]
        rest = [given(less) for _ in range(max(2, round(draw.expovariate(1 / others))))]
        stratum = Stratum(number // 6, own, [each for each in rest if each], len(rest))
        made.append((stratum, 1000 * scale * scale * (more - less)))
    found = difference(each for each, _ in made)
    assert found is not None
    count = sum(len(each.first) for each, _ in made)
    return sum(len(each.first) * true for each, true in made) / count, found


@pytest.mark.parametrize(
    ("strata", "first", "others", "more", "less"),
    [
        (24, 3, 40, 0.5, 0.1),
        (24, 3, 40, 0.2, 0.05),
        (24, 3, 40, 0.2, 0.2),
        (24, 3, 40, 0.05, 0.05),
        (60, 6, 60, 0.3, 0.1),
        (36, 1.2, 20, 0.4, 0.1),
    ],
)
def test_the_interval_covers(strata: int, first: float, others: float, more: float, less: float) -> None:
    """Over many seeds near 95 %, with a premium and without; where there is none it is rarely said that there is."""
    held = said = 0
    for seed in range(RUNS):
        true, found = planted(seed, strata, first, others, more, less)
        held += found.low <= true <= found.high
        said += found.low > 0 or found.high < 0
    assert 0.92 <= held / RUNS <= 0.985, held / RUNS
    if more == less:
        assert said / RUNS <= 0.08
    if more >= 0.5:
        assert said / RUNS >= 0.9


def test_others_without_anything_count() -> None:
    """A mean and a variance of others are over all of them, worked out from those who got something."""
    stratum = Stratum("a", [500], [300, 100], 4)
    assert stratum.mean_of_others == 100
    assert stratum.variance_of_others == pytest.approx(((200**2) + 0 + 2 * 100**2) / 3)


def test_what_cannot_be_compared_is_left_out() -> None:
    """Without two others, or alone in its family: no estimate rests on it."""
    assert difference([]) is None
    assert difference([Stratum("a", [500], [], 1)]) is None
    assert difference([Stratum("a", [500], [], 9)]) is None
    both = difference([Stratum("a", [500], [], 9), Stratum("a", [700], [], 9), Stratum("b", [90_000], [], 9)])
    assert both is not None and (both.mean, both.first, both.others) == (600, 2, 18)


def test_a_mix_of_strata_is_no_premium() -> None:
    """Where escalated cases are only more frequent where more is given anyway, the difference is none."""
    generous = Stratum("a", [1000] * 10, [1000] * 10, 10)
    strict = Stratum("b", [0] * 2, [], 100)
    found = difference([generous, strict])
    assert found is not None and (found.mean, found.low, found.high) == (0, 0, 0)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980), (1e9, 1.95996)],
)
def test_the_quantile_is_that_of_the_tables(freedom: float, quantile: float) -> None:
    """Within one percent of the table of Student's t."""
    assert student(freedom) == pytest.approx(quantile, rel=0.01)
