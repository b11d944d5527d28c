"""The task that a work step makes for a job: what is left of it, and who may do it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.journey import Leg, finish, work_in
from agencysim.planner.assumed.estimates import expected, seconds
from agencysim.planner.problem import After, Mode, Outside, Place, Task
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Collection

    from agencysim.calendars import Calendar
    from agencysim.domain import CrewRole, Work
    from agencysim.planner.assumed.span import Span
    from agencysim.plans import TaskId
    from agencysim.state import JobState, VisitState


class Worker:
    """Makes tasks of a job's work steps.

    Parameters
    ----------
    span
        What is planned.
    job
        The job's state.
    """

    def __init__(self, span: Span, job: JobState) -> None:
        self.span = span
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
            way_done=min(sum(way), self._spent(step, visit)) if visit and visit.start is not None else 0,
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
        done = visit.done
        if visit.start is not None and visit.pace:
            done += max(0, self._spent(step, visit) - sum(self.way(step))) * visit.pace
        least = self.span.scenario.planning.grid.seconds if done else 1.0
        return max(whole - done, least)

    def _spent(self, step: Work, visit: VisitState | None) -> int:
        """Return the seconds that those who are at a step have spent on their way and on it by now."""
        if visit is None or visit.start is None:
            return 0
        index = {name: n for n, name in enumerate(self.span.staff.names)}
        names = [name for name in (*visit.people, *visit.units) if name in index]
        hours = [c for name in names if (c := self.span.staff.calendars[index[name]]) is not None]
        if not hours:
            return self.span.now - visit.start
        way = sum(self.way(step))
        there = min(finish(Leg(way, tuple(hours)), visit.start, ()), self.span.now) if way else visit.start
        site = [self.span.hours.named(step.site)] if step.site not in (None, "always") else []
        return work_in(hours, visit.start, there) + work_in([*hours, *site], there, self.span.now)

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
