"""What would hold a date, and what it would cost: every way out is planned before it is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.planner.cost import cost_of, job_arrears, job_lateness
from agencysim.planner.explain.asking import check_question, check_seconds
from agencysim.planner.explain.bounds import Bounds
from agencysim.planner.explain.causes import why
from agencysim.planner.explain.conflict import AROUND, broken, neighbourhood
from agencysim.planner.explain.measures import Measure, Way, measures
from agencysim.planner.problem import Problem
from agencysim.planner.search.scene import Scene
from agencysim.plans import Plan
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from agencysim.planner.search.solving import Effort, Solved

WORK = 2.0
"""What a way out may take of the solver's own measure of work, for each round."""


BASE, FIRST = 0.15, 0.4
"""Share of the time for the best plan without any way out; of what is left then, that for the first way out."""


class Repair(Frozen):
    """A way out, with what it costs more than the best plan without it.

    Parameters
    ----------
    way
        Which kind.
    about, amount, until
        The skill or kind of unit, hours of overtime a day beyond the limit, and the later date.
    status
        ``holds``: there is a plan; ``cannot``: proven that there is none; ``not_found``: none was found in time.
    price
        Money; absent if it is no more than what the plan without it may still save, so that nothing is known of it.
    gap
        Money that the plan without it may still save; absent if no bound is known.
    overtime
        Hours of overtime.
    later
        Other jobs that come later for it, with the hours; negative ones come earlier.
    seconds
        How long was looked for a plan.
    around
        Tasks around the job, if it is proven that there is no plan in which all others stay as they are.
    problem, plan
        The problem as it would be, and the plan for it.
    """

    way: Way
    about: str = ""
    amount: float | None = None
    until: int | None = None
    status: Literal["holds", "cannot", "not_found"] = "holds"
    price: float | None = None
    gap: float | None = None
    overtime: float = 0.0
    later: tuple[tuple[str, float], ...] = ()
    seconds: float = 0.0
    around: int | None = None
    problem: Problem | None = Field(default=None, exclude=True, repr=False)
    plan: Plan | None = Field(default=None, exclude=True, repr=False)


def repairs(
    problem: Problem,
    plan: Plan,
    job: str,
    *,
    by: int | None = None,
    time_limit: float = 30.0,
    rounds: int | None = None,
    seed: int = 1,
) -> tuple[Repair, ...]:
    """Return what would hold a job's date, the best first, then what was tried and does not.

    Each way out is a changed problem that is planned anew: all of a small one, of a large one what lies around the job.
    What it costs is told against the best plan that is found without it in the same way.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan, whoever made it.
    job
        A job that is late in it.
    by
        Another moment than its date by which it should be done, in seconds since the scenario's start.
    time_limit
        Seconds for all of it.
    rounds
        So many measures of work for each way out instead: then the same is found, however fast the machine is.
    seed
        Of the solver's own chance.

    Raises
    ------
    AgencySimError
        If there is no such job, it has no date, the plan is of another problem, or an argument cannot be used.
    """
    check_question(problem, plan, job)
    check_seconds("time_limit", time_limit)
    check_whole("seed", seed, 0, 2**31 - 1)
    if rounds is not None:
        check_whole("rounds", rounds, 1, 10**6)
    known = problem.job[job]
    if by is None and known.due is None and known.deadline is None:
        raise AgencySimError(tr("job {job} has no date: say by when it should be done", job=job))
    if by is not None:
        problem = due_by(problem, job, by)
    if job_lateness(problem, plan).get(job, 0) <= 0:
        return ()
    return _Search(problem, plan, job, time_limit, rounds, seed).run()


def due_by(problem: Problem, job: str, moment: int) -> Problem:
    """Return a problem in which a job is due at another moment."""
    jobs = (each.model_copy(update={"due": moment}) if each.id == job else each for each in problem.jobs)
    return problem.model_copy(update={"jobs": tuple(jobs)})


class _Base(NamedTuple):
    """The best plan without a way out, and the money that it may still save, if that is known."""

    plan: Plan
    gap: float | None


class _Search:
    def __init__(
        self, problem: Problem, plan: Plan, job: str, time_limit: float, rounds: int | None, seed: int
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.job = job
        self.until = time.monotonic() + time_limit
        self.rounds = rounds
        self.seed = seed
        self.scene = Scene(problem)
        self.money = 1 + problem.settings.overtime_first
        self.known = broken(problem, plan)

    def run(self) -> tuple[Repair, ...]:
        reasons = why(self.problem, self.plan, self.job, time_limit=0)
        first, *ways = measures(self.problem, self.plan, self.job, reasons)
        for size in (AROUND, 2 * AROUND):
            self.tasks, self.people, self.is_whole = neighbourhood(self.scene, self.plan, self.job, size)
            base = self._base()
            alone = self._tried(first, base, base.plan, FIRST)
            if alone.status != "not_found" or self.is_whole:
                break
        is_enough = alone.status == "holds" and not _harm(alone) and (alone.price or 0.0) <= 0
        found: list[Repair] = []
        for n, way in enumerate(() if is_enough else ways):
            # Every way out allows more than the first one: its plan is one to begin with.
            tried = self._tried(way, base, alone.plan or base.plan, 1 / (len(ways) - n))
            if alone.status != "holds" or _rank(tried)[:-1] < _rank(alone)[:-1]:
                found.append(tried)
        return tuple(sorted([alone, *found, *self._later(base)], key=_rank))

    def _effort(self, share: float) -> Effort:
        """Return what may be spent on a model: a share of the time that is left, or a measure of work.

        Prices are told only beyond what the plan without a way out might still save, so bounds of money matter.
        """
        from agencysim.planner.search.solving import Effort

        if self.rounds is not None:
            return Effort(float("inf"), self.seed, 1 + self.money, deterministic=WORK * self.rounds, threads=1)
        return Effort(max(0.5, share * (self.until - time.monotonic())), self.seed, 1 + self.money, threads=1)

    def _solved(self, problem: Problem, start: Plan, share: float, promised: dict[str, int], lent: str = "") -> Solved:
        from agencysim.planner.search.model import Model
        from agencysim.planner.search.solving import solve

        model = Model(Scene(problem), start, self.tasks, self.people | ({lent} if lent else set()))
        return solve(model, self._effort(share), relax=problem.settings.relax, promised=promised)

    def _others(self, plan: Plan) -> dict[str, int]:
        """Return for all other jobs the seconds by which they are late, or undone, in a plan."""
        return {name: -int(-h * HOUR // 1) for name, h in job_arrears(self.problem, plan).items() if name != self.job}

    def _base(self) -> _Base:
        """Return the best plan for the problem as it is, so that nothing is taken for the merit of a way out."""
        from agencysim.planner.search.objective import units

        solved = self._solved(self.problem, self.plan, BASE, self._others(self.plan))
        gap, money = None, self.money
        if solved.proven >= money and len(solved.values) > money and not self.problem.settings.relax:
            unit = units(overtime_first=self.problem.settings.overtime_first)[money]
            gap = round((solved.values[money] - solved.bounds[money]) / unit, 2)
        if solved.plan is None or not self._is_sound(self.problem, solved.plan):
            return _Base(self.plan, None)
        better = self._tiers(solved.plan) <= self._tiers(self.plan)
        return _Base(solved.plan, gap) if better else _Base(self.plan, None)

    def _tiers(self, plan: Plan) -> tuple[float, ...]:
        return cost_of(self.problem, plan).tiers(overtime_first=self.problem.settings.overtime_first)

    def _is_sound(self, problem: Problem, plan: Plan) -> bool:
        return broken(problem, plan) <= self.known

    # -- one way out -------------------------------------------------------------------------------------------

    def _tried(self, measure: Measure, base: _Base, start: Plan, share: float) -> Repair:
        """Return a way out with the plan that holds the date by it, if there is one."""
        began = time.monotonic()
        what = {"way": measure.way, "about": measure.about, "amount": measure.amount, "until": measure.until}
        if not Bounds(Scene(measure.problem)).can_be_in_time(self.job):
            return Repair(status="cannot", **what)
        others = self._others(base.plan)
        until = began + share * (self.until - began)
        for part, promised in ((0.6, {**others, self.job: 0}), (1.0, {self.job: 0})):  # at nobody's cost, if it can be
            part *= max(0.0, until - time.monotonic()) / max(0.1, self.until - time.monotonic())
            solved = self._solved(measure.problem, start, part, promised, measure.lent)
            if solved.plan is not None and self._holds(measure.problem, solved.plan):
                break
        seconds = round(time.monotonic() - began, 1)
        if solved.plan is None or not self._holds(measure.problem, solved.plan):
            return self._failed(solved, Repair(seconds=seconds, **what))
        return self._priced(measure, solved.plan, base).model_copy(update={"seconds": seconds})

    def _failed(self, solved: Solved, repair: Repair) -> Repair:
        """Return a way out of which no plan was found: proven of all plans, of those around the job, or not at all."""
        cannot = solved.impossible and self.is_whole
        around = len(self.tasks) if solved.impossible and not self.is_whole else None
        return repair.model_copy(update={"status": "cannot" if cannot else "not_found", "around": around})

    def _holds(self, problem: Problem, plan: Plan) -> bool:
        return job_lateness(problem, plan).get(self.job, 0) <= 0 and self._is_sound(problem, plan)

    def _priced(self, measure: Measure, plan: Plan, base: _Base) -> Repair:
        now, before = cost_of(measure.problem, plan), cost_of(self.problem, base.plan)
        known, paid = (each.money - each.disturbance for each in (before, now))  # nobody pays for changes
        price = max(0.0, round(paid - known + _wages(measure, plan), 2))  # below it the base is not the best plan
        return Repair(
            way=measure.way,
            about=measure.about,
            amount=measure.amount,
            until=measure.until,
            price=price if not base.gap or price > base.gap else None,
            gap=base.gap,
            overtime=round(now.overtime_hours - before.overtime_hours, 2),
            later=self._later_jobs(measure.problem, plan, base.plan),
            problem=measure.problem,
            plan=plan,
        )

    def _later_jobs(self, problem: Problem, plan: Plan, base: Plan) -> tuple[tuple[str, float], ...]:
        """Return by how many hours other jobs come later than without a way out."""
        now, before = job_lateness(problem, plan), job_lateness(self.problem, base)
        names = sorted((now.keys() | before.keys()) - {self.job})
        more = ((name, round(now.get(name, 0.0) - before.get(name, 0.0), 2)) for name in names)
        return tuple((name, hours) for name, hours in more if hours)

    def _later(self, base: _Base) -> list[Repair]:
        """Return the date that the best plan without a way out holds, or one with all of the job in the plan."""
        known, made, seconds = self.problem.job[self.job], base.plan, 0.0
        date = known.due if known.due is not None else known.deadline
        if date is None:
            return []
        if self._is_open(made):  # a part of it has no date: if all of it finds a place, that is the date
            began = time.monotonic()
            finish = Bounds(self.scene).earliest_finish(self.job)
            if finish is None or finish > self.problem.end + known.tail:
                return [Repair(way=Way.LATER, status="cannot")]
            last = {self.job: max(0, self.problem.end + known.tail - date)}
            for promised in ({**self._others(made), **last}, last):  # at nobody's cost, if it can be
                solved = self._solved(self.problem, made, BASE, promised)
                if solved.plan is not None and not self._is_open(solved.plan):
                    break
            seconds = round(time.monotonic() - began, 1)
            if solved.plan is None or self._is_open(solved.plan) or not self._is_sound(self.problem, solved.plan):
                return [self._failed(solved, Repair(way=Way.LATER, seconds=seconds))]
            made = solved.plan
        hours = job_lateness(self.problem, made).get(self.job, 0.0)
        if hours <= 0:
            return []
        until = date + round(hours * HOUR)
        measure = Measure(Way.LATER, due_by(self.problem, self.job, until), until=until)
        return [self._priced(measure, made, base).model_copy(update={"seconds": seconds})]

    def _is_open(self, plan: Plan) -> bool:
        """Return whether a part of the job that counts for its date is not planned."""
        return any(each.job == self.job and not self.problem.task[each.task].after_due for each in plan.unplanned)


def _wages(measure: Measure, plan: Plan) -> float:
    """Return what somebody who is lent is paid for the time that he is at work, overtime apart."""
    if not measure.lent:
        return 0.0
    duties = [duty for duty in plan.duties if duty.person == measure.lent]
    used = [duty for duty in duties if any(duty.start <= piece.start < duty.end for piece in plan.of(measure.lent))]
    return measure.problem.person[measure.lent].wage * sum(duty.length for duty in used if duty.rostered) / HOUR


def _rank(repair: Repair) -> tuple[object, ...]:
    """Return the place of a way out: what holds, by how much later others come, and by money; a later date last."""
    order = ("holds", "not_found", "cannot")
    return order.index(repair.status), repair.way is Way.LATER, _harm(repair), repair.price or 0.0, repair.way


def _harm(repair: Repair) -> float:
    """Return by how many hours other jobs come later, all together."""
    return sum(hours for _, hours in repair.later if hours > 0)
