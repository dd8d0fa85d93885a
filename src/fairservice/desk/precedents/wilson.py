"""How sure a rate is: Wilson's interval (95 %), worked out in whole numbers only, so that it decides the same anywhere.

Wilson's interval of `k` among `n` holds each rate `r` with `(k/n - r)² ≤ z²·r·(1 - r)/n` (E. B. Wilson, Probable
inference, the law of succession, and statistical inference, JASA 22, 1927). Rates are in hundredths of a percent.
"""

from __future__ import annotations

WHOLE = 10_000
"""All of them: 100 % in hundredths of a percent."""
_Z = 1_959_964
"""The 97.5 % quantile of the normal distribution, in millionths: 1.959964."""
_MILLION = 1_000_000


def lower_bound_exceeds(k: int, n: int, rate: int) -> bool:
    """Whether the lower bound of `k` among `n` is above a rate. Of nothing, nothing is known: never."""
    _check(k, n)
    above = WHOLE * k - rate * n
    return above > 0 and _outside(above, n, rate) > 0


def bounds(k: int, n: int) -> tuple[int, int]:
    """The lower and the upper bound of `k` among `n`, rounded outward; of nothing 0 and 10000."""
    _check(k, n)
    return (_lower(k, n), WHOLE - _lower(n - k, n)) if n else (0, WHOLE)


def _lower(k: int, n: int) -> int:
    """The largest whole rate that is not above the lower bound."""
    low, high = 0, WHOLE
    while low < high:
        middle = (low + high + 1) // 2
        above = WHOLE * k - middle * n
        if above > 0 and _outside(above, n, middle) >= 0:
            low = middle
        else:
            high = middle - 1
    return low


def _outside(above: int, n: int, rate: int) -> int:
    """Above zero where the rate is outside of the interval, zero at its bound, with both sides multiplied out."""
    return above * above * _MILLION * _MILLION - _Z * _Z * rate * (WHOLE - rate) * n


def _check(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no rate")
