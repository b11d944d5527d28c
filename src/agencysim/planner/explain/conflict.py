"""What cannot all hold: small sets of jobs that are to be in time, and of rules."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Literal

from agencysim.planner.construct import construct
from agencysim.planner.cost import job_lateness
from agencysim.planner.explain.asking import check_question, check_seconds
from agencysim.planner.explain.bounds import Bounds
from agencysim.planner.rules import Rule
from agencysim.planner.search.scene import Scene
from agencysim.planner.verifier import verify
from agencysim.planner.verifier.world import World
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.problem import Problem
    from agencysim.planner.search.promises import Question
    from agencysim.plans import Plan, TaskId

SMALL = 60
"""Tasks up to which all of a problem is looked at; of a larger one, so many around a job as `AROUND` says."""

AROUND = 20
"""Tasks around a job that may be changed in a large problem."""

CORE = 0.3
"""Share of the time that is left in which a part of what cannot hold is looked for at once."""

PART = 0.15
"""Share of the time that is left that is spent on whether some members of a conflict are not needed."""

RULES = (
    Rule.OVERTIME_DAY,
    Rule.OVERTIME_WEEK,
    Rule.OVERTIME_MONTH,
    Rule.WEEK_HOURS,
    Rule.AVERAGE_HOURS,
    Rule.DAILY_REST,
    Rule.REST_DAYS,
    Rule.DAYS_IN_ROW,
    Rule.COVERAGE,
    Rule.RESERVE,
)
"""Rules that a manager could think of bending; all others hold in any case."""


class Conflict(Frozen):
    """A job that cannot be in time while others are, and some rules hold.

    Parameters
    ----------
    job
        The job.
    others
        Jobs that are in time in the plan.
    rules
        Rules that have to do with it.
    status
        ``smallest``: proven, and without any one of these the others could hold; ``proven``: there was no time to
        find out whether all are needed.
    around
        Tasks around the job that may be planned otherwise, while all others stay as they are; absent if all may.
    """

    job: str
    others: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    status: Literal["smallest", "proven"] = "smallest"
    around: int | None = None


class Conflicts(Frozen):
    """What was found about the jobs that are late in a plan.

    Parameters
    ----------
    found
        A conflict for each job that cannot be in time.
    possible
        Late jobs that could be in time while all that are in time stay so.
    unknown
        Late jobs of which nothing was found out in time.
    seconds
        How long it took.
    """

    found: tuple[Conflict, ...] = ()
    possible: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    seconds: float = 0.0


def conflicts(
    problem: Problem, plan: Plan | None = None, *, job: str | None = None, time_limit: float = 30.0
) -> Conflicts:
    """Return for each late job what keeps it from being in time: jobs that are in time in the plan, and rules.

    Where a first plan has a late job in time, and no other one late, nothing stands in its way, which is told at once.
    Else that those can hold together is shown by the plan; that the late job cannot be added is proven, and the set
    made smaller, one member after the other, as long as that can still be proven.

    Parameters
    ----------
    problem
        What is to be planned.
    plan
        The plan in which jobs are late; a first one if absent.
    job
        Only this job.
    time_limit
        Seconds, for all late jobs together.

    Raises
    ------
    AgencySimError
        If there is no such job, the plan is of another problem, or an argument is none that can be used.
    """
    first = construct(problem) if plan is None else None
    plan = plan or first
    check_question(problem, plan, job)
    check_seconds("time_limit", time_limit)
    assert plan is not None  # the first one, if none is given
    began = time.monotonic()
    late = job_lateness(problem, plan)
    asked = [name for name in late if job in (None, name)]
    if not asked:
        return Conflicts(seconds=time.monotonic() - began)
    held = [] if first else _held_by(construct(problem), problem, plan, asked)
    asked = [name for name in asked if name not in held]
    scene = Scene(problem)
    bounds = Bounds(scene)
    found: list[Conflict] = []
    other: dict[str, list[str]] = {"yes": held, "unknown": []}
    for n, name in enumerate(asked):
        share = (time_limit - (time.monotonic() - began)) / (len(asked) - n)
        if not bounds.can_be_in_time(name):
            found.append(Conflict(job=name))
        elif isinstance(each := _Search(scene, plan, name, share).run(), Conflict):
            found.append(each)
        else:
            other[each].append(name)
    seconds = time.monotonic() - began
    return Conflicts(found=tuple(found), possible=tuple(other["yes"]), unknown=tuple(other["unknown"]), seconds=seconds)


def _held_by(other: Plan, problem: Problem, plan: Plan, jobs: list[str]) -> list[str]:
    """Return which late jobs another plan has in time, if it has none late that is in time, and breaks nothing more."""
    late = job_lateness(problem, other)
    if not late.keys() <= job_lateness(problem, plan).keys() or not broken(problem, other) <= broken(problem, plan):
        return []
    return [name for name in jobs if name not in late]


class _Search:
    """Looks for the conflict of one job."""

    def __init__(self, scene: Scene, plan: Plan, job: str, seconds: float) -> None:
        self.scene = scene
        self.plan = plan
        self.job = job
        self.until = time.monotonic() + seconds
        problem = scene.problem
        self.tasks, people, self.is_whole = neighbourhood(scene, plan, job)
        late = job_lateness(problem, plan)
        dated = (each.id for each in problem.jobs if each.due is not None or each.deadline is not None)
        touched = {name.job for name in self.tasks}
        self.others = [name for name in dated if name in touched and name not in late]
        self.question = self._question(people)

    def _question(self, people: Iterable[str]) -> Question:
        from agencysim.planner.search.model import Model
        from agencysim.planner.search.promises import Question

        model = Model(self.scene, self.plan, self.tasks, set(people))
        return Question(model, [self.job, *self.others], RULES)

    def run(self) -> Conflict | Literal["yes", "unknown"]:
        """Return the conflict, that there is none, or that it is not known."""
        possible = self._possible()
        if possible is None:
            return "unknown"
        can = self.question.can_hold([self.job, *possible], self.left)
        if can is not False:
            return "yes" if can and self._is_sound(self.question.found) else "unknown"
        core = self.question.core([self.job, *possible], self.left * CORE)
        members, status = self._smallest([name for name in core if name != self.job])
        return Conflict(
            job=self.job,
            others=tuple(name for name in members if name not in set(RULES)),
            rules=tuple(rule for rule in RULES if rule in members),
            status=status,
            around=None if self.is_whole else len(self.tasks),
        )

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    def _possible(self) -> list[str] | None:
        """Return what can hold without the job.

        The plan may be one that a model has not, with a task in two pieces on a day: then what stands in the way of it
        is left out.
        """
        members = [*self.question.rules, *self.others]
        while self.left > 0:
            can = self.question.can_hold(members, self.left)
            if can is not False:
                return members if can else None
            core = self.question.core(members, self.left * CORE)
            members = [name for name in members if name not in core]
        return None

    def _is_sound(self, made: Plan | None) -> bool:
        """Return whether a plan breaks nothing that the present one does not, and has the job in time."""
        if made is None:
            return False
        known = broken(self.scene.problem, self.plan)
        return broken(self.scene.problem, made) <= known and self.job not in job_lateness(self.scene.problem, made)

    def _smallest(self, members: list[str]) -> tuple[list[str], Literal["smallest", "proven"]]:
        """Drop as many members at once as leave it impossible: all rules, then halves, quarters, and one by one."""
        rules = [name for name in members if name in set(RULES)]
        jobs = [name for name in members if name not in rules]
        if rules and self._can(jobs) is False:
            rules = []
        members = [*jobs, *rules]
        size, is_sure = len(members) or 1, True
        while size:
            is_sure = True
            for first in reversed(range(0, len(members), size)):
                rest = members[:first] + members[first + size :]
                can = self._can(rest)
                is_sure &= can is not None
                members = rest if can is False else members
            size //= 2
        return members, "smallest" if is_sure else "proven"

    def _can(self, members: list[str]) -> bool | None:
        """Return whether some members can hold with the job in time; a part of the time left is spent on it."""
        return self.question.can_hold([self.job, *members], max(0.5, self.left * PART)) if self.left > 0 else None


def broken(problem: Problem, plan: Plan) -> set[tuple[object, ...]]:
    """Return what a plan breaks, so that it can be held against what another one does."""
    return {(v.rule, v.tasks, v.who, v.at if v.rule is Rule.COVERAGE else 0) for v in verify(problem, plan)}


def neighbourhood(
    scene: Scene, plan: Plan, job: str, size: int = AROUND
) -> tuple[frozenset[TaskId], frozenset[str], bool]:
    """Return the tasks and people that may be changed when a job is asked about, and whether these are all."""
    from agencysim.planner.search.neighbourhoods import Neighbourhoods

    problem = scene.problem
    if len(problem.tasks) <= SMALL:
        return frozenset(problem.task), frozenset(problem.person), True
    where = Neighbourhoods(scene, World(scene.problem, plan), random.Random(1)).around(job, size)
    return where.tasks, where.people, False
