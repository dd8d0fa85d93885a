"""Wilson's interval in whole numbers is the one that everybody knows."""

from __future__ import annotations

from math import ceil, floor, isclose, sqrt

import pytest

from fairservice.desk.precedents.wilson import bounds, lower_bound_exceeds

Z = 1.959964


def by_formula(k: int, n: int) -> tuple[float, float]:
    """The bounds as the formula is printed in books, in floats."""
    p, z2 = k / n, Z * Z
    middle, half = p + z2 / (2 * n), Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)


def test_it_is_the_formula_rounded_outward() -> None:
    """On every k among every n up to 120, and among some large n, both bounds are those of the formula."""
    grid = [(k, n) for n in range(1, 121) for k in range(n + 1)]
    grid += [(k, n) for n in (999, 12_345, 1_000_000) for k in (1, 7, n // 5, n // 3, n - 1)]
    for k, n in grid:
        low, high = by_formula(k, n)
        told = bounds(k, n)
        # A float may be a hair off where the bound is a whole rate: then either neighbour is right enough to compare.
        assert told[0] == floor(low * 10_000) or isclose(low * 10_000, round(low * 10_000), abs_tol=1e-6), (k, n)
        assert told[1] == ceil(high * 10_000) or isclose(high * 10_000, round(high * 10_000), abs_tol=1e-6), (k, n)


def test_above_a_rate_or_not() -> None:
    """A rate is passed where the formula's lower bound is above it, for every rate in steps."""
    for n in (1, 2, 5, 10, 37, 50, 100, 1000):
        for k in range(0, n + 1, max(1, n // 25)):
            low = by_formula(k, n)[0] * 10_000
            for rate in (0, 1, 500, 1000, 2000, 3333, 5000, 9999, 10_000):
                if not isclose(low, rate, abs_tol=1e-6):
                    assert lower_bound_exceeds(k, n, rate) == (low > rate), (k, n, rate)


def test_at_the_edges() -> None:
    """Of nothing nothing is known; none of n is surely 0 from below, all of n surely 100 % from above."""
    assert bounds(0, 0) == (0, 10_000) and not lower_bound_exceeds(0, 0, 0)
    for n in (1, 10, 10**6):
        assert bounds(0, n)[0] == 0 and bounds(n, n)[1] == 10_000
        assert not lower_bound_exceeds(0, n, 0) and lower_bound_exceeds(n, n, 0)
        assert not lower_bound_exceeds(n, n, 10_000)
        assert bounds(0, n)[1] == 10_000 - bounds(n, n)[0]
    assert bounds(1, 1) == (2065, 10_000)


def test_the_published_example() -> None:
    """81 among 263 is between 25.53 % and 36.62 % (R. G. Newcombe, Statistics in Medicine 17, 1998), here outward."""
    assert bounds(10, 20) == (2992, 7008)
    assert bounds(81, 263) == (2552, 3663)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_what_is_no_rate_is_refused(k: int, n: int) -> None:
    """More than all, or fewer than none, is a mistake of who asks."""
    with pytest.raises(ValueError, match="is no rate"):
        bounds(k, n)


def test_more_grants_never_lower_it_and_more_cases_never_raise_it() -> None:
    """What is left out of a first count rests on this."""
    for n in range(1, 60):
        for k in range(n):
            assert bounds(k, n)[0] <= bounds(k + 1, n)[0]
            assert bounds(k, n)[0] >= bounds(k, n + 1)[0]
            assert bounds(k, k)[0] <= bounds(k + 1, k + 1)[0]
