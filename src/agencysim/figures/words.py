"""What limits an agency, and whether its dates are held, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.figures.adequacy import Load, Verdict
from agencysim.figures.core import NOT_OURS
from agencysim.language import APART, ENGLISH, joined, language, name_in_language, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.figures.adequacy import Adequacy, Staffing
    from agencysim.figures.core import CoreFigures, OnTime, Waiting

    Called = Callable[[str], str]
    """Gives the name of a role, a skill, a unit or a department as it is shown."""

OFTEN = 20
"""Visits from which on a mean waiting time is worth naming."""
WORTH_NAMING = 0.1
"""Share of the waiting that the agency has in its hands from which on a whole crew is named as what is waited for."""
TOGETHER = " + "
"""What stands between the parts of a cause that a task needs at once."""


def in_words(
    it: Adequacy, core: CoreFigures, target: float | None, labels: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Say how busy people and things are, what is scarce, whether the staffing is adequate, and the dates.

    Where fewer dates are held than are wanted though nobody is overloaded, the sum-up says that load does not explain
    it, and what jobs waited for. The sentences are in the language in use.

    Parameters
    ----------
    it
        The load.
    core
        The figures of the same time.
    target
        Share of the dates that is to be held.
    labels
        What departments, roles, skills and units are called in the agency's language.
    """
    called = _called(labels)
    told = (
        _who_is_busy(it, called),
        _what_is_scarce(it, called),
        _what_must_come_together(core, called),
        _whether_adequate(it, core.on_time, target, called),
        *dates_in_words(core, target, labels),
    )
    return tuple(text for text in told if text)


def _called(labels: Mapping[str, str] | None) -> Called:
    known = labels or {}
    return lambda name: name_in_language(name, known.get(name, ""))


# -- load ------------------------------------------------------------------------------------------------------


def _who_is_busy(it: Adequacy, called: Called) -> str:
    """Name roles and units that are busy, those waited for longest first, then who has little to do.

    Those are departments; roles if there are no departments.
    """
    parts = [(_named(called(name), role), role) for name, role in it.roles.items()]
    parts += [(_unit(called(name)), unit) for name, unit in it.units.items()]
    busy = [(name, part) for name, part in parts if part.load in (Load.OVERLOADED, Load.BUSY)]
    busy.sort(key=lambda pair: -(pair[1].waiting or 0.0))
    told = [tr("{who}: {load}", who=name, load=_load_and_waiting(part)) for name, part in busy]
    for name, part in (it.departments or it.roles).items():
        if part.load in (Load.IDLE, Load.LIGHT):
            who = called(name) if it.departments else _named(called(name), part)
            told.append(tr("{who} idle {share}", who=who, share=_percent(part.idle)))
    return joined(told, APART)


def _load_and_waiting(part: Staffing) -> str:
    share = part.utilisation
    load = tr("nobody there") if share is None else tr("{share} busy", share=_percent(share))
    if not part.waiting:
        return load
    return tr("{load}, {share} of all waiting", load=load, share=_percent(part.waiting))


def _what_is_scarce(it: Adequacy, called: Called) -> str:
    if it.bottleneck is None:
        if it.units:
            return tr("No role, and no machine or vehicle is so busy that it is the bottleneck.")
        return tr("No role is so busy that it is the bottleneck.")
    role = it.roles.get(it.bottleneck)
    if role is not None:
        who, load = _named(called(it.bottleneck), role), _load_and_waiting(role)
    else:
        unit = it.units[it.bottleneck]
        who = _unit(called(it.bottleneck))
        load = tr(
            "{share} of the hours, {waiting} of all waiting",
            share=_percent(unit.utilisation),
            waiting=_percent(unit.waiting),
        )
    return tr("By load and waiting the bottleneck is {who}: {load}.", who=who, load=load)


def _what_must_come_together(core: CoreFigures, called: Called) -> str:
    """Name the machine or vehicle for whose crews jobs waited most, or the crew without one, if that is much."""
    own = _own(core)
    together = {tuple(cause.split(TOGETHER)): wait.share for cause, wait in own.items() if TOGETHER in cause}
    shares = {
        TOGETHER.join(map(called, c)): share for c, share in together.items() if core.equipment.keys().isdisjoint(c)
    }
    for name, unit in core.equipment.items():
        who = tr(
            "{unit} and its crew (used for {share} of the hours)",
            unit=_unit(called(name)),
            share=_percent(unit.utilisation),
        )
        shares[who] = sum(share for cause, share in together.items() if name in cause)
    most = max(shares, key=lambda who: shares[who], default="")
    share = shares[most] / sum(wait.share for wait in own.values()) if most and own else 0.0
    if share < WORTH_NAMING:
        return ""
    return tr(
        "Of what must come together, jobs waited most for {who}: "
        "{share} of the waiting that the agency has in its hands.",
        who=most,
        share=_percent(share),
    )


def _whether_adequate(it: Adequacy, dates: OnTime, target: float | None, called: Called) -> str:
    if it.verdict == Verdict.UNKNOWN:
        return tr("Whether the staffing is adequate cannot be said: nobody was there, and nothing waited.")
    is_late = target is not None and dates.share is not None and dates.share < target
    by_load = {
        Verdict.ADEQUATE: tr("adequate"),
        Verdict.SHORT: tr("not adequate"),
        Verdict.UNEVEN: tr("not adequate, and uneven"),
        Verdict.AMPLE: tr("more than adequate"),
    }[it.verdict]
    numbers = joined(_numbers(it, called))
    if is_late and it.verdict in (Verdict.ADEQUATE, Verdict.AMPLE):
        return tr(
            "Load does not explain that too few dates are held, since by load the staffing is {adequate}: {numbers}.",
            adequate=by_load,
            numbers=numbers,
        )
    return tr("By load the staffing is {adequate}: {numbers}.", adequate=by_load, numbers=numbers)


def _numbers(it: Adequacy, called: Called) -> list[str]:
    overloaded = [_named(called(name), role) for name, role in it.roles.items() if role.load == Load.OVERLOADED]
    idle = sum(role.load == Load.IDLE for role in it.roles.values())
    none = tr("none")
    told = tr("{n} of {total} roles overloaded", n=len(overloaded) or none, total=len(it.roles))
    if overloaded:
        told += tr(" ({who})", who=joined(overloaded))
    numbers = [told, tr("{n} idle", n=idle or none)]
    if it.utilisation is not None:
        numbers.append(tr("people worked {share} of their hours", share=_percent(it.utilisation)))
    if it.tasks:
        numbers.append(tr("a task waited {hours:.1f} h on average", hours=it.waiting_hours / it.tasks))
    return numbers


def _named(name: str, it: Staffing) -> str:
    """Return the name of a role, in English in the plural if several hold it."""
    return name if language() != ENGLISH or it.people <= 1 or name.endswith("s") else f"{name}s"


def _unit(name: str) -> str:
    return tr("the {unit}", unit=name)


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0.0):.0f} %"


# -- dates -----------------------------------------------------------------------------------------------------


def dates_in_words(core: CoreFigures, target: float | None, labels: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Say how many dates were held, and what jobs waited for: longest on average, and most in all."""
    on_time, called = core.on_time, _called(labels)
    if on_time.share is None:
        return (tr("No date was due."),)
    share = _percent(on_time.share)
    held = tr_n("{share} of {n} date was held", "{share} of {n:,} dates were held", on_time.due, share=share)
    if target is not None:
        held = tr("{held}, {target} wanted", held=held, target=_percent(target))
    own = _own(core)
    often = {cause: wait for cause, wait in own.items() if wait.visits >= OFTEN} or own
    if not often:
        return (tr("{held}.", held=held),)
    longest, most = max(often, key=lambda c: often[c].mean_hours), max(own, key=lambda c: own[c].share)
    waits = tr("longest for {what}", what=_wait(longest, own[longest], called))
    if most != longest:
        waits = tr("{longest}, and most in all for {what}", longest=waits, what=_wait(most, own[most], called))
    return (tr("{held}; of what the agency has in its hands, jobs waited {waits}.", held=held, waits=waits),)


def _own(core: CoreFigures) -> dict[str, Waiting]:
    """Return the waiting for what the agency has in its hands, by cause."""
    return {cause: wait for cause, wait in core.waiting.items() if cause not in NOT_OURS and wait.mean_hours}


def _wait(cause: str, wait: Waiting, called: Called) -> str:
    return tr(
        "{what} ({hours:,.1f} h on average, {n:,} times)",
        what=TOGETHER.join(map(called, cause.split(TOGETHER))),
        hours=wait.mean_hours,
        n=wait.visits,
    )
