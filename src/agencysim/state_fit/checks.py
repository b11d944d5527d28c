"""Whether a state can be, and fits the scenario that is to go on from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from agencysim.errors import Problem
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import dotted, listed
from agencysim.state_fit.job_checks import OTHER_AGENCY, Heir, wrong_with_job
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.scenario import Scenario
    from agencysim.scenario.paths import Place
    from agencysim.staff import Staff
    from agencysim.state import OvertimeGrant, ShelfState, State
    from agencysim.state_fit.names import Names

LONGEST_GRANT = 7 * DAY
"""No overtime is granted for longer in one go, in seconds."""


def problems(scenario: Scenario, staff: Staff, state: State, names: Names) -> list[Problem]:
    """Return everything that cannot be or does not fit, by its place in the state's file.

    Parameters
    ----------
    scenario, staff
        That is to go on, and its resources.
    state
        With everybody by the name of the scenario.
    names
        Who is who.
    """
    found = [*_wrong(scenario, staff, state, names)]
    return [Problem(each.what, each.remedy, dotted(each.place), state.file) for each in found]


def _wrong(scenario: Scenario, staff: Staff, state: State, names: Names) -> Iterator[Finding]:
    start = scenario.start
    if state.start != start:
        what = tr(
            "the state counts its moments from {start}, the scenario from {start2}", start=state.start, start2=start
        )
        yield Finding(("start",), what, tr(OTHER_AGENCY))
    yield from _jobs_twice(state)
    for number in range(len(state.jobs)):
        yield from wrong_with_job(Heir(scenario, staff, names), state, number)
    yield from _children(state)
    yield from _in_two_places(state)
    yield from _wrong_absences(state, names)
    yield from _wrong_overtime(state, names)
    for name, shelf in state.stock.items():
        if name in scenario.materials:
            yield from _wrong_shelf(name, shelf, state.time)
        else:
            what = tr("{name!r} is in stock, but is no material of the scenario", name=name)
            yield Finding(("stock", name), what, tr(OTHER_AGENCY))


def _jobs_twice(state: State) -> Iterator[Finding]:
    """Yield jobs of one name, and jobs that would have the same chance."""
    for name, count in Counter(job.id for job in state.jobs).items():
        if count > 1:
            yield Finding(
                ("jobs",),
                tr("job {name} is there {count} times", name=name, count=count),
                tr("every job needs a name of its own"),
            )
    first: dict[int, str] = {}
    for number, job in enumerate(state.jobs):
        other = first.setdefault(int(job.key, 16), job.id)
        if other != job.id:
            what = tr("jobs {other} and {id} have the same key {key}", other=other, id=job.id, key=job.key)
            yield Finding(("jobs", number, "key"), what, tr("every job needs a key of its own"))


def _children(state: State) -> Iterator[Finding]:
    """Yield jobs whose parents are open and know of fewer children of their type."""
    parents = {job.id: job for job in state.jobs}
    for number, job in enumerate(state.jobs):
        ordinal = job.ordinal
        if ordinal is None or job.parent not in parents:
            continue
        born = parents[job.parent].births.get(job.job_type, 0)
        if born < ordinal:
            what = tr(
                "job {id} is {job_type} number {ordinal} of job {parent}, whose births say {born}",
                id=job.id,
                job_type=job.job_type,
                ordinal=ordinal,
                parent=job.parent,
                born=born,
            )
            yield Finding(("jobs", number, "id"), what, tr("births must count all children that there have been"))


def _in_two_places(state: State) -> Iterator[Finding]:
    """Yield who is at two tasks, or away and at one."""
    places: dict[str, list[Place]] = defaultdict(list)
    tasks: dict[str, list[str]] = defaultdict(list)
    for number, job in enumerate(state.jobs):
        for at, visit in enumerate(job.open):
            for name in (*visit.people, *visit.units):
                places[name].append(("jobs", number, "open", at))
                tasks[name].append(f"{job.id} {visit.step}")
    for name, where in places.items():
        if len(where) > 1:
            what = tr("{name!r} is at several tasks at once: {tasks}", name=name, tasks=listed(tasks[name]))
            yield Finding(where[-1], what, tr("everybody can be at one only"))
    for number, away in enumerate(state.away):
        if away.resource in places:
            what = tr("{resource!r} is away and at work", resource=away.resource)
            yield Finding(
                ("away", number),
                what,
                tr("take them off {places}, or off 'away'", places=dotted(places[away.resource][0])),
            )


def _wrong_absences(state: State, names: Names) -> Iterator[Finding]:
    for number, away in enumerate(state.away):
        place, who = ("away", number), away.resource
        if who in names.index:
            kind = "sick" if names.is_person(who) else "broken"
            if away.kind != kind:
                yield Finding(
                    (*place, "kind"),
                    f"{who!r} is {away.kind}",
                    tr("people are sick, things broken: {kind!r}", kind=kind),
                )
        elif not names.has_gone(who):
            yield Finding(
                (*place, "resource"), tr("{who!r} is away, but is nobody of the scenario", who=who), tr(OTHER_AGENCY)
            )
        if away.start > state.time:
            what = tr(
                "{who!r} is away from {start} s on, after the state's own moment {time} s",
                who=who,
                start=away.start,
                time=state.time,
            )
            yield Finding((*place, "start"), what, tr("only what has begun belongs to a state"))
        if away.until <= state.time:
            what = tr("{who!r} is away until a moment that is past, {until} s", who=who, until=away.until)
            yield Finding(
                (*place, "until"), what, tr("it must be after the state's own moment {time} s", time=state.time)
            )


def _wrong_overtime(state: State, names: Names) -> Iterator[Finding]:
    last: dict[str, OvertimeGrant] = {}
    for number, grant in sorted(enumerate(state.overtime), key=lambda each: each[1].start):
        place, who = ("overtime", number), grant.person
        if not (names.is_person(who) or names.has_gone(who)):
            yield Finding(
                (*place, "person"),
                tr("{who!r} is in overtime, but is nobody of the scenario", who=who),
                tr(OTHER_AGENCY),
            )
        if grant.start > state.time:
            what = tr(
                "{who!r} is in overtime from {start} s on, after the state's own moment {time} s",
                who=who,
                start=grant.start,
                time=state.time,
            )
            yield Finding((*place, "start"), what, tr("only what has been granted belongs to a state"))
        if not 0 < grant.until - grant.start <= LONGEST_GRANT:
            what = tr(
                "{who!r} is in overtime from {start} s until {until} s", who=who, start=grant.start, until=grant.until
            )
            yield Finding(
                (*place, "until"),
                what,
                tr("it must end after it starts, within {longest_grant} s", longest_grant=LONGEST_GRANT),
            )
        if who in last and last[who].until > grant.start:
            what = tr(
                "{who!r} is in overtime from {start} s on, and from {start2} s on until later",
                who=who,
                start=grant.start,
                start2=last[who].start,
            )
            yield Finding(place, what, tr("nobody can be in overtime twice at a time"))
        last[who] = grant


def _wrong_shelf(name: str, shelf: ShelfState, now: int) -> Iterator[Finding]:
    for number, count in Counter(order.number for order in shelf.open).items():
        if count > 1:
            what = tr("{name!r} has {count} open orders of number {number}", name=name, count=count, number=number)
            yield Finding(("stock", name, "open"), what, tr("every order needs a number of its own"))
    for at, order in enumerate(shelf.open):
        place = ("stock", name, "open", at)
        if order.number > shelf.orders:
            what = tr(
                "{name!r} has an open order of number {number}, but has been ordered {orders} times",
                name=name,
                number=order.number,
                orders=shelf.orders,
            )
            yield Finding(
                (*place, "number"), what, tr("orders are numbered from 1 on, and 'orders' says how many there were")
            )
        if not order.quantity:
            what = tr("{name!r} has an open order of nothing", name=name)
            yield Finding((*place, "quantity"), what, tr("give a quantity above 0, or take the order out"))
        if order.ordered > now:
            what = tr(
                "{name!r} is ordered at {ordered} s, after the state's own moment {now} s",
                name=name,
                ordered=order.ordered,
                now=now,
            )
            yield Finding((*place, "ordered"), what, tr("only what has been ordered belongs to a state"))
