"""The way that an open job is taken to go on: from where it stands, along the likeliest branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.domain import Choice, Fork, Join, Meaning, Milestone, Stock, Wait, Work
from agencysim.planner.assumed.choices import chance_of, decided, likeliest
from agencysim.planner.assumed.estimates import date_promised, expected, seconds
from agencysim.planner.assumed.work import Worker
from agencysim.planner.problem import After, Job, Lag
from agencysim.planner.week import FIRM
from agencysim.plans import TaskId
from agencysim.scenario.routes import branch_of, followers, weather_stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.chance import AnyDistribution
    from agencysim.domain import Branch
    from agencysim.planner.assumed.span import Span
    from agencysim.planner.problem import Task
    from agencysim.planner.week import JobTerms
    from agencysim.plans import Assignment
    from agencysim.state import JobState, State, VisitState

MOST_VISITS = 6
"""Visits of a step after which a loop is taken to end, so that every way ends."""


class Front(NamedTuple):
    """How far a job has come on one of its ways.

    Parameters
    ----------
    after
        The tasks that come before what follows, with the time that must pass.
    release
        When what follows can begin at the earliest, whatever is before it.
    time
        When that is taken to be, in seconds; the people's other work is not looked at.
    """

    after: tuple[After, ...]
    release: int
    time: int


class Journey:
    """An open job, and the tasks that it is taken to need within a plan.

    Parameters
    ----------
    span, state
        What is planned, and where the agency stands.
    job, terms
        The job's state, and what is agreed about it beside that.
    tentative
        Whether what depends on a pitch is wanted, too.
    """

    def __init__(self, span: Span, state: State, job: JobState, terms: JobTerms, *, tentative: bool) -> None:
        self.span = span
        self.state = state
        self.job = job
        self.terms = terms
        self.spec = span.scenario.job_types[job.job_type]
        self.route = self.spec.route
        self._next = followers(self.route)
        self._within = branch_of(self.route)
        self._visits = dict(job.visits)
        self._tentative = tentative or terms.status in FIRM
        self._is_over = job.due_reached is not None
        self._last = span.start
        self._reached: int | None = None
        self._win: float | None = None
        self._signed: int | None = None
        self._made: dict[str, Task] = {}
        self._worker = Worker(span, state, job)
        self.under_way: list[tuple[int, int]] = []
        self.running: list[tuple[Task, Work, VisitState]] = []
        self.tasks: list[Task] = []
        self._go()

    def locks(self) -> Iterator[Assignment]:
        """Yield the work that goes on when the plan begins, as far as this shift lasts: nobody is called off it."""
        for task, step, visit in self.running:
            lock = self._worker.going_on(task, step, visit)
            if lock is not None:
                yield lock

    def as_job(self) -> Job:
        """Return the job as a problem has it."""
        job, scenario = self.job, self.span.scenario
        tier = scenario.tiers.get(job.tier)
        reached = self._last if self._reached is None else self._reached
        due = None if job.due_reached is not None else self._due()
        return Job(
            id=job.id,
            job_type=job.job_type,
            label=self.spec.label,
            client=job.client,
            due=due,
            provisional=due is not None and self._is_provisional,
            deadline=due if self.terms.firm_date else None,
            weight=self.spec.weight * (tier.weight if tier else 1.0)
            if self.terms.weight is None
            else self.terms.weight,
            tail=max(0, reached - self._last),
            value=job.value,
            win_probability=self._win_probability(),
        )

    def _due(self) -> int | None:
        """Return a job's date; of one that is provisional, what it is taken to be once the client has signed.

        A date that is only counted from the request is none that anybody was promised: no overtime is worth it.
        """
        promise = self.spec.promise
        if not self._is_provisional or promise is None or self._signed is None:
            return self.job.due
        return date_promised(self.span.scenario, self.span.hours, promise, self._signed)

    @property
    def _is_provisional(self) -> bool:
        """Whether the job's date is not agreed yet, and nobody holds to it all the same."""
        return self.job.provisional and not self.terms.firm_date

    def _win_probability(self) -> float | None:
        """Return the chance that a job which is tentative becomes an order; ``None`` for an order."""
        if self.terms.status in FIRM:
            return None
        said = self.terms.win_probability
        if self.terms.status == "tentative":
            return self._win or 0.0 if said is None else said
        return self._win if said is None or self._win is None else said

    # -- the way -----------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self.job.open and self.terms.status != "done":
            self._resume(list(self.job.open), 0, None)

    def _resume(self, visits: list[VisitState], depth: int, stop: str | None) -> Front:
        """Go on from the steps at which the job stands, forks around them included."""
        if len(visits) == 1 and len(self._within[visits[0].step]) == depth:
            front = self._at(visits[0])
            return self._walk(self._next[visits[0].step], front, stop)
        name = self._within[visits[0].step][depth][0]
        fork = self.route[name]
        assert isinstance(fork, Fork)
        branches: dict[int, list[VisitState]] = {}
        for visit in visits:
            branches.setdefault(self._within[visit.step][depth][1], []).append(visit)
        fronts = [self._resume(part, depth + 1, fork.join) for part in branches.values()]
        return self._walk(self._next[fork.join], _met(fronts), stop)

    def _walk(self, name: str | None, front: Front, stop: str | None) -> Front:
        """Go from step to step up to the end of the route, or of a branch of it."""
        while name is not None and name != stop:
            visits = self._visits[name] = self._visits.get(name, 0) + 1
            if visits > MOST_VISITS + self.job.visits.get(name, 0):
                break
            step = self.route[name]
            following = self._next[name]
            if isinstance(step, Work):
                front = self._work(name, step, front)
            elif isinstance(step, Wait):
                front = self._wait(step, front)
            elif isinstance(step, Choice):
                branch = self._branch(step, visits, front)
                if branch is None:
                    break
                following = branch.to if branch.to in self.route else None
            elif isinstance(step, Fork):
                front = _met([self._walk(first, front, step.join) for first in step.branches])
                following = self._next[step.join]
            elif isinstance(step, Milestone):
                self._pass(name, front)
            else:
                assert isinstance(step, Join | Stock)  # what is not short now is taken to be there
            name = following
        if name is None and self.spec.due is None:
            self._reached = front.time
        return front

    def _pass(self, name: str, front: Front) -> None:
        promise = self.spec.promise
        if promise is not None and name == promise.at and self._signed is None:
            self._signed = front.time
        if name == self.spec.due and not self._is_over:
            self._is_over, self._reached = True, front.time

    def _branch(self, step: Choice, attempt: int, front: Front) -> Branch | None:
        """Return the branch that a job is taken to go; ``None`` if nothing is planned beyond it."""
        pitch = next((branch for branch in step.branches if branch.means is Meaning.PITCH_WON), None)
        if pitch is not None:
            if self.tasks and not self._tentative:
                return None
            self._win = chance_of(pitch, attempt) or 0.0
            return pitch
        found = decided(
            step,
            self.job,
            attempt=attempt,
            now=front.time,
            passed=lambda name: self._visits.get(name, 0) > 0,
            authority=self.span.scenario.authority,
        )
        return found or likeliest(step, attempt)

    # -- one step ----------------------------------------------------------------------------------------------

    def _work(self, name: str, step: Work, front: Front, visit: VisitState | None = None) -> Front:
        """Make the task of a work step, if it can begin before the end of the plan."""
        attempt = visit.attempt if visit else self._visits[name]
        done = self._worker.ends(step, front.time, visit)
        if front.time >= self.span.end or front.release >= self.span.end:
            return Front((), max(front.release, done), done)
        earlier = self._made.get(step.same_people_as or "")
        task = self._worker.task(TaskId(self.job.id, name, attempt), step, earlier, visit)
        update = {"release": max(0, front.release), "after": front.after, "after_due": self._is_over}
        task = task.model_copy(update=update | {"weather": name in weather_stops(self.route)})
        self.tasks.append(task)
        if visit is not None and visit.start is not None:
            self.running.append((task, step, visit))
        self._made[name] = task
        if not self._is_over:
            self._last = max(self._last, done)
        return Front((After(step=name, attempt=attempt),), 0, done)

    def _wait(self, step: Wait, front: Front) -> Front:
        delay, calendar = self._delay(step)
        time = self.span.end_of(calendar, front.time, delay)
        if not front.after:
            return Front((), self.span.end_of(calendar, front.release, delay), time)
        lag = Lag(seconds=seconds(delay), calendar="" if calendar == "always" else calendar)
        return Front(tuple(_longer(after, lag) for after in front.after), front.release, time)

    def _delay(self, step: Wait, since: int | None = None) -> tuple[float, str]:
        """Return how long a wait is taken to last, and on which calendar; it may have begun already."""
        scenario = self.span.scenario
        tier = scenario.tiers.get(self.job.tier) or next(iter(scenario.tiers.values()), None)
        if step.delay is not None:
            name = step.calendar or scenario.calendar
            return self._lasting(step.delay, name, since), name
        if tier is None or tier.answer is None:
            return 0.0, "always"
        name = step.calendar or tier.calendar or scenario.calendar
        return self._lasting(tier.answer, name, since), name

    def _lasting(self, delay: AnyDistribution, calendar: str | None, since: int | None) -> float:
        passed = 0 if since is None else self.span.passed(calendar, since)
        return expected(self.span.scenario, self.span.hours, delay, calendar, passed=passed)

    # -- where it stands ---------------------------------------------------------------------------------------

    def _at(self, visit: VisitState) -> Front:
        """Return how far the job has come once it is done with a step at which it stands."""
        step, start = self.route[visit.step], self.span.start
        if isinstance(step, Work):
            visit = self._worker.without_the_gone(step, visit)
            if visit.outside and step.outsource is not None and visit.start is not None:
                out = step.outsource
                delay = self._lasting(out.delay, out.calendar, visit.start)
                end = max(start, self.span.end_of(out.calendar, visit.start, delay))
                return Front((), end, end)
            back = self._worker.back_at(step, visit) if visit.start is not None else None
            if back is not None:
                self.under_way += [(member, back) for member in self._worker.members(visit)]
                return Front((), back, back)
            return self._work(visit.step, step, Front((), 0, start), visit)
        if isinstance(step, Wait):
            delay, calendar = self._delay(step, visit.ready)
            end = max(start, self.span.end_of(calendar, visit.ready, delay))
            return Front((), end, end)
        end = self._delivery(step) if isinstance(step, Stock) else start
        return Front((), end, end)

    def _delivery(self, step: Stock) -> int:
        """Return when the material has come that a job waits for."""
        ends = [self.span.start]
        for name in step.uses:
            material, shelf = self.span.scenario.materials[name], self.state.stock.get(name)
            for order in shelf.open if shelf else ():
                lead = self._lasting(material.lead_time, material.calendar, order.ordered)
                ends.append(self.span.end_of(material.calendar, order.ordered, lead))
        return max(ends)


def _longer(after: After, lag: Lag) -> After:
    """Return what must come before with more time that must pass."""
    if not after.lag and not after.then:
        return after.model_copy(update={"lag": lag.seconds, "calendar": lag.calendar})
    return after.model_copy(update={"then": (*after.then, lag)})


def _met(fronts: list[Front]) -> Front:
    """Return how far a job has come when all its branches have."""
    return Front(
        tuple(dict.fromkeys(after for front in fronts for after in front.after)),
        max(front.release for front in fronts),
        max(front.time for front in fronts),
    )
