"""What a plan costs, tier by tier."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from immutabledict import immutabledict

from agencysim.domain.fields import Map
from agencysim.planner.verifier.world import World, content
from agencysim.plans import PayClass
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.calendars import Calendar
    from agencysim.planner.problem import Person, Problem, Task
    from agencysim.plans import Assignment, Plan, TaskId

UNPOPULAR_MEMORY = 28
"""Days before the plan whose unpopular shifts count when they are shared out."""


class Cost(Frozen):
    """The cost of a plan; a tier counts only where those before it are equal, but for the share that may be relaxed.

    Parameters
    ----------
    tardiness
        Hours of lateness by weight, those of jobs that are not finished included (tier 1).
    unfinished
        Hours of work that is not planned though its job is due by the end of the plan, by weight (tier 1).
    overtime
        Money for overtime by the kind of day (tier 2, with all money).
    outsourcing, travel, hire
        Money for other firms, for the use of own units, and for hired ones.
    postponed
        Money that work left over for later is worth.
    disturbance
        Money that changes against the published plan are taken to cost; none unless the problem's settings say so.
    overtime_hours
        Hours of overtime; they come before money if the problem's settings say so.
    unfairness
        Squares of everybody's overtime hours in the month and unpopular shifts, summed up (tier 3, with what follows).
    wishes
        Duties against what people wanted.
    idle_hours
        Hours between two tasks of a person in one duty in which he has nothing to do.
    changes
        Tasks that are planned otherwise than in the published plan (tier 4, with what follows).
    changed_shifts
        Days on which somebody works another shift than published, or works or does not, overtime apart.
    """

    tardiness: float = 0.0
    unfinished: float = 0.0
    overtime: Map[PayClass, float] = immutabledict()
    outsourcing: float = 0.0
    travel: float = 0.0
    hire: float = 0.0
    postponed: float = 0.0
    disturbance: float = 0.0
    overtime_hours: float = 0.0
    unfairness: float = 0.0
    wishes: float = 0.0
    idle_hours: float = 0.0
    changes: int = 0
    changed_shifts: int = 0

    @property
    def lateness(self) -> float:
        """Tier 1: lateness and what is not finished."""
        return self.tardiness + self.unfinished

    @property
    def money(self) -> float:
        """Tier 2: money."""
        paid = sum(self.overtime.values()) + self.outsourcing + self.travel + self.hire
        return paid + self.postponed + self.disturbance

    @property
    def people(self) -> float:
        """Tier 3: what people mind."""
        return self.unfairness + self.wishes + self.idle_hours

    @property
    def stability(self) -> int:
        """Tier 4: what is otherwise than published."""
        return self.changes + self.changed_shifts

    def tiers(self, *, overtime_first: bool = False) -> tuple[float, ...]:
        """Return the tiers in the order in which they count, rounded so that equal ones are equal."""
        second = (self.overtime_hours, self.money) if overtime_first else (self.money,)
        return tuple(round(tier, 6) for tier in (self.lateness, *second, self.people, float(self.stability)))


def cost_of(problem: Problem, plan: Plan) -> Cost:
    """Return what a plan costs, found from the plan alone.

    Parameters
    ----------
    problem
        What was to be planned.
    plan
        The plan; whatever made it.
    """
    return cost_in(World(problem, plan))


def cost_in(world: World) -> Cost:
    """Return what the plan of a world costs."""
    problem = world.problem
    tardiness, unfinished = _lateness(world)
    left = sum(left_of(world, task) * _hands(task) for task in problem.tasks if problem.is_wanted(task))
    changes, changed_shifts = len(changed_tasks_of(problem, world.plan)), _changed_shifts(problem, world.plan)
    return Cost(
        tardiness=tardiness,
        unfinished=unfinished,
        overtime=_overtime_pay(world),
        outsourcing=sum(_price(world.problem.task[name]) for name in world.outside),
        travel=_use_of_units(world, hired=False),
        hire=_use_of_units(world, hired=True),
        postponed=problem.settings.postponed_hour * left / HOUR,
        disturbance=problem.settings.changed_task * (changes + changed_shifts),
        overtime_hours=sum(duty.overtime for duties in world.duties.values() for duty in duties) / HOUR,
        unfairness=sum(_share(world, person) for person in problem.people),
        wishes=sum(_against_wishes(world, person) for person in problem.people),
        idle_hours=sum(_idle(world, person) for person in problem.people) / HOUR,
        changes=changes,
        changed_shifts=changed_shifts,
    )


def left_of(world: World, task: Task) -> int:
    """Return the seconds of a task that are not planned, done in the usual way at speed 1."""
    if world.is_done(task.id):
        return 0
    mode = task.modes[0]
    whole = mode.seconds(1.0, world.problem.grid)
    pieces = world.pieces.get(task.id)
    need = world.need(task, pieces[0]) if pieces else None
    if not pieces or not need:
        return whole
    return max(0, -(-whole * (need - world.done[task.id]) // need))


def _hands(task: Task) -> int:
    return max(1, task.modes[0].size)


def job_lateness(problem: Problem, plan: Plan) -> dict[str, float]:
    """Return the hours by which each job is late that is."""
    return lateness_in(World(problem, plan))


def lateness_in(world: World) -> dict[str, float]:
    """Return the hours by which each job is late that is, by the plan of a world."""
    return {job: late for job, late, _ in _late_jobs(world) if late > 0}


def job_arrears(problem: Problem, plan: Plan) -> dict[str, float]:
    """Return by job with a date the hours by which it is late, and those of its work that is due but not planned."""
    return {job: late + left for job, late, left in _late_jobs(World(problem, plan))}


def _lateness(world: World) -> tuple[float, float]:
    """Return the hours by weight by which jobs are late, and those of work that is due but not planned."""
    weight = {job.id: job.weight for job in world.problem.jobs}
    found = list(_late_jobs(world))
    return sum(weight[job] * late for job, late, _ in found), sum(weight[job] * left for job, _, left in found)


def _late_jobs(world: World) -> Iterator[tuple[str, float, float]]:
    """Yield each job with a date, the hours by which it is late, and those of its work that is due but not planned."""
    problem = world.problem
    tasks: dict[str, list[Task]] = defaultdict(list)
    for task in problem.tasks:
        if problem.is_wanted(task) and not task.after_due:
            tasks[task.job].append(task)
    for job in problem.jobs:
        date = job.due if job.due is not None else job.deadline
        if date is None or not tasks[job.id]:
            continue
        left = sum(left_of(world, task) for task in tasks[job.id])
        ends = [end for task in tasks[job.id] if (end := world.ends(task.id)) is not None]
        finish = problem.end + left if left else max(ends)
        late = max(0, finish + job.tail - date) / HOUR
        yield job.id, late, left / HOUR if left and date - job.tail <= problem.end else 0.0


def _overtime_pay(world: World) -> dict[PayClass, float]:
    pay: dict[PayClass, float] = {}
    rates = world.problem.settings.overtime_rates
    for name, duties in world.duties.items():
        wage = world.problem.person[name].wage
        for duty in duties:
            if duty.overtime:
                pay[duty.pay] = pay.get(duty.pay, 0.0) + duty.overtime / HOUR * wage * rates.get(duty.pay, 1.0)
    return pay


def _price(task: Task) -> float:
    return task.outside.price if task.outside else 0.0


def _use_of_units(world: World, *, hired: bool) -> float:
    units = world.problem.unit
    return sum(
        units[name].cost_per_hour * (piece.end - piece.start) / HOUR
        for pieces in world.pieces.values()
        for piece in pieces
        for name in piece.units
        if name in units and units[name].hired == hired
    )


def _share(world: World, person: Person) -> float:
    """Return the squares of a person's overtime in the months of the plan and of his unpopular shifts."""
    problem = world.problem
    duties = world.duties[person.name]
    months = {(day.date.year, day.date.month) for day in problem.days}
    first = problem.days[0]
    past = [day for day in person.history if day.day >= first.number - UNPOPULAR_MEMORY]
    before = sum(day.overtime for day in person.history if _month_of(problem, day.day) in months)
    overtime = (before + sum(duty.overtime for duty in duties)) / HOUR
    unpopular = sum(problem.shifts[duty.shift].unpopular for duty in duties if duty.shift in problem.shifts)
    return float(overtime**2 + (unpopular + sum(day.unpopular for day in past)) ** 2)


def _month_of(problem: Problem, day: int) -> tuple[int, int]:
    date = problem.axis.date_of(problem.axis.midnight(day))
    return date.year, date.month


def _against_wishes(world: World, person: Person) -> int:
    duties = world.duties[person.name]
    off = sum(duty.day in person.days_off_wanted for duty in duties)
    return off + (sum(duty.shift not in person.shifts_wanted for duty in duties) if person.shifts_wanted else 0)


def _idle(world: World, person: Person) -> int:
    """Return the seconds between a person's first and last task of a duty in which nothing is to be done."""
    hours, total = world.hours(person.name), 0
    for duty in world.duties[person.name]:
        pieces = [piece for piece in world.of(person.name) if duty.start <= piece.start < duty.end]
        if pieces:
            total += _uncovered(world, hours, sorted(pieces, key=lambda piece: piece.start))
    return total


def _uncovered(world: World, hours: Calendar, pieces: list[Assignment]) -> int:
    at, total = pieces[0].start, 0
    for piece in pieces:
        total += hours.work_between(at - world.shift, piece.start - world.shift)
        at = max(at, piece.end)
    return total


def changed_tasks_of(problem: Problem, plan: Plan) -> list[TaskId]:
    """Return the tasks of the published plan that are planned otherwise now."""
    if problem.published is None:
        return []
    before, now = (_contents(problem, each) for each in (problem.published, plan))
    return [name for name, pieces in before.items() if now.get(name) != pieces]


def _changed_shifts(problem: Problem, plan: Plan) -> int:
    """Return on how many days somebody works another shift than published, or works or does not."""
    if problem.published is None:
        return 0
    days = {day.number for day in problem.days if day.start < problem.published.end}
    before, now = (
        {(d.person, d.day): d.shift for d in each.duties if d.day in days and d.person in problem.person}
        for each in (problem.published, plan)
    )
    return sum(before.get(key) != now.get(key) for key in before.keys() | now.keys())


def _contents(problem: Problem, plan: Plan) -> dict[TaskId, list[object]]:
    """Return what is planned of each task from the beginning of the problem on."""
    found: dict[TaskId, list[object]] = defaultdict(list)
    for name, pieces in plan.pieces().items():
        for piece in pieces:
            if name in problem.task and piece.start >= problem.start:
                found[name].append(content(piece))
    return found
