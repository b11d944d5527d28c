"""Ruin and recreate: a few jobs are taken out of a plan and put in again in another order, many times a second.

Taking out what competes with a late job or with overtime, and placing it greedily again, finds in milliseconds what
models need seconds for, and gets where restarts do not (Schrimpf et al., Record breaking optimization results using the
ruin and recreate principle, Journal of Computational Physics 159, 2000).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.kept import Kept
from agencysim.values import HOUR

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection

    from agencysim.planner.construct.roster import Turn, Worker
    from agencysim.planner.problem import Job, Problem, Task
    from agencysim.plans import Plan

MOST_JOBS, MOST_IN_OVERTIME = 20, 7
"""Jobs that are taken out besides the one that it is about, at most; fewer (measured) if it is about overtime."""

NOISE = 96
"""Slots by which a job may come earlier or later in the order than its date says."""

WARM = 0.1
"""Chance that what is worse by a hundredth is taken all the same, at the beginning; it falls to none."""


class Value(NamedTuple):
    """What is looked at, the first before the second: hours late and undone by weight, and money."""

    lateness: float
    money: float

    def minus(self, other: Value) -> Value:
        """Return the difference."""
        return Value(self.lateness - other.lateness, self.money - other.money)

    def plus(self, other: Value) -> Value:
        """Return the sum."""
        return Value(self.lateness + other.lateness, self.money + other.money)


class Aim(NamedTuple):
    """What jobs are taken out for, and put in again.

    Parameters
    ----------
    tries
        How often.
    is_overtime
        Whether it is about overtime, instead of late work.
    spare
        Hours of lateness by weight that there may be more than to begin with, and count for nothing.
    """

    tries: int
    is_overtime: bool = False
    spare: float = 0.0

    def counted(self, value: Value) -> Value:
        """Return what counts of a difference to the plan to begin with."""
        return Value(max(self.spare, value.lateness), value.money) if self.spare else value


def recreated(problem: Problem, plan: Plan, chance: random.Random, aim: Aim, left: Callable[[], float]) -> Plan:
    """Return the best plan of some tries, each of which takes some jobs out and puts them in again.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan to begin with.
    chance
        Where draws come from.
    aim
        What it is about, and how often it is tried.
    left
        Tells which share of the time is left; it ends when none is.
    """
    return _Recreation(problem, plan, chance).run(aim, left)


class _Recreation:
    def __init__(self, problem: Problem, plan: Plan, chance: random.Random) -> None:
        self.problem = problem
        self.chance = chance
        self.now = Kept(problem, plan, ())
        self.tasks: dict[str, list[Task]] = defaultdict(list)
        for task in problem.tasks:
            self.tasks[task.job].append(task)
        self.skills = {
            job: {place.skill for task in tasks for mode in task.modes for place in mode.crew}
            for job, tasks in self.tasks.items()
        }
        self._free = [task.id for task in problem.tasks if self._is_free(task)]
        self.jobs = list(dict.fromkeys(task.job for task in self._free))
        self.late = {job: self._lateness(self.now, problem.job[job]) for job in self.tasks}

    def run(self, aim: Aim, left: Callable[[], float]) -> Plan:
        """Try so often, and return the best plan."""
        best, gained, least = self.now, Value(0.0, 0.0), Value(0.0, 0.0)
        for n in range(aim.tries if self.jobs else 0):
            warmth = min(1 - n / aim.tries, left())
            if warmth <= 0:
                break
            jobs = self._in_overtime() if aim.is_overtime else self._competing()
            trial = self.now.copy()
            change = self._retried(trial, jobs)
            after = gained.plus(change)
            if self._is_taken(aim.counted(after).minus(aim.counted(gained)) if aim.spare else change, warmth):
                self.now, gained = trial, after
                self.late.update({job: self._lateness(trial, self.problem.job[job]) for job in jobs})
                if aim.counted(gained) < aim.counted(least):
                    best, least = trial, gained
        best.touched = set(best.roster.workers)
        return best.plan()

    def _is_taken(self, change: Value, warmth: float) -> bool:
        if change <= (0.0, 0.0):
            return True
        if change.lateness > 0:
            share = change.lateness / max(1.0, sum(self.late.values()))
            return bool(self.chance.random() < WARM ** (1 + 100 * share / max(1e-9, warmth)))
        return False

    # -- ruining -----------------------------------------------------------------------------------------------

    def _competing(self) -> list[str]:
        """Draw a job, late ones by their lateness, and others that compete with it for people at about its time."""
        late = [job for job in self.jobs if self.late[job] > 0]
        if late and self.chance.random() < 0.9:
            first = self.chance.choices(late, [self.late[job] for job in late])[0]
        else:
            first = self.chance.choice(self.jobs)
        due = self.problem.job[first].due
        return self._with_rivals(first, due if late and due is not None else self._middle(first), MOST_JOBS)

    def _in_overtime(self) -> list[str]:
        """Draw a job that is worked on in a turn with overtime, by its pay, and others that compete with it there."""
        workers = self.now.roster.workers.values()
        paid = [(worker, turn, self._pay_of(worker, turn)) for worker in workers for turn in worker.turns.values()]
        paid = [each for each in paid if each[2] > 0]
        if not paid:
            return self._competing()
        worker, turn, _ = self.chance.choices(paid, [pay for *_, pay in paid])[0]
        start, end = self.now.roster.bounds(turn)
        pieces = [p for task in self._free for p in self.now.pieces.get(task, ()) if start < p.end and p.start < end]
        mine = [piece for piece in pieces if worker.person.name in piece.crew]
        if not mine:
            return self._competing()
        piece = self.chance.choice(mine)
        return self._with_rivals(piece.job, piece.start, MOST_IN_OVERTIME)

    def _with_rivals(self, first: str, moment: float, most: int) -> list[str]:
        """Return a job, and others that need the same people at about some moment."""
        rivals = [job for job in self.jobs if job != first and self.skills[job] & self.skills[first]]
        ranked = sorted(rivals, key=lambda job: (abs(self._middle(job) - moment) * (0.3 + self.chance.random()), job))
        return [first, *ranked[: self.chance.randrange(1, most)]]

    def _middle(self, job: str) -> float:
        starts = [piece.start for task in self.tasks[job] for piece in self.now.pieces.get(task.id, ())]
        return sum(starts) / len(starts) if starts else float(self.problem.end)

    def _is_free(self, task: Task) -> bool:
        return task.id not in self.now.held and self.problem.is_wanted(task)

    # -- recreating --------------------------------------------------------------------------------------------

    def _retried(self, trial: Kept, jobs: list[str]) -> Value:
        """Take jobs out and put them in again, and return by how much it has become worse."""
        free = [task for job in jobs for task in self.tasks[job] if self._is_free(task)]
        trial.touched = set()
        before = sum(self._money(trial, task) for task in free)
        trial.take_out([task.id for task in free if task.id in trial.pieces])
        out = trial.touched & trial.roster.workers.keys()
        paid = {name: self._pay(self.now, name) for name in out}
        self._trim(trial, out)
        later = {job: self.chance.randrange(-NOISE, NOISE) for job in jobs}
        later[jobs[0]] = -self.chance.randrange(2 * NOISE)
        for task in trial.urgency.sorted(free, later):
            trial.put_anywhere(task)
        trial.drop_broken_deadlines(jobs)
        touched = trial.touched & trial.roster.workers.keys()
        money = sum(self._pay(trial, name) - (paid.get(name) or self._pay(self.now, name)) for name in touched)
        money += sum(self._money(trial, task) for task in free) - before
        late = sum(self._lateness(trial, self.problem.job[job]) - self.late[job] for job in jobs)
        return Value(late, money)

    def _trim(self, trial: Kept, names: Collection[str]) -> None:
        """Take back what overtime nobody needs any more."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for pieces in trial.pieces.values():
            for piece in pieces:
                for name in piece.crew:
                    if name in names:
                        spans[name].append((piece.start, piece.end))
        for name in names:
            trial.roster.trim(trial.roster.own(name), spans[name])

    # -- what it is worth --------------------------------------------------------------------------------------

    def _lateness(self, made: Kept, job: Job) -> float:
        """Return the hours by weight by which a job is late or undone; what is done in part counts as undone."""
        problem = self.problem
        date = job.due if job.due is not None else job.deadline
        tasks = [task for task in self.tasks[job.id] if problem.is_wanted(task) and not task.after_due]
        if date is None or not tasks:
            return 0.0
        left = sum(task.modes[0].seconds(1.0, problem.grid) for task in tasks if task.id not in made.ends)
        finish = problem.end + left if left else max(made.ends[task.id] for task in tasks)
        late = max(0, finish + job.tail - date)
        return job.weight * (late + (left if left and date - job.tail <= problem.end else 0)) / HOUR

    def _pay(self, made: Kept, name: str) -> float:
        worker = made.roster.workers[name]
        return sum(self._pay_of(worker, turn) for turn in worker.turns.values())

    def _pay_of(self, worker: Worker, turn: Turn) -> float:
        """Return what the overtime of a turn costs."""
        day, rates = worker.person.days[turn.day], self.problem.settings.overtime_rates
        overtime = turn.before + turn.after + (0 if day.rostered else self.now.roster.length(turn))
        return overtime * worker.person.wage * rates.get(day.pay, 1.0) / HOUR

    def _money(self, made: Kept, task: Task) -> float:
        """Return what the use of units, another firm, or leaving it for later costs."""
        units, pieces = self.problem.unit, made.pieces.get(task.id, ())
        if pieces and pieces[0].outside:
            return task.outside.price if task.outside else 0.0
        used = sum(units[name].cost_per_hour * (p.end - p.start) for p in pieces for name in p.units if name in units)
        left = 0.0 if task.id in made.ends else self._postponed(task)
        return used / HOUR + left

    def _postponed(self, task: Task) -> float:
        mode = task.modes[0]
        seconds = mode.seconds(1.0, self.problem.grid) * max(1, mode.size)
        return self.problem.settings.postponed_hour * seconds / HOUR
