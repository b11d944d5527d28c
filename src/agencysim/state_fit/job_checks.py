"""Whether an open job of a state can be, and fits the route of its type."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from agencysim.domain import Stock, Wait, Work
from agencysim.language import noted, tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.routes import branch_of
from agencysim.staff import stand_ins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agencysim.domain import Step
    from agencysim.scenario import Scenario
    from agencysim.scenario.paths import Place
    from agencysim.staff import Staff
    from agencysim.state import JobState, State, VisitState
    from agencysim.state_fit.names import Names

OTHER_AGENCY = noted("use a state of the same agency, or one saved from a run of this scenario")
WHEN = noted(
    "a job comes in, comes to a step, waits there and is begun in this order, by the state's own moment {now} s"
)
LET_WAIT = noted("to let it wait: no start, no people, no units, no pace")


class Heir(NamedTuple):
    """Who is to go on from a state: a scenario, its resources, and who is who among them."""

    scenario: Scenario
    staff: Staff
    names: Names


def wrong_with_job(heir: Heir, state: State, number: int) -> Iterator[Finding]:
    """Yield what is wrong with a job of a state, with its place, the job and what would be right.

    Parameters
    ----------
    heir
        Who is to go on.
    state
        With everybody by the name of the scenario.
    number
        Which of its jobs, from 0.
    """
    job, place = state.jobs[number], ("jobs", number)
    yield from _wrong_facts(job, place, state.time)
    yield from _unknown_people(job, place, heir.names)
    job_type = heir.scenario.job_types.get(job.job_type)
    if job_type is None:
        what = tr(
            "job {id} is of type {job_type!r}, which the scenario does not have", id=job.id, job_type=job.job_type
        )
        yield Finding((*place, "job_type"), what, tr(OTHER_AGENCY))
        return
    yield from _unknown_names(heir, job, place)
    route = job_type.route
    known = [(at, visit) for at, visit in enumerate(job.open) if visit.step in route]
    for at, visit in known:
        where = _Where(heir, job, visit, route[visit.step], (*place, "open", at), state.time)
        yield from _wrong_visit(where)
    if len(known) > 1:
        yield from (
            Finding((*place, "open"), tr("job {id} {what}", id=job.id, what=what), remedy)
            for what, remedy in _not_parallel([visit.step for _, visit in known], branch_of(route), 0)
        )


def _wrong_facts(job: JobState, place: Place, now: int) -> Iterator[Finding]:
    if not job.open:
        yield Finding(
            (*place, "open"),
            tr("job {id} is open but stands at no step", id=job.id),
            tr("leave out jobs that are over"),
        )
    if job.parent is not None and job.ordinal is None:
        what = tr(
            "job {id} is no name for a {job_type} that job {parent} has brought about",
            id=job.id,
            job_type=job.job_type,
            parent=job.parent,
        )
        yield Finding(
            (*place, "id"),
            what,
            tr(
                "write {parent}/{job_type}.1, or a later number; or no parent", parent=job.parent, job_type=job.job_type
            ),
        )
    for name in ("arrived", "due_reached"):
        moment = getattr(job, name)
        if moment is not None and moment > now:
            what = tr(
                "job {id} has {name!r} {moment} s, after the state's own moment {now} s",
                id=job.id,
                name=name,
                moment=moment,
                now=now,
            )
            yield Finding((*place, name), what, tr("only what has happened belongs to a state"))


def _unknown_people(job: JobState, place: Place, names: Names) -> Iterator[Finding]:
    """Yield whom the scenario does not have, and machines among people or people among machines."""
    crews = [((*place, "crews", step), crew, True) for step, crew in job.crews.items()]
    for at, visit in enumerate(job.open):
        here = (*place, "open", at)
        crews += [((*here, "people"), visit.people, True), ((*here, "kept_for"), visit.kept_for, True)]
        crews += [((*here, "units"), visit.units, False)]
    for where, crew, people in crews:
        for name in crew:
            if name in names.index and names.is_person(name) != people:
                right = tr("people stand under 'people', machines and vehicles under 'units'")
                yield Finding(
                    where, tr("job {id} has {name!r} among the {where!r}", id=job.id, name=name, where=where[-1]), right
                )
            elif name not in names.index and not names.has_gone(name):
                what = tr("job {id} has {name!r} at work, whom the scenario does not have", id=job.id, name=name)
                yield Finding(where, what, tr(OTHER_AGENCY))


def _unknown_names(heir: Heir, job: JobState, place: Place) -> Iterator[Finding]:
    scenario = heir.scenario
    route = scenario.job_types[job.job_type].route
    steps = [((*place, "open", at, "step"), visit.step) for at, visit in enumerate(job.open)]
    steps += [((*place, field, step), step) for field in ("visits", "crews") for step in getattr(job, field)]
    for where, step in steps:
        if step not in route:
            yield Finding(
                where,
                tr(
                    "job {id} is at {step!r}, which is no step of {job_type}",
                    id=job.id,
                    step=step,
                    job_type=job.job_type,
                ),
                tr(OTHER_AGENCY),
            )
    if job.tier and job.tier not in scenario.tiers:
        what = tr("job {id} is of tier {tier!r}, which the scenario does not have", id=job.id, tier=job.tier)
        yield Finding((*place, "tier"), what, tr(OTHER_AGENCY))
    if job.credit and job.credit not in scenario.credit:
        what = tr("job {id} has credit {credit!r}, which the scenario does not have", id=job.id, credit=job.credit)
        yield Finding((*place, "credit"), what, tr(OTHER_AGENCY))
    for kind in job.births:
        if kind not in scenario.job_types:
            what = tr(
                "job {id} has brought about jobs of type {kind!r}, which the scenario does not have",
                id=job.id,
                kind=kind,
            )
            yield Finding((*place, "births", kind), what, tr(OTHER_AGENCY))


def _not_parallel(
    steps: Sequence[str], within: Mapping[str, Sequence[tuple[str, int]]], depth: int
) -> Iterator[tuple[str, str]]:
    """Yield why a job cannot stand at all of these steps, which are on one branch ``depth`` forks deep."""
    if len(steps) < 2:
        return
    names = " and ".join(dict.fromkeys(repr(step) for step in steps))
    if len(set(steps)) == 1:
        yield tr("stands {steps} times at {names}", steps=len(steps), names=names), tr("it can be there once at a time")
        return
    forks = {within[step][depth][0] if len(within[step]) > depth else None for step in steps}
    if len(forks) > 1 or None in forks:
        yield (
            tr("stands at {names} at once", names=names),
            tr("it can stand at several steps only on different branches of one fork"),
        )
        return
    branches: dict[int, list[str]] = defaultdict(list)
    for step in steps:
        branches[within[step][depth][1]].append(step)
    for branch in branches.values():
        yield from _not_parallel(branch, within, depth + 1)


class _Where(NamedTuple):
    """A visit, with all that is to be known of where it is."""

    heir: Heir
    job: JobState
    visit: VisitState
    step: Step
    place: Place
    now: int

    def finding(self, field: str, what: str, remedy: str) -> Finding:
        return Finding((*self.place, field), tr("job {id} {what}", id=self.job.id, what=what), remedy)


def _wrong_visit(where: _Where) -> Iterator[Finding]:
    job, visit, step = where.job, where.visit, where.step
    if not isinstance(step, Work | Wait | Stock):
        yield where.finding(
            "step", tr("cannot stand at {step!r}, which takes no time", step=visit.step), tr(OTHER_AGENCY)
        )
        return
    visits = job.visits.get(visit.step, 0)
    if visit.attempt != visits:
        what = tr(
            "is at {step!r} at attempt {attempt}, but its visits there are {visits}",
            step=visit.step,
            attempt=visit.attempt,
            visits=visits,
        )
        yield where.finding("attempt", what, tr("both count the same: make them equal"))
    yield from _wrong_moments(where)
    if not isinstance(step, Work):
        yield from _nobody_works(where)
    elif visit.outside:
        yield from _wrong_outside(where, step)
    elif visit.start is None:
        yield from _wrong_waiting(where)
    else:
        yield from _wrong_running(where, step)


def _wrong_moments(where: _Where) -> Iterator[Finding]:
    visit, now = where.visit, where.now
    remedy, before, what = tr(WHEN, now=now), where.job.arrived, tr("it came in")
    for field, moment in (("since", visit.since), ("ready", visit.ready), ("start", visit.start)):
        if moment is None:
            continue
        if moment > now:
            told = tr(
                "came to {step!r} or began it after the state's own moment: {field!r} is {moment} s",
                step=visit.step,
                field=field,
                moment=moment,
            )
            yield where.finding(field, told, remedy)
        elif moment < before:
            told = tr(
                "is at {step!r} with {field!r} {moment} s, before {what} at {before} s",
                step=visit.step,
                field=field,
                moment=moment,
                what=what,
                before=before,
            )
            yield where.finding(field, told, remedy)
        before, what = moment, tr("its {field!r}", field=field)


def _nobody_works(where: _Where) -> Iterator[Finding]:
    visit = where.visit
    for field in ("start", "outside", "people", "units", "done", "pace", "kept_for"):
        given = getattr(visit, field)
        if given not in (None, False, 0, ()):
            what = tr(
                "has {field!r} {given} at {step!r}, where nobody works",
                field=field,
                given=_listed(given),
                step=visit.step,
            )
            yield where.finding(field, what, tr("leave it out"))
    if visit.part > 1:
        yield where.finding(
            "part",
            tr("is at {step!r} in part {part}", step=visit.step, part=visit.part),
            tr("only work has parts: give 1"),
        )


def _wrong_outside(where: _Where, step: Work) -> Iterator[Finding]:
    visit = where.visit
    if step.outsource is None:
        what = tr("has {step!r} done by another firm, which the scenario does not foresee", step=visit.step)
        yield where.finding("outside", what, tr("let it wait instead ({let_wait})", let_wait=tr(LET_WAIT)))
    if visit.people or visit.units:
        what = tr(
            "has {step!r} done by another firm, and by {units}",
            step=visit.step,
            units=_listed((*visit.people, *visit.units)),
        )
        yield where.finding("people", what, tr("it is either or"))
    if visit.start is None:
        what = tr("has {step!r} done by another firm, but since when is not told", step=visit.step)
        yield where.finding("start", what, tr("give the moment at which it was given away"))


def _wrong_waiting(where: _Where) -> Iterator[Finding]:
    visit = where.visit
    for field in ("people", "units", "pace"):
        if given := getattr(visit, field):
            what = tr(
                "waits at {step!r} without a start, but has {field!r} {given}",
                step=visit.step,
                field=field,
                given=_listed(given),
            )
            yield where.finding(field, what, tr("give a start, or {let_wait}", let_wait=tr(LET_WAIT)))


def _wrong_running(where: _Where, step: Work) -> Iterator[Finding]:
    visit, names = where.visit, where.heir.names
    crew = (*visit.people, *visit.units)
    if not (visit.people if step.crew else crew):
        what = tr("has {step!r} running, but nobody is at it", step=visit.step)
        yield where.finding("people", what, tr("say who, or {let_wait}", let_wait=tr(LET_WAIT)))
    if visit.pace is None:
        what = tr("has {step!r} running, but at no pace", step=visit.step)
        yield where.finding("pace", what, tr("give the content done in a second: 1 for one person of ordinary speed"))
    able = _able(where.heir, step)
    for name in crew:
        if name in names.index and not able >> names.index[name] & 1:
            what = tr("has {name!r} at {step!r}, who can do nothing there", name=name, step=visit.step)
            yield where.finding("people" if names.is_person(name) else "units", what, tr(LET_WAIT))


def _able(heir: Heir, step: Work) -> int:
    """Return who can do a part of a step at some time: by a skill held or lent, or by standing in."""
    staff = heir.staff
    skills = [staff.capability(f"skill:{place.skill}") for place in step.crew]
    wanted = {*skills, *(staff.capability(f"unit:{kind}") for kind in (*step.equipment, *step.vehicles))}
    masks = [staff.holders[capability] for capability in wanted]
    masks += [change.mask for change in staff.holder_changes if change.capability in wanted]
    return reduce(or_, (*masks, *(by for _, by, _ in stand_ins(heir.scenario, staff, skills))), 0)


def _listed(given: object) -> str:
    return ", ".join(map(repr, given)) if isinstance(given, tuple) else str(given)
