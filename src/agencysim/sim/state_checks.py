"""Whether a state can be, and fits the scenario that is to go on from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from agencysim.errors import Problem
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import dotted
from agencysim.sim.state_job_checks import OTHER_AGENCY, wrong_with_job
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.scenario.paths import Place
    from agencysim.sim.run import Run
    from agencysim.sim.state_names import Names
    from agencysim.state import OvertimeGrant, ShelfState, State

LONGEST_GRANT = 7 * DAY
"""No overtime is granted for longer in one go, in seconds."""


def problems(run: Run, state: State, names: Names) -> list[Problem]:
    """Return everything that cannot be or does not fit, by its place in the state's file.

    Parameters
    ----------
    run
        That is to go on.
    state
        With everybody by the name of the run's scenario.
    names
        Who is who.
    """
    found = [*_wrong(run, state, names)]
    return [Problem(each.what, each.remedy, dotted(each.place), state.file) for each in found]


def _wrong(run: Run, state: State, names: Names) -> Iterator[Finding]:
    start = run.scenario.start
    if state.start != start:
        what = f"the state counts its moments from {state.start}, the scenario from {start}"
        yield Finding(("start",), what, OTHER_AGENCY)
    yield from _jobs_twice(state)
    for number in range(len(state.jobs)):
        yield from wrong_with_job(run, state, names, number)
    yield from _children(state)
    yield from _in_two_places(state)
    yield from _wrong_absences(state, names)
    yield from _wrong_overtime(state, names)
    for name, shelf in state.stock.items():
        if name in run.stockroom.shelves:
            yield from _wrong_shelf(name, shelf, state.time)
        else:
            what = f"{name!r} is in stock, but is no material of the scenario"
            yield Finding(("stock", name), what, OTHER_AGENCY)


def _jobs_twice(state: State) -> Iterator[Finding]:
    """Yield jobs of one name, and jobs that would have the same chance."""
    for name, count in Counter(job.id for job in state.jobs).items():
        if count > 1:
            yield Finding(("jobs",), f"job {name} is there {count} times", "every job needs a name of its own")
    first: dict[int, str] = {}
    for number, job in enumerate(state.jobs):
        other = first.setdefault(int(job.key, 16), job.id)
        if other != job.id:
            what = f"jobs {other} and {job.id} have the same key {job.key}"
            yield Finding(("jobs", number, "key"), what, "every job needs a key of its own")


def _children(state: State) -> Iterator[Finding]:
    """Yield jobs whose parents are open and know of fewer children of their type."""
    parents = {job.id: job for job in state.jobs}
    for number, job in enumerate(state.jobs):
        ordinal = job.ordinal
        if ordinal is None or job.parent not in parents:
            continue
        born = parents[job.parent].births.get(job.job_type, 0)
        if born < ordinal:
            what = f"job {job.id} is {job.job_type} number {ordinal} of job {job.parent}, whose births say {born}"
            yield Finding(("jobs", number, "id"), what, "births must count all children that there have been")


def _in_two_places(state: State) -> Iterator[Finding]:
    """Yield who is at two tasks, or away and at one."""
    places: dict[str, list[Place]] = defaultdict(list)
    for number, job in enumerate(state.jobs):
        for at, visit in enumerate(job.open):
            for name in (*visit.people, *visit.units):
                places[name].append(("jobs", number, "open", at))
    for name, tasks in places.items():
        if len(tasks) > 1:
            what = f"{name!r} is at {len(tasks)} tasks at once"
            others = ", ".join(dotted(place) for place in tasks[:-1])
            yield Finding(tasks[-1], what, f"everybody can be at one only, and is at {others} already")
    for number, away in enumerate(state.away):
        if away.resource in places:
            what = f"{away.resource!r} is away and at work"
            yield Finding(("away", number), what, f"take them off {dotted(places[away.resource][0])}, or off 'away'")


def _wrong_absences(state: State, names: Names) -> Iterator[Finding]:
    for number, away in enumerate(state.away):
        place, who = ("away", number), away.resource
        if who in names.index:
            kind = "sick" if names.is_person(who) else "broken"
            if away.kind != kind:
                yield Finding((*place, "kind"), f"{who!r} is {away.kind}", f"people are sick, things broken: {kind!r}")
        elif not names.has_gone(who):
            yield Finding((*place, "resource"), f"{who!r} is away, but is nobody of the scenario", OTHER_AGENCY)
        if away.start > state.time:
            what = f"{who!r} is away from {away.start} s on, after the state's own moment {state.time} s"
            yield Finding((*place, "start"), what, "only what has begun belongs to a state")
        if away.until <= state.time:
            what = f"{who!r} is away until a moment that is past, {away.until} s"
            yield Finding((*place, "until"), what, f"it must be after the state's own moment {state.time} s")


def _wrong_overtime(state: State, names: Names) -> Iterator[Finding]:
    last: dict[str, OvertimeGrant] = {}
    for number, grant in sorted(enumerate(state.overtime), key=lambda each: each[1].start):
        place, who = ("overtime", number), grant.person
        if not (names.is_person(who) or names.has_gone(who)):
            yield Finding((*place, "person"), f"{who!r} is in overtime, but is nobody of the scenario", OTHER_AGENCY)
        if grant.start > state.time:
            what = f"{who!r} is in overtime from {grant.start} s on, after the state's own moment {state.time} s"
            yield Finding((*place, "start"), what, "only what has been granted belongs to a state")
        if not 0 < grant.until - grant.start <= LONGEST_GRANT:
            what = f"{who!r} is in overtime from {grant.start} s until {grant.until} s"
            yield Finding((*place, "until"), what, f"it must end after it starts, within {LONGEST_GRANT} s")
        if who in last and last[who].until > grant.start:
            what = f"{who!r} is in overtime from {grant.start} s on, and from {last[who].start} s on until later"
            yield Finding(place, what, "nobody can be in overtime twice at a time")
        last[who] = grant


def _wrong_shelf(name: str, shelf: ShelfState, now: int) -> Iterator[Finding]:
    for number, count in Counter(order.number for order in shelf.open).items():
        if count > 1:
            what = f"{name!r} has {count} open orders of number {number}"
            yield Finding(("stock", name, "open"), what, "every order needs a number of its own")
    for at, order in enumerate(shelf.open):
        place = ("stock", name, "open", at)
        if order.number > shelf.orders:
            what = f"{name!r} has an open order of number {order.number}, but has been ordered {shelf.orders} times"
            yield Finding(
                (*place, "number"), what, "orders are numbered from 1 on, and 'orders' says how many there were"
            )
        if not order.quantity:
            what = f"{name!r} has an open order of nothing"
            yield Finding((*place, "quantity"), what, "give a quantity above 0, or take the order out")
        if order.ordered > now:
            what = f"{name!r} is ordered at {order.ordered} s, after the state's own moment {now} s"
            yield Finding((*place, "ordered"), what, "only what has been ordered belongs to a state")
