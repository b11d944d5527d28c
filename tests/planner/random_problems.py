"""Random small problems, planned by the real planner, and what must be true of every plan.

`make test` plans some of them, `make verify` all: a problem has the same number for ever.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any, NamedTuple

from random_weeks import Maker
from small_problems import HOURS, at, person, problem, shift, task

import agencysim as ag
from agencysim.planner import Rule, cost_of, plan, verify
from agencysim.planner.instances import sized
from agencysim.planner.problem import (
    Absence,
    After,
    Coverage,
    Holding,
    Job,
    Limits,
    Outside,
    PersonDay,
    Reserve,
    Settings,
    Unit,
)
from agencysim.plans import Assignment
from agencysim.scenario import Scenario
from agencysim.values import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agencysim.planner import Problem, Result

SKILLS = ("draw", "print", "build")
NEAR = 1e-6
"""Costs are rounded: what differs by no more is equal."""


# -- problems ----------------------------------------------------------------------------------------------------------


def days_of_a_crew(seed: int) -> Problem:
    """Return two or three days of a few people, with every feature of a problem now and then."""
    return _Days(random.Random(seed)).problem()


class _Days:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.days = chance.choice((2, 2, 3))

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def problem(self) -> Problem:
        people = [self.person(name) for name in ("ann", "ben", "cem", "dia")[: self.chance.choice((2, 3, 3, 4))]]
        jobs = tuple(self.job(f"J{n}") for n in range(self.chance.choice((2, 3))))
        tasks = [each for job in jobs for each in self.route(job.id)]
        others: dict[str, Any] = {
            "jobs": jobs,
            "shifts": {"day": shift(HOURS, self.days), "late": shift(((13, 17), (18, 22)), self.days)},
            "calendars": {"mall": tuple((at(day, 10), at(day, 20)) for day in range(self.days))},
            "units": (Unit(name="press", kind="press", cost_per_hour=5),),
            "limits": self.limits(),
            "settings": Settings(overtime_first=self.happens(0.2), postponed_hour=self.chance.choice((0.0, 10.0))),
        }
        if self.happens(0.2):
            others["coverage"] = (Coverage(skill="draw", windows=((at(0, 9), at(0, 12)), (at(1, 14), at(1, 17)))),)
        if self.happens(0.2):
            others["reserve"] = (Reserve(skill="print", share=0.2),)
        return problem(people, tasks, days=self.days, **others | self.locks(people, tasks))

    def person(self, name: str) -> Any:
        skills = SKILLS if name == "ann" else self.chance.sample(SKILLS, self.chance.choice((1, 2)))
        days = [PersonDay(shifts=self.chance.choice((("day",), ("day",), ("day", "late"))))] * self.days
        if self.days == 3:
            days[2] = PersonDay(shifts=("day",), rostered=False, pay="rest_day")
        away = (Absence(start=at(1, 8), end=at(1, 13)),) if self.happens(0.2) else ()
        holdings = [Holding(skill=skill, level=self.chance.choice((1.0, 1.0, 0.5, 2.0))) for skill in skills]
        return person(name, *holdings, days=tuple(days), absences=away)

    def job(self, name: str) -> Job:
        due = at(self.chance.choice((0, 0, 1)), self.chance.choice((11, 15, 17)))
        hard = due + 24 * HOUR if self.happens(0.15) else None
        return Job(id=name, due=due, deadline=hard, weight=float(self.chance.choice((1, 1, 3))))

    def route(self, job: str) -> Iterator[Any]:
        before: tuple[After, ...] = ()
        for n in range(self.chance.choice((1, 2, 2))):
            name, skill = f"s{n}", self.chance.choice(SKILLS)
            crew = (skill, self.chance.choice(SKILLS)) if self.happens(0.15) else (skill,)
            others: dict[str, Any] = {
                "splittable": self.happens(0.6),
                "units": {"press": 1} if self.happens(0.2) else {},
            }
            if self.happens(0.2):
                others["outside"] = Outside(price=60.0, delay=5 * HOUR)
            if self.happens(0.15):
                others |= {"site": "mall", "travel": 30 * MINUTE}
            if self.happens(0.15):
                others["release"] = at(0, 10)
            hours = self.chance.choice((1, 2, 3, 5) if not others["splittable"] else (2, 4, 7))
            yield task(name, hours, *crew, job=job, after=before, **others)
            before = (After(step=name, lag=self.chance.choice((0, 0, 2 * HOUR))),)

    def limits(self) -> Limits:
        rest = self.chance.choice((None, 11 * HOUR))
        return Limits(overtime_late=self.chance.choice((0, HOUR, 3 * HOUR)), overtime_day=2 * HOUR, daily_rest=rest)

    def locks(self, people: list[Any], tasks: list[Any]) -> dict[str, Any]:
        """Return somebody who is at the first task of the first job this morning, if he can do it alone."""
        first = tasks[0]
        able = [each for each in people if each.level(first.modes[0].places[0].skill, at(0, 8), at(0, 9)) == 1.0]
        alone = len(first.modes[0].places) == 1 and not first.modes[0].units and not first.travel and not first.release
        if not able or not alone or not self.happens(0.4):
            return {}
        piece = Assignment(
            job=first.job,
            step=first.step,
            people=(able[0].name,),
            start=at(0, 8),
            end=at(0, 9) if first.splittable else at(0, 8) + min(4 * HOUR, first.modes[0].content),
            locked=True,
        )
        return {"locks": (piece,)} if first.splittable or first.modes[0].content <= 4 * HOUR else {}


def week_of_an_agency(seed: int) -> Problem:
    """Return a week of six people with a few tasks; every second one without cover and locks."""
    made = sized(6, 3 + seed % 5, load=(0.6, 0.85, 1.2)[seed % 3], seed=seed)
    return made.model_copy(update={"coverage": (), "locks": ()}) if seed % 2 else made


def simulated_agency(seed: int) -> Problem:
    """Return the week of an agency with one job of each kind, from somewhere in a simulated week."""
    made = Maker(random.Random(seed)).scenario(seed)
    for kind in made["job_types"].values():
        kind["demand"] = {"at_start": 1}
    scenario = Scenario.model_validate(made)
    moment = seed % 3 * round(34.5 * HOUR)
    return ag.problem_of(scenario, ag.state_at(ag.simulate(scenario, weeks=max(1.0, moment / (168 * HOUR))), moment))


class Family(NamedTuple):
    """Random problems of one kind.

    Parameters
    ----------
    make
        Returns the one of a number.
    rounds
        What the planner may spend on each, by its own measure, so that any machine finds the same.
    count, sample
        How many are planned at length, and how many in each test run.
    """

    make: Callable[[int], Problem]
    rounds: int
    count: int
    sample: int


FAMILIES = {
    "two or three days of a crew": Family(days_of_a_crew, 4, 380, 44),
    "a week of six people": Family(week_of_an_agency, 2, 60, 3),
    "a simulated agency's week": Family(simulated_agency, 2, 60, 3),
}


# -- what must be true of a plan ---------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What was seen of one problem.

    Parameters
    ----------
    proven
        Whether lateness and money are proven to be as low as they can be.
    seconds
        How long planning took.
    compared
        Whether it was planned with one more person, too, and both were proven.
    unbounded
        Whether no bound is known, though there is work.
    faults
        What is wrong.
    """

    proven: bool
    seconds: float
    compared: bool
    unbounded: bool
    faults: tuple[str, ...]


def examine(family: Family, seed: int) -> Outcome:
    """Plan a problem, and with one more person if no cover and no locks may ask for more of him than he brings."""
    given = family.make(seed)
    try:
        return _seen(family, seed, given)
    except RuntimeError as error:  # what the planner says of a plan of its own that breaks a rule
        return Outcome(proven=False, seconds=0.0, compared=False, unbounded=True, faults=(str(error),))


def _seen(family: Family, seed: int, given: Problem) -> Outcome:
    result = plan(given, rounds=family.rounds)
    faults = [*faults_of(given, result)]
    compared = False
    if result.status == "optimal" and not given.coverage and not given.locks:
        larger = with_one_more(given, seed)
        other = plan(larger, rounds=family.rounds)
        faults += [f"with one more person, {fault}" for fault in faults_of(larger, other)]
        compared = other.status == "optimal"
        if compared and is_worse(first_tiers(larger, other), first_tiers(given, result)):
            faults.append(f"one more person makes {first_tiers(given, result)} {first_tiers(larger, other)}")
    unbounded = len(given.tasks) > 0 and all(bound is None for bound in result.bounds)
    return Outcome(result.status == "optimal", result.seconds, compared, unbounded, tuple(faults))


def faults_of(given: Problem, result: Result) -> Iterator[str]:
    """Yield what is wrong with an answer of the planner, found from problem and plan alone."""
    found = verify(given, result.plan)
    if tuple(found) != result.broken:
        yield f"the plan breaks {found}, and not what is told"
    if chosen := [v for v in found if not v.locked and v.rule is not Rule.COVERAGE]:
        yield f"the plan breaks {chosen} by choice"
    if cost_of(given, result.plan) != result.cost:
        yield "the plan costs something else"
    if {(p.task, p.people, p.start, p.end) for p in given.locks} - {
        (p.task, p.people, p.start, p.end) for p in result.plan.assignments
    }:
        yield "locked work has been moved"
    if {p.task for p in result.plan.assignments} | {u.task for u in result.plan.unplanned} != set(given.task):
        yield "a task is neither planned nor told"
    tiers = result.cost.tiers(overtime_first=given.settings.overtime_first)
    if any(bound is not None and bound > tier + 0.01 for tier, bound in zip(tiers, result.bounds, strict=True)):
        yield f"{tiers} is below the bounds {result.bounds}"


def with_one_more(given: Problem, seed: int) -> Problem:
    """Return a problem with a copy of somebody who can do some of its work."""
    asked = {place.skill for each in given.tasks for mode in each.modes for place in mode.crew}
    able = [each for each in given.people if asked & {holding.skill for holding in each.holdings}]
    if not able:
        return given
    twin = able[seed % len(able)].model_copy(update={"name": "one more"})
    return given.model_copy(update={"people": (*given.people, twin)})


def first_tiers(given: Problem, result: Result) -> tuple[float, ...]:
    """Return the tiers that are proven."""
    return result.cost.tiers(overtime_first=given.settings.overtime_first)[:2]


def is_worse(tiers: tuple[float, ...], than: tuple[float, ...]) -> bool:
    """Return whether the first tier that differs is higher."""
    return next((a > b for a, b in zip(tiers, than, strict=True) if abs(a - b) > NEAR), False)


# -- exhaustive search -------------------------------------------------------------------------------------------------


def orders(seed: int) -> Problem:
    """Return five tasks of one person, each with a date: what counts is only their order."""
    chance = random.Random(seed)
    jobs, work = [], []
    for n in range(5):
        jobs.append(Job(id=f"J{n}", due=at(0, chance.randrange(9, 15)), weight=chance.randrange(1, 4)))
        work.append(task("do", chance.choice((0.5, 1, 1.5, 2)), "do", job=f"J{n}", splittable=False))
    return problem([person("ann", "do")], work, jobs=tuple(jobs))


def least_lateness(given: Problem) -> float:
    """Return the least hours of lateness of tasks that one person does without a pause, by trying every order."""
    return min(_lateness(given, order) for order in itertools.permutations(given.tasks)) / HOUR


def _lateness(given: Problem, order: tuple[Any, ...]) -> float:
    now, late = at(0, 8), 0.0
    for each in order:
        start = at(0, 13) if at(0, 12) <= now < at(0, 13) else now
        now = start + each.modes[0].content
        if start < at(0, 12) < now:
            now += HOUR  # the lunch break passes
        job = given.job[each.job]
        late += job.weight * max(0, now - job.due)
    return late
