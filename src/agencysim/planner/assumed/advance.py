"""A job that goes on along its route, as somebody tells or else along the likeliest branches."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from immutabledict import immutabledict

from agencysim.domain import Choice, Fork, Join, Milestone, Stock, Wait, Work
from agencysim.hours import Hours
from agencysim.planner.assumed.choices import decided, likeliest
from agencysim.planner.assumed.estimates import date_promised
from agencysim.scenario.routes import branch_of, followers, ways_of
from agencysim.state import VisitState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.scenario import Scenario
    from agencysim.state import JobState

MOST_STEPS = 1000
"""Steps without work or waiting after which a loop is taken to be left."""


class Advance:
    """Moves an open job on along its route.

    Parameters
    ----------
    scenario
        The agency.
    job
        The job as it stood; the attribute tells how it stands now.

    Attributes
    ----------
    assumed
        Where the likeliest way was taken, since nobody said which: the choice, and the step that it led to.
    passed
        Begun work that must have been over, since what comes after it was done.
    promised
        The date that its client is taken to have been promised on the way; ``None`` if none was.
    """

    def __init__(self, scenario: Scenario, job: JobState) -> None:
        self.job = job
        self.assumed: list[tuple[str, str]] = []
        self.passed: list[str] = []
        self.promised: int | None = None
        self._scenario = scenario
        self._spec = scenario.job_types[job.job_type]
        self._route = self._spec.route
        self._next = followers(self._route)
        self._ways = ways_of(self._route)
        self._within = branch_of(self._route)
        self._visits = dict(job.visits)
        self._open = list(job.open)

    def begin(self, at: int) -> None:
        """Let a new job come to the first step of its route at which anything takes time."""
        self._enter(next(iter(self._route)), at, [])
        self._settle()

    def bring_to(self, step: str, at: int) -> VisitState | None:
        """Return the visit of a step; ``None`` if the job cannot have come to it.

        What lies before it is over then: waits, material, and begun work, on all branches that meet before it.
        """
        for _ in range(MOST_STEPS):
            here = self._at(step)
            ways = [(path, visit) for visit in self._open if (path := self._path_past(visit, step)) is not None]
            if here is not None or not ways:
                self._settle()
                return here
            path, visit = min(ways, key=lambda way: len(way[0]))
            if isinstance(self._route[visit.step], Work):
                self.passed.append(visit.step)
                self._remember(visit.step, visit.people)
            self._leave(visit, max(at, visit.ready), path)
        return None

    def put(self, visit: VisitState, changed: VisitState) -> None:
        """Let a visit be another."""
        self._open = [changed if each is visit else each for each in self._open]
        self._settle()

    def finish(self, visit: VisitState, at: int, *, people: Sequence[str], then: str = "") -> None:
        """Let a visit be over, and the job go on.

        Parameters
        ----------
        visit, at
            Which one, and when it was over.
        people
            Who did it.
        then
            The step that followed where ways part, if somebody said so.
        """
        self._remember(visit.step, people)
        path = (self._path(visit.step, then) if then else None) or ()
        self._leave(visit, at, path)
        self._settle()

    # -- the way -----------------------------------------------------------------------------------------------

    def _at(self, step: str) -> VisitState | None:
        return next((visit for visit in self._open if visit.step == step), None)

    def _path(self, start: str, goal: str) -> tuple[str, ...] | None:
        """Return the steps from one to another, with no work in between; ``None`` if there is no such way."""
        before: dict[str, str] = {}
        waiting = [start]
        for name in waiting:
            if name != start and isinstance(self._route[name], Work):
                continue
            for following in self._ways[name]:
                if following is not None and following not in before and following != start:
                    before[following] = name
                    waiting.append(following)
        if goal not in before:
            return None
        path = [goal]
        while path[-1] != start:
            path.append(before[path[-1]])
        return tuple(reversed(path))

    def _path_past(self, visit: VisitState, goal: str) -> tuple[str, ...] | None:
        """Return the way from a visit to a step that was done, unless work comes before it that nobody has begun."""
        is_to_do = isinstance(self._route[visit.step], Work) and visit.start is None
        return None if is_to_do else self._path(visit.step, goal)

    def _remember(self, step: str, people: Sequence[str]) -> None:
        """Keep in mind who did a step whose people do a later one, too."""
        users = {spec.same_people_as for spec in self._route.values() if isinstance(spec, Work)}
        if step in users and people:
            self.job = self.job.model_copy(update={"crews": immutabledict({**self.job.crews, step: tuple(people)})})

    def _leave(self, visit: VisitState, at: int, path: Sequence[str]) -> None:
        self._open.remove(visit)
        self._enter(self._next[visit.step], at, path)

    def _enter(self, name: str | None, at: int, path: Sequence[str], stop: str | None = None) -> None:
        """Go from step to step up to the next ones that take time, or to the end of a branch."""
        for _ in range(MOST_STEPS):
            if name is None or name == stop:
                return
            step = self._route[name]
            if isinstance(step, Join):
                if any(fork == self._fork_of(name) for visit in self._open for fork, _ in self._within[visit.step]):
                    return
                name = self._next[name]
                continue
            if isinstance(step, Fork):
                name = self._part(step, at, path)
                continue
            attempt = self._visits[name] = self._visits.get(name, 0) + 1
            if isinstance(step, Work | Wait | Stock):
                self._open.append(VisitState(step=name, attempt=attempt, since=at, ready=at))
                return
            if isinstance(step, Choice):
                to = self._chosen(name, step, attempt, at, path)
                name = to if to in self._route else None
            else:
                assert isinstance(step, Milestone)
                self._pass(name, at)
                name = self._next[name]

    def _part(self, step: Fork, at: int, path: Sequence[str]) -> str | None:
        """Enter all branches of a fork; return the join if all of them are over at once."""
        before = len(self._open)
        for first in step.branches:
            self._enter(first, at, path, step.join)
        return None if len(self._open) > before else self._next[step.join]

    def _fork_of(self, join: str) -> str:
        return next(name for name, step in self._route.items() if isinstance(step, Fork) and step.join == join)

    def _pass(self, name: str, at: int) -> None:
        changes: dict[str, object] = {}
        if name == self._spec.due and self.job.due_reached is None:
            changes["due_reached"] = at
        promise = self._spec.promise
        if promise is not None and name == promise.at and self.job.provisional:
            self.promised = date_promised(self._scenario, self._hours, promise, at)
            changes |= {"provisional": False, "due": self.promised}
        if name == self._spec.patience_until:
            changes["patience_over"] = True
        self.job = self.job.model_copy(update=changes)

    @cached_property
    def _hours(self) -> Hours:
        return Hours(self._scenario, self._scenario.axis.midnight(7 * self._scenario.weeks))

    def _chosen(self, name: str, step: Choice, attempt: int, at: int, path: Sequence[str]) -> str:
        """Return where the job went: as told, as its facts decide, or as is likeliest."""
        told = [branch.to for branch in step.branches if branch.to in path]
        if told:
            return told[0]
        branch = decided(
            step,
            self.job,
            attempt=attempt,
            now=at,
            passed=lambda each: self._visits.get(each, 0) > 0,
            authority=self._scenario.authority,
        )
        if branch is None:
            branch = likeliest(step, attempt)
            if sum(each.when is None for each in step.branches) > 1:
                self.assumed.append((name, branch.to))
        return branch.to

    def _settle(self) -> None:
        visits = immutabledict(sorted(self._visits.items()))
        self.job = self.job.model_copy(update={"visits": visits, "open": tuple(self._open)})
