"""The task that a work step makes for a job: what is left of it, and who may do it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.errors import HorizonError
from agencysim.journey import Leg, Way, finish, finish_all, legs_on_site, overtime_windows, progress
from agencysim.planner.assumed.estimates import expected, seconds
from agencysim.planner.problem import After, Mode, Outside, Place, Task
from agencysim.plans import Assignment
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Collection

    from agencysim.calendars import Calendar
    from agencysim.domain import CrewRole, Work
    from agencysim.planner.assumed.span import Span
    from agencysim.plans import TaskId, Window
    from agencysim.state import JobState, State, VisitState


ENDLESS = 2**60
"""Seconds of work that is never done."""


class Worker:
    """Makes tasks of a job's work steps.

    Parameters
    ----------
    span, state
        What is planned, and where the agency stands.
    job
        The job's state.
    """

    def __init__(self, span: Span, state: State, job: JobState) -> None:
        self.span = span
        self.state = state
        self.job = job

    def task(self, name: TaskId, step: Work, earlier: Task | None, visit: VisitState | None) -> Task:
        """Return the task of a step; when it can begin, and after what, is told by whoever knows the way to it.

        Parameters
        ----------
        name, step
            Which one.
        earlier
            The task whose people do this one, too, if it is planned.
        visit
            Where the job stands at it, if it has come to it.
        """
        bound = self._bound(step, visit, planned=earlier is not None)
        way = self.way(step)
        return Task(
            job=name.job,
            step=name.step,
            attempt=name.attempt,
            label=step.label,
            stage=step.stage or "",
            modes=self._modes(step, visit, bound),
            outside=self._outside(step, visit),
            splittable=step.end_of_shift is EndOfShift.PAUSE,
            site="" if step.site in (None, "always") else str(step.site),
            place=self.job.client if step.site or step.travel else "",
            loading=way[0],
            travel=way[1],
            way_done=self.spent(step, visit)[0],
            same_people_as=None if earlier is None else After(step=earlier.step, attempt=earlier.attempt),
        )

    def way(self, step: Work) -> tuple[int, int]:
        """Return the seconds of loading and of the way that a step takes."""
        scenario, hours = self.span.scenario, self.span.hours
        return (
            round(expected(scenario, hours, step.loading, None)),
            round(expected(scenario, hours, step.travel, None)),
        )

    def ends(self, step: Work, begins: int, visit: VisitState | None) -> int:
        """Return when a step is taken to end that begins at a moment, if its people have nothing else to do."""
        shared_by = max(1, step.hands) if step.per == "person" else 1
        loading, travel = self.way(step)
        work = seconds(self.left(step, visit) / shared_by) + loading + 2 * travel
        hours = self._hours(step)
        return begins + work if hours is None else self._finish(hours, begins, work)

    def _finish(self, hours: Calendar, begins: int, work: int) -> int:
        if hours.work_between(begins, hours.horizon) < work:
            return hours.horizon
        return hours.finish(begins, work)

    def _hours(self, step: Work) -> Calendar | None:
        """Return the hours of the first who can do a step."""
        staff = self.span.staff
        for place in step.crew:
            for person in bits(staff.holders[staff.capability(f"skill:{place.skill}")]):
                return staff.calendars[person]
        return None

    def left(self, step: Work, visit: VisitState | None) -> float:
        """Return how much content is taken to be left, in seconds of one person at speed 1; at least a grid step."""
        whole = expected(self.span.scenario, self.span.hours, step.content, None)
        if visit is None:
            return whole
        done = visit.done + self.spent(step, visit)[1] * (visit.pace or 0.0)
        if not done:
            return max(whole, 1.0)
        whole = expected(self.span.scenario, self.span.hours, step.content, None, passed=done)
        return max(whole - done, self.span.scenario.planning.grid.seconds)

    def spent(self, step: Work, visit: VisitState | None, by: int | None = None) -> tuple[int, int]:
        """Return the seconds that those at a step have spent on their way, and on the work, by a moment or by now."""
        if visit is None or visit.start is None:
            return 0, 0
        members = self.members(visit)
        hours = [self.span.staff.calendars[member] for member in members]
        limiting = tuple(dict.fromkeys(each for each in hours if each is not None))
        grants = [self._grants(member, visit.start) for member in members]
        windows = overtime_windows(hours, grants, visit.start) if any(grants) else []
        loading, travel = self.way(step)
        whole = expected(self.span.scenario, self.span.hours, step.content, None)
        # Whoever has no way back is at the work, however long it takes.
        work = max(1, seconds((whole - visit.done) / (visit.pace or 1.0))) if travel else ENDLESS
        pauses = step.end_of_shift is EndOfShift.PAUSE
        way = Way(loading + travel, travel)
        legs = legs_on_site(visit.start, work, way, limiting, self._site(step), pauses=pauses)
        done = progress(legs, visit.start, self.span.now if by is None else by, windows)
        return (0, done[0]) if len(done) == 1 else (done[0], done[1])

    def _site(self, step: Work) -> Calendar | None:
        return None if step.site in (None, "always") else self.span.hours.named(step.site)

    def back_at(self, step: Work, visit: VisitState) -> int | None:
        """Return when a crew is back that is on its way back, its work being done; ``None`` if it is not."""
        _, travel = self.way(step)
        whole = expected(self.span.scenario, self.span.hours, step.content, None)
        hours = [c for member in self.members(visit) if (c := self.span.staff.calendars[member]) is not None]
        if not travel or not visit.pace or visit.done + self.spent(step, visit)[1] * visit.pace < whole - 1e-6:
            return None
        begun = self._turned_back(step, visit, whole)
        back = finish(Leg(travel, tuple(hours)), begun, ())
        return max(self.span.start, back)

    def _turned_back(self, step: Work, visit: VisitState, whole: float) -> int:
        """Return the first moment by which the work of a crew was done."""
        low, high = visit.start or 0, self.span.now
        while low < high:
            middle = (low + high) // 2
            if visit.done + self.spent(step, visit, middle)[1] * (visit.pace or 1.0) < whole - 1e-6:
                low = middle + 1
            else:
                high = middle
        return low

    def going_on(self, task: Task, step: Work, visit: VisitState) -> Assignment | None:
        """Return how running work goes on in the shift in which the plan begins, if it does and fits."""
        span, members = self.span, self.members(visit)
        hours = [calendar for member in members if (calendar := span.staff.calendars[member]) is not None]
        if not members or not all(calendar.is_open(span.start) for calendar in hours):
            return None
        site = self._site(step)
        grid, mode = span.scenario.planning.grid.seconds, task.modes[0]
        out, back = (-(-way // int(grid)) * int(grid) for way in (task.loading, task.travel))
        need = mode.seconds(self._slowest(visit, mode), int(grid))
        legs = [
            Leg(max(0, out + back - task.way_done), tuple(hours)),
            Leg(need, (*hours, site) if site is not None else tuple(hours), site),
            Leg(back, tuple(hours)),
        ]
        try:
            end = finish_all(legs, span.start, ())
        except HorizonError:
            return None
        if end > min((calendar.shift_end(span.start) for calendar in hours), default=end):
            return None
        return Assignment(
            job=task.job,
            step=task.step,
            attempt=task.attempt,
            people=self._in_places(task, visit),
            units=visit.units,
            start=span.start,
            end=end,
            locked=True,
        )

    def without_the_gone(self, step: Work, visit: VisitState) -> VisitState:
        """Return a visit as it is left by people or things whom the scenario has no longer: it waits for others."""
        names, crew = self.span.names, (*visit.people, *visit.units)
        if all(name in names.index for name in crew):
            return visit
        here = tuple(colleague for name in crew if (colleague := names.colleague(name)))
        spent = self.spent(step, visit.model_copy(update={"people": here, "units": ()}))[1]
        done = visit.done + spent * (visit.pace or 0.0)
        nobody: dict[str, object] = {"start": None, "people": (), "units": (), "pace": None, "kept_for": ()}
        return visit.model_copy(update={**nobody, "part": visit.part + 1, "done": done})

    def members(self, visit: VisitState) -> list[int]:
        """Return those who are at a step, people and things."""
        index = {name: n for n, name in enumerate(self.span.staff.names)}
        return [index[name] for name in (*visit.people, *visit.units) if name in index]

    def _in_places(self, task: Task, visit: VisitState) -> tuple[str, ...]:
        """Return those who are at a step, place by place, as the simulator fills places: the first who can."""
        found: list[str] = []
        known = {name for place in task.modes[0].crew for name in place.only}
        for place in task.modes[0].crew:
            able = [name for name in visit.people if name in place.only]
            able = able or [name for name in visit.people if name not in known]  # who stands in for all who could
            fresh = [name for name in able if name not in found]
            chosen = [name for name in able if name in found] + fresh if place.shared else fresh
            found += chosen[: place.count]
        return tuple(found)

    def _slowest(self, visit: VisitState, mode: Mode) -> float:
        """Return the speed at which a step goes on: that at which it has gone so far."""
        return (visit.pace or 1.0) / (mode.size if mode.per == "person" else 1)

    def _grants(self, member: int, since: int) -> list[Window]:
        name = self.span.staff.names[member]
        return [(g.start, g.until) for g in self.state.overtime if g.person == name and g.until > since]

    # -- ways of doing it --------------------------------------------------------------------------------------

    def _modes(self, step: Work, visit: VisitState | None, bound: Collection[str]) -> tuple[Mode, ...]:
        content = self.left(step, visit)
        usual = Mode(
            crew=self._crew(step.crew, bound, visit),
            content=seconds(content),
            per=step.per,
            units={**step.equipment, **step.vehicles},
        )
        if visit is not None and visit.start is not None:
            return (usual,)
        others = (
            Mode(
                name=name,
                crew=self._crew(other.crew, bound, visit),
                content=seconds(content * other.slower),
                per=step.per,
                units={**other.equipment, **other.vehicles},
            )
            for name, other in step.alternatives.items()
        )
        return (usual, *others)

    def _crew(self, crew: tuple[CrewRole, ...], bound: Collection[str], visit: VisitState | None) -> tuple[Place, ...]:
        running = visit is not None and visit.start is not None and bool(visit.people)
        return tuple(
            Place(
                skill=place.skill,
                count=place.count,
                lead=place.lead,
                shared=place.shared,
                only=self._only(place, bound, running=running),
            )
            for place in crew
        )

    def _only(self, place: CrewRole, bound: Collection[str], *, running: bool) -> tuple[str, ...]:
        """Return those who may fill a place: whoever did it before, or the client's team, if they are enough."""
        staff = self.span.staff
        capability = staff.capability(f"skill:{place.skill}")
        able = [staff.names[n] for n in bits(self._able(capability))]
        if running:
            return tuple(name for name in able if name in bound)
        for names in (bound, self._team()):
            if names and len(chosen := [name for name in able if name in names]) >= place.count:
                return tuple(chosen)
        return ()

    def _able(self, capability: int) -> int:
        staff = self.span.staff
        return staff.holders[capability] | reduce(
            or_, (c.mask for c in staff.holder_changes if c.capability == capability), 0
        )

    def _team(self) -> set[str]:
        team = self.span.scenario.account_teams.get(self.job.team)
        staff = self.span.staff
        return {staff.names[n] for who in team.people for n in bits(staff.members.get(who, 0))} if team else set()

    def _bound(self, step: Work, visit: VisitState | None, *, planned: bool) -> Collection[str]:
        """Return the people who do a step and nobody else does: those at it, kept for it, or of an earlier step."""
        if visit is not None and visit.start is not None:
            return visit.people
        if visit is not None and visit.kept_for:
            return visit.kept_for
        if step.same_people_as and not planned:
            return self.job.crews.get(step.same_people_as, ())
        return ()

    def _outside(self, step: Work, visit: VisitState | None) -> Outside | None:
        out = step.outsource
        if out is None or (visit is not None and (visit.start is not None or visit.part > 1)):
            return None
        scenario, hours = self.span.scenario, self.span.hours
        calendar = out.calendar or scenario.calendar
        return Outside(
            price=expected(scenario, hours, out.price, None),
            delay=seconds(expected(scenario, hours, out.delay, calendar)),
            calendar="" if calendar == "always" else calendar,
        )
