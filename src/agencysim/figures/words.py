"""What limits an agency, and whether its dates are held, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.figures.adequacy import Load, Verdict
from agencysim.figures.core import NOT_OURS

if TYPE_CHECKING:
    from agencysim.figures.adequacy import Adequacy, Staffing
    from agencysim.figures.core import CoreFigures, OnTime, Waiting

OFTEN = 20
"""Visits from which on a mean waiting time is worth naming."""
WORTH_NAMING = 0.1
"""Share of the waiting that the agency has in its hands from which on a whole crew is named as what is waited for."""
TOGETHER = " + "
"""What stands between the parts of a cause that a task needs at once."""


def in_words(it: Adequacy, core: CoreFigures, target: float | None) -> tuple[str, ...]:
    """Say in English how busy people and things are, what is scarce, whether the staffing is adequate, and the dates.

    Where fewer dates are held than are wanted though nobody is overloaded, the sum-up says that load does not explain
    it, and what jobs waited for.

    Parameters
    ----------
    it
        The load.
    core
        The figures of the same time.
    target
        Share of the dates that is to be held.
    """
    told = (
        _who_is_busy(it),
        _what_is_scarce(it),
        _what_must_come_together(core),
        _whether_adequate(it, core.on_time, target),
        *dates_in_words(core, target),
    )
    return tuple(text for text in told if text)


# -- load ------------------------------------------------------------------------------------------------------


def _who_is_busy(it: Adequacy) -> str:
    """Name roles and units that are busy, those waited for longest first, then who has little to do.

    Those are departments; roles if there are no departments.
    """
    parts = [(_named(name, role), role) for name, role in it.roles.items()]
    parts += [(_unit(name), unit) for name, unit in it.units.items()]
    busy = [(name, part) for name, part in parts if part.load in (Load.OVERLOADED, Load.BUSY)]
    busy.sort(key=lambda pair: -(pair[1].waiting or 0.0))
    told = [f"{name}: {_load_and_waiting(part)}" for name, part in busy]
    for name, part in (it.departments or it.roles).items():
        if part.load in (Load.IDLE, Load.LIGHT):
            who = _words(name) if it.departments else _named(name, part)
            told.append(f"{who} idle {_percent(part.idle)}")
    return "; ".join(told)


def _load_and_waiting(part: Staffing) -> str:
    load = "nobody there" if part.utilisation is None else f"{_percent(part.utilisation)} busy"
    return f"{load}, {_percent(part.waiting)} of all waiting" if part.waiting else load


def _what_is_scarce(it: Adequacy) -> str:
    if it.bottleneck is None:
        things = ", and no machine or vehicle" if it.units else ""
        return f"No role{things} is so busy that it is the bottleneck."
    role = it.roles.get(it.bottleneck)
    if role is not None:
        return f"By load and waiting the bottleneck is {_named(it.bottleneck, role)}: {_load_and_waiting(role)}."
    unit = it.units[it.bottleneck]
    hours = "its hours" if unit.people == 1 else "their hours"
    return (
        f"By load and waiting the bottleneck is {_unit(it.bottleneck)}: {_percent(unit.utilisation)} of {hours}, "
        f"{_percent(unit.waiting)} of all waiting."
    )


def _what_must_come_together(core: CoreFigures) -> str:
    """Name the machine or vehicle for whose crews jobs waited most, or the crew without one, if that is much."""
    own = _own(core)
    together = {tuple(cause.split(TOGETHER)): wait.share for cause, wait in own.items() if TOGETHER in cause}
    shares = {_words(TOGETHER.join(c)): share for c, share in together.items() if core.equipment.keys().isdisjoint(c)}
    for name, unit in core.equipment.items():
        who = f"{_unit(name)} and its crew (used for {_percent(unit.utilisation)} of the hours)"
        shares[who] = sum(share for cause, share in together.items() if name in cause)
    most = max(shares, key=lambda who: shares[who], default="")
    share = shares[most] / sum(wait.share for wait in own.values()) if most and own else 0.0
    if share < WORTH_NAMING:
        return ""
    waits = f"{_percent(share)} of the waiting that the agency has in its hands"
    return f"Of what must come together, jobs waited most for {most}: {waits}."


def _whether_adequate(it: Adequacy, dates: OnTime, target: float | None) -> str:
    if it.verdict == Verdict.UNKNOWN:
        return "Whether the staffing is adequate cannot be said: nobody was there, and nothing waited."
    is_late = target is not None and dates.share is not None and dates.share < target
    by_load = {
        Verdict.ADEQUATE: "adequate",
        Verdict.SHORT: "not adequate",
        Verdict.UNEVEN: "not adequate, and uneven",
        Verdict.AMPLE: "more than adequate",
    }[it.verdict]
    says = f"By load the staffing is {by_load}"
    if is_late and it.verdict in (Verdict.ADEQUATE, Verdict.AMPLE):
        says = f"Load does not explain that too few dates are held, since by load the staffing is {by_load}"
    return f"{says}: {', '.join(_numbers(it))}."


def _numbers(it: Adequacy) -> list[str]:
    overloaded = [_named(name, role) for name, role in it.roles.items() if role.load == Load.OVERLOADED]
    idle = sum(role.load == Load.IDLE for role in it.roles.values())
    numbers = [f"{len(overloaded) or 'none'} of {len(it.roles)} roles overloaded", f"{idle or 'none'} idle"]
    if overloaded:
        numbers[0] += f" ({', '.join(overloaded)})"
    if it.utilisation is not None:
        numbers.append(f"people worked {_percent(it.utilisation)} of their hours")
    if it.tasks:
        numbers.append(f"a task waited {it.waiting_hours / it.tasks:.1f} h on average")
    return numbers


def _named(name: str, it: Staffing) -> str:
    """Return the name of a role in words, in the plural if several hold it."""
    words = _words(name)
    return words if it.people <= 1 or words.endswith("s") else f"{words}s"


def _unit(name: str) -> str:
    return f"the {_words(name)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0.0):.0f} %"


# -- dates -----------------------------------------------------------------------------------------------------


def dates_in_words(core: CoreFigures, target: float | None) -> tuple[str, ...]:
    """Say in English how many dates were held, and what jobs waited for: longest on average, and most in all."""
    on_time = core.on_time
    if on_time.share is None:
        return ("No date was due.",)
    wanted = "" if target is None else f", {_percent(target)} wanted"
    dates = "1 date was" if on_time.due == 1 else f"{on_time.due:,} dates were"
    held = f"{_percent(on_time.share)} of {dates} held{wanted}"
    own = _own(core)
    often = {cause: wait for cause, wait in own.items() if wait.visits >= OFTEN} or own
    if not often:
        return (f"{held}.",)
    longest, most = max(often, key=lambda c: often[c].mean_hours), max(own, key=lambda c: own[c].share)
    waits = [f"longest for {_wait(longest, own[longest])}"]
    if most != longest:
        waits.append(f"most in all for {_wait(most, own[most])}")
    return (f"{held}; of what the agency has in its hands, jobs waited {', and '.join(waits)}.",)


def _own(core: CoreFigures) -> dict[str, Waiting]:
    """Return the waiting for what the agency has in its hands, by cause."""
    return {cause: wait for cause, wait in core.waiting.items() if cause not in NOT_OURS and wait.mean_hours}


def _wait(cause: str, wait: Waiting) -> str:
    return f"{_words(cause)} ({wait.mean_hours:,.1f} h on average, {wait.visits:,} times)"
