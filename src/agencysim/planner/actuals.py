"""What was really done moves the state of an agency on: finished work, begun work, work that was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from agencysim.domain import Work
from agencysim.journey import work_in
from agencysim.language import tr
from agencysim.planner.assumed.advance import Advance
from agencysim.planner.names import Moments
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import listed
from agencysim.staff import workforce
from agencysim.values import DAY, HOUR, Amount, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencysim.scenario import Scenario
    from agencysim.staff import Staff
    from agencysim.state import JobState, State, VisitState


class Actual(Frozen):
    """What was done on a task.

    Parameters
    ----------
    job, step, attempt
        Which task; the visit of the step at which the job stands if there is no attempt.
    people, units
        By whom and with what.
    start, end
        From when until when, in seconds since the scenario's start; without an end it is still going on.
    finished
        Whether it was finished at its end; else it waits to be taken up again.
    hours
        Content that was done in all, in hours of one person at speed 1; as its time tells if absent.
    then
        The step that followed, where ways part; the likeliest if empty.
    """

    job: Annotated[str, Field(min_length=1)]
    step: Annotated[str, Field(min_length=1)]
    attempt: Annotated[int, Field(ge=1)] | None = None
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    finished: bool = True
    hours: Amount | None = None
    then: str = ""

    @property
    def last(self) -> int:
        """The last moment that it tells of."""
        return max(moment for moment in (self.start, self.end) if moment is not None)


class Moved(NamedTuple):
    """A state that has been moved on, with what is wrong with what was done, and what had to be assumed.

    Parameters
    ----------
    state
        After all that was done, as far as it can be.
    wrong
        What cannot be, by its place: number of the actual, and field.
    assumed
        The same, where a way was taken that nobody has told.
    """

    state: State
    wrong: tuple[Finding, ...]
    assumed: tuple[Finding, ...]


def moved_on(scenario: Scenario, state: State, actuals: Sequence[Actual], now: int) -> Moved:
    """Return where an agency stands once some things were done.

    Parameters
    ----------
    scenario, state
        The agency, and where it stood.
    actuals
        What was done, in any order.
    now
        The moment of the new state; later if something was done later.
    """
    now = max([now, *(actual.last for actual in actuals)])
    desk = _Desk(scenario, state, now)
    # By their ends: where branches meet, the job goes on when the last one is over.
    for number in sorted(range(len(actuals)), key=lambda n: (actuals[n].last, actuals[n].end is None)):
        desk.note(number, actuals[number])
    jobs = (desk.jobs[job.id] for job in state.jobs)
    away = tuple(each for each in state.away if each.until > now)
    moved = state.model_copy(update={"time": now, "away": away, "jobs": tuple(job for job in jobs if job.open)})
    return Moved(moved, tuple(desk.wrong), tuple(desk.assumed))


class _Desk:
    """Takes down what was done, job by job."""

    def __init__(self, scenario: Scenario, state: State, now: int) -> None:
        self.scenario = scenario
        self.staff = workforce(scenario, max(now, scenario.axis.midnight(scenario.weeks * 7)) + 26 * 7 * DAY).staff
        self.now = now
        self.jobs: dict[str, JobState] = {job.id: job for job in state.jobs}
        self.wrong: list[Finding] = []
        self.assumed: list[Finding] = []
        self._begun = {
            name: (job.id, visit)
            for job in state.jobs
            for visit in job.open
            if visit.start is not None
            for name in (*visit.people, *visit.units)
        }

    def note(self, number: int, actual: Actual) -> None:
        """Move the job of a task on."""
        job = self.jobs.get(actual.job)
        if job is None:
            self._refuse(
                number, "job", tr("{job!r} is no open job", job=actual.job), tr("name one of the sheet of jobs")
            )
            return
        way = Advance(self.scenario, job)
        begun = actual.start if actual.start is not None else actual.last
        visit = way.bring_to(actual.step, begun)
        if visit is None:
            here = listed([visit.step for visit in job.open])
            what = tr("job {job} does not stand at {step!r}, but at {here}", job=job.id, step=actual.step, here=here)
            self._refuse(number, "step", what, tr("tell first what came before it"))
            return
        spec = self.scenario.job_types[job.job_type].route[visit.step]
        wrong = list(_wrong(actual, visit, is_work=isinstance(spec, Work)))
        if wrong:
            self.wrong += [Finding((number, *finding.place), finding.what, finding.remedy) for finding in wrong]
            return
        self._go_on(way, visit, actual)
        self.jobs[job.id] = way.job
        self._call_off(number, actual, begun)
        for step in way.passed:
            what = tr("job {job} is taken to be done with {step!r} when this began", job=job.id, step=step)
            self.assumed.append(Finding((number, "step"), what, tr("else say when that was over")))
        for step, to in way.assumed:
            what = tr("job {job} is taken to go on from {step!r} to {to!r}", job=job.id, step=step, to=to)
            self.assumed.append(Finding((number, "then"), what, tr("else say which step followed")))
        if way.promised is not None:
            date = Moments(self.scenario.axis).date(way.promised)
            what = tr(
                "the client of job {job} is taken to have signed, and to be promised {date}", job=job.id, date=date
            )
            remedy = tr("else give its date on the sheet of jobs, and say that it is not provisional")
            self.assumed.append(Finding((number, "end"), what, remedy))

    def _go_on(self, way: Advance, visit: VisitState, actual: Actual) -> None:
        if actual.end is None:
            way.put(visit, _running(self.scenario, self.staff, way.job, visit, actual))
        elif actual.finished:
            way.finish(visit, actual.end, people=actual.people or visit.people, then=actual.then)
        else:
            way.put(visit, _stopped(self.scenario, self.staff, way.job, visit, actual))

    def _call_off(self, number: int, actual: Actual, moment: int) -> None:
        """Let begun work be stopped, of which nothing is told, when those at it have begun this."""
        for name in (*actual.people, *actual.units):
            job, visit = self._begun.get(name, (actual.job, None))
            if (
                visit is None
                or job == actual.job
                or visit not in self.jobs[job].open
                or not (visit.start or 0) < moment
            ):
                continue
            stopped = Actual(job=job, step=visit.step, people=visit.people, start=visit.start, end=moment)
            way = Advance(self.scenario, self.jobs[job])
            way.put(visit, _stopped(self.scenario, self.staff, way.job, visit, stopped))
            self.jobs[job] = way.job
            what = tr(
                "{name} is taken to have left {step!r} of job {job} for this", name=name, step=visit.step, job=job
            )
            self.assumed.append(Finding((number, "people"), what, tr("else say when that was over")))

    def _refuse(self, number: int, field: str, what: str, remedy: str) -> None:
        self.wrong.append(Finding((number, field), what, remedy))


def _wrong(actual: Actual, visit: VisitState, *, is_work: bool) -> Iterator[Finding]:
    if not is_work and (actual.end is None or not actual.finished):
        yield Finding(("end",), tr("nobody works at {step!r}", step=visit.step), tr("say when it was over, or nothing"))
    if actual.attempt is not None and actual.attempt != visit.attempt:
        what = tr(
            "{step!r} is at attempt {there}, not {told}", step=visit.step, there=visit.attempt, told=actual.attempt
        )
        yield Finding(("attempt",), what, tr("leave it empty for the present one"))
    if actual.start is not None and actual.end is not None and actual.end <= actual.start:
        yield Finding(("end",), tr("it ended before it began"), tr("give a later end, or an earlier start"))
    if actual.start is None and not actual.finished:
        yield Finding(("start",), tr("it was stopped, but when it was begun is not told"), tr("give the start"))
    if actual.start is not None and actual.start < visit.ready:
        yield Finding(("start",), tr("it began before the job came to it"), tr("see to what came before it"))


def _running(scenario: Scenario, staff: Staff, job: JobState, visit: VisitState, actual: Actual) -> VisitState:
    """Return a visit at which work goes on."""
    people, units = actual.people or visit.people, actual.units or visit.units
    return visit.model_copy(
        update={
            "start": actual.start,
            "people": people,
            "units": units,
            "outside": not people and not units,
            "pace": pace_of(scenario, staff, job, visit.step, people) if people or units else None,
            "done": visit.done if actual.hours is None else actual.hours * HOUR,
        }
    )


def _stopped(scenario: Scenario, staff: Staff, job: JobState, visit: VisitState, actual: Actual) -> VisitState:
    """Return a visit at which work waits to be taken up again, in its next part."""
    assert actual.start is not None
    assert actual.end is not None
    done = visit.done if actual.hours is None else actual.hours * HOUR
    if actual.hours is None:
        index = {name: number for number, name in enumerate(staff.names)}
        hours = [staff.calendars[index[name]] for name in actual.people if name in index]
        worked = work_in([each for each in hours if each is not None], actual.start, actual.end)
        done += worked * pace_of(scenario, staff, job, visit.step, actual.people)
    waiting = {"part": visit.part + 1, "ready": actual.end, "start": None, "outside": False, "people": (), "units": ()}
    return visit.model_copy(update={**waiting, "pace": None, "done": done})


def pace_of(scenario: Scenario, staff: Staff, job: JobState, step: str, people: Sequence[str]) -> float:
    """Return the content that some people do at a step in a second: the slowest sets the pace.

    They fill the places of the crew as the simulator lets them: place by place, the first who can.
    """
    spec = scenario.job_types[job.job_type].route[step]
    if not isinstance(spec, Work):
        return 1.0
    crew = [index for index, name in enumerate(staff.names[: staff.people]) if name in people]
    free, speeds = list(crew), list[float]()
    for place in spec.crew:
        capability = staff.capability(f"skill:{place.skill}")
        able = [person for person in crew if staff.holders[capability] >> person & 1]
        for _ in range(place.count):
            here = [person for person in able if person in free]
            again = [person for person in able if person not in free] if place.shared else []
            for person in (again or here)[:1]:
                speeds.append(staff.levels[capability].get(person, 1.0))
                able.remove(person)
                free = [each for each in free if each != person]
    return min(speeds, default=1.0) * (max(1, spec.hands) if spec.per == "person" else 1)
