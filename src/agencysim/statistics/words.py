"""Numbers in words: with as many digits as are known."""

from __future__ import annotations

from math import floor, log10

from agencysim.language import tr


def figure(value: float, uncertainty: float | None = None) -> str:
    """Return a number to two digits of its uncertainty, or to four of its own if that is not known.

    >>> figure(1234.5678, 0.0123), figure(1234.5678, 345.6), figure(0.012345)
    ('1,234.568', '1,235', '0.01235')
    """
    to, digits = (uncertainty, 2) if uncertainty else (value, 4)
    decimals = digits - 1 - floor(log10(abs(to))) if to else 0
    return f"{value:,.{min(12, max(0, decimals))}f}"


def percent(level: float) -> str:
    """Return a level in percent, such as ``95 %`` or ``99.17 %``."""
    return f"{100 * level:.4g} %"


def range_in_words(low: float | None, high: float | None, level: float) -> str:
    """Return an interval in words; an end that is not known is told to be open."""
    width = high - low if low is not None and high is not None else None
    low_text, high_text = (tr("open") if end is None else figure(end, width and width / 2) for end in (low, high))
    return tr("{level} interval {low} to {high}", level=percent(level), low=low_text, high=high_text)


def with_remark(found: str, remark: object) -> str:
    """Return what was found, with what else is to be known of it."""
    return tr("{found}; {remark}", found=found, remark=remark)
