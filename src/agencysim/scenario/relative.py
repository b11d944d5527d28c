"""Relative changes, such as ``+1`` or ``x1.2``, of numbers and lengths of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from agencysim.language import tr
from agencysim.scenario.source import kind_of
from agencysim.values import MINUTE, Duration

_DIGITS = r"[0-9]{1,30}(?:\.[0-9]{1,30})?"
_NUMBER = re.compile(rf"-?{_DIGITS}")
_SCALE = re.compile(rf"[x×]\s*({_DIGITS})")
_PERCENT = re.compile(rf"([+-])\s*({_DIGITS})\s*%")
_SHIFT = re.compile(r"([+-])\s*([0-9].*)")


@dataclass(frozen=True)
class Scale:
    """Multiplies what is there by a factor."""

    factor: Decimal


@dataclass(frozen=True)
class Shift:
    """Adds to what is there, or takes from it, as the sign says."""

    sign: int
    amount: Decimal | Duration


def change_in(text: str) -> Scale | Shift | None:
    """Return the change that ``x1.2``, ``+20%``, ``-1`` or ``+30m`` means; ``None`` for other text."""
    if match := _SCALE.fullmatch(text):
        return Scale(Decimal(match[1]))
    if match := _PERCENT.fullmatch(text):
        return Scale(1 + Decimal(match[1] + match[2]) / 100)
    match = _SHIFT.fullmatch(text)
    amount = _amount(match[2]) if match else None
    return None if match is None or amount is None else Shift(int(match[1] + "1"), amount)


def changed(current: object, change: Scale | Shift) -> object:
    """Return a number, a duration or three of them (``30m / 1h / 3h``) with a change made.

    Whole numbers stay whole where the result is; durations come back as text.

    Raises
    ------
    ValueError
        If the change does not fit what is there.
    """
    if isinstance(current, bool) or not isinstance(current, int | float | str | Duration):
        raise ValueError(
            tr("{current} cannot be changed in this way, only numbers and durations", current=kind_of(current))
        )
    if isinstance(current, int | float) and not (current == 0 and _is_in_time(change)):
        return _like(current, _number(Decimal(str(current)), change))
    return " / ".join(_changed_text(part.strip(), change) for part in str(current).split("/"))


def _amount(text: str) -> Decimal | Duration | None:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    try:
        return Duration.parse(text)
    except ValueError:
        return None


def _is_in_time(change: Scale | Shift) -> bool:
    return isinstance(change, Shift) and isinstance(change.amount, Duration)


def _like(before: float, after: Decimal) -> float:
    whole = isinstance(before, int) and after == after.to_integral_value()
    return int(after) if whole else float(after)


def _changed_text(text: str, change: Scale | Shift) -> str:
    if _NUMBER.fullmatch(text) and not (Decimal(text) == 0 and _is_in_time(change)):
        return f"{_number(Decimal(text), change).normalize():f}"
    if _amount(text) is None:
        raise ValueError(tr("{text!r} cannot be changed in this way, only numbers and durations", text=text))
    return str(_duration(Duration.parse(text), change))


def _number(before: Decimal, change: Scale | Shift) -> Decimal:
    if isinstance(change, Scale):
        return before * change.factor
    if isinstance(change.amount, Duration):
        raise ValueError(tr("a plain number stands there, and {amount} is a length of time", amount=change.amount))
    return before + change.sign * change.amount


def _duration(before: Duration, change: Scale | Shift) -> Duration:
    if isinstance(change, Scale):
        return Duration(_rounded(before.seconds * float(change.factor)), before.working)
    if not isinstance(change.amount, Duration):
        raise ValueError(tr("a length of time stands there: say how much longer or shorter, such as +30m"))
    working = change.amount.working if before.seconds == 0 else before.working
    if change.amount.working != working:
        raise ValueError(tr("working days and time on the clock do not add up: use the same for both"))
    seconds = before.seconds + change.sign * change.amount.seconds
    if seconds < 0:
        raise ValueError(
            tr(
                "{before} is shorter than {amount}: less than nothing would be left",
                before=before,
                amount=change.amount,
            )
        )
    return Duration(seconds, working)


def _rounded(seconds: float) -> float:
    """Return whole seconds; below a minute, where they matter, thousandths."""
    return round(seconds) if seconds >= MINUTE else round(seconds, 3)
