"""Ruin and recreate: a few jobs are taken out of a plan and put in again in another order, many times a second.

Taking out what competes with a late job or with overtime, and placing it greedily again, finds in milliseconds what
models need seconds for, and gets where restarts do not (Schrimpf et al., Record breaking optimization results using the
ruin and recreate principle, Journal of Computational Physics 159, 2000).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.finishes import NEARLY, Finishes
from agencysim.planner.construct.kept import Kept
from agencysim.planner.construct.urgency import in_order
from agencysim.planner.construct.waiting import drawn_crew, drawn_wait
from agencysim.values import HOUR

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection, Iterable, Mapping

    from agencysim.planner.construct.roster import Turn, Worker
    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Assignment, Plan, TaskId

MOST_JOBS, MOST_IN_OVERTIME = 20, 7
"""Jobs that are taken out besides the one that it is about, at most; fewer (measured) if it is about overtime."""

BY_CREW = 0.8
"""How often what stands in the way of late work, or of a task in overtime, is what somebody does who could do it."""

MOST_TASKS = 4
"""Tasks that are moved at once, one of which is worked on in overtime, at most."""

MOVES = 0.85
"""How often single tasks are moved instead of whole jobs when it is about overtime: a try takes a third of the time."""

NOISE = 96
"""Slots by which a job may come earlier or later in the order than its date says."""

WARM, WORSE = 0.1, 0.2
"""Chance that what is hardly worse is taken all the same; to begin with, it is its square where that share is worse.

The share gets less as time goes by (simulated annealing).
"""


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

    def room(self, value: Value) -> float:
        """Return by how many hours by weight there may be more lateness than a difference that count for nothing."""
        return max(0.0, self.spare - value.lateness) if self.spare else 0.0


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
        self.tasks = problem.tasks_of
        self.skills = {job: {skill for task in tasks for skill in _skills(task)} for job, tasks in self.tasks.items()}
        self.task = problem.task
        self._free = dict.fromkeys(task.id for task in problem.tasks if self._is_free(task))
        self._with_skill: dict[str, list[TaskId]] = defaultdict(list)
        for name in self._free:
            for skill in _skills(self.task[name]):
                self._with_skill[skill].append(name)
        self.jobs = list(dict.fromkeys(name.job for name in self._free))
        self.finishes = Finishes(self.now)
        self.late = {job: self.finishes.lateness(self.now, job) for job in self.tasks}
        self._tasks_of: dict[str, dict[TaskId, None]] = defaultdict(dict)
        self._middles: dict[str, float] = {}
        self._in_pay: list[tuple[Worker, Turn, float]] | None = None
        self._enter(self.now.pieces)

    def run(self, aim: Aim, left: Callable[[], float]) -> Plan:
        """Try so often, and return the best plan."""
        best, gained, least = self.now, Value(0.0, 0.0), Value(0.0, 0.0)
        reserved = self.now.reserves.are_kept()
        for n in range(aim.tries if self.jobs else 0):
            warmth = min(1 - n / aim.tries, left())
            if warmth <= 0:
                break
            trial, worse = self.now.copy(), self._drawn_lateness(warmth)
            tasks, change = self._tried(trial, aim, worse + aim.room(gained))
            if change is None or (reserved and not trial.reserves.are_kept()):
                continue
            after = gained.plus(change)
            counted = aim.counted(after).minus(aim.counted(gained)) if aim.spare else change
            if counted <= (0.0, 0.0) or 0 < counted.lateness <= worse:
                self._take(trial, tasks)
                gained = after
                if aim.counted(gained) < aim.counted(least):
                    best, least = trial, gained
        best.touched = set(best.roster.workers)
        return best.plan()

    def _drawn_lateness(self, warmth: float) -> float:
        """Draw how much later a plan may be that is taken all the same; mostly it may not."""
        share = WORSE * warmth * (math.log(1 - self.chance.random()) / math.log(WARM) - 1)
        return max(0.0, share) * max(1.0, sum(self.late.values()))

    def _tried(self, trial: Kept, aim: Aim, most: float) -> tuple[list[Task], Value | None]:
        """Put some tasks in again, and return them, and by how much the plan has become worse, if they have a place.

        It is given up where it comes to more than so many hours of lateness by weight.
        """
        if aim.is_overtime and self.chance.random() < MOVES and (moved := self._in_paid_time()):
            return moved, self._moved(trial, moved)
        jobs = self._in_overtime() if aim.is_overtime else self._competing()
        tasks = [task for job in jobs for task in self.tasks[job] if self._is_free(task)]
        return tasks, self._retried(trial, jobs, tasks, most)

    def _take(self, trial: Kept, tasks: Collection[Task]) -> None:
        """Go on with a plan in which some tasks are placed otherwise."""
        for task in tasks:
            for name in _crew(self.now.pieces.get(task.id, ())):
                self._tasks_of[name].pop(task.id, None)
            self._middles.pop(task.job, None)
        self.now, self._in_pay = trial, None
        self._enter({task.id: trial.pieces.get(task.id, ()) for task in tasks})
        self.late.update({job: self.finishes.lateness(trial, job) for job in {task.job for task in tasks}})

    def _enter(self, pieces: Mapping[TaskId, Collection[Assignment]]) -> None:
        """Note who does some tasks."""
        for task, those in pieces.items():
            for name in _crew(those):
                self._tasks_of[name][task] = None

    # -- ruining -----------------------------------------------------------------------------------------------

    def _competing(self) -> list[str]:
        """Draw a job, late ones by their lateness, and others that compete with it for people at about its time."""
        late = [job for job in self.jobs if self.late[job] > 0]
        if late and self.chance.random() < 0.9:
            first = self.chance.choices(late, [self.late[job] for job in late])[0]
            if self.chance.random() < BY_CREW:
                return self._in_the_way(first)
        else:
            first = self.chance.choice(self.jobs)
        due = self.problem.job[first].due
        return self._with_rivals(first, due if late and due is not None else self._middle(first), MOST_JOBS)

    def _in_the_way(self, first: str) -> list[str]:
        """Return a late job, and others that a crew which could do a task of it works on while it waits."""
        tasks = [task for task in self.tasks[first] if self._is_free(task)]
        task, (ready, start) = drawn_wait(self.problem, tasks, self.now.pieces, self.chance)
        end = max((piece.end for piece in self.now.pieces.get(task.id, ())), default=start)
        work = (piece for worker in self._crew_for(task) for piece in self._work_of(worker))
        others = dict.fromkeys(piece.job for piece in work if ready < piece.end and piece.start < end)
        others.pop(first, None)
        return [first, *self.chance.sample(list(others), min(MOST_JOBS, len(others)))]

    def _crew_for(self, task: Task) -> list[Worker]:
        """Draw people who could do a task."""
        crew = drawn_crew(task, lambda place: self.now.pool.for_place(place, None), self.chance)
        return [self.now.roster.workers[name] for name in crew]

    def _in_overtime(self) -> list[str]:
        """Draw a job that is worked on in a turn with overtime, by its pay, and others that compete with it there."""
        drawn = self._turn_in_pay()
        if drawn is None:
            return self._competing()
        worker, turn = drawn
        start, end = self.now.roster.bounds(turn)
        mine = [piece for piece in self._work_of(worker) if start < piece.end and piece.start < end]
        if not mine:
            return self._competing()
        piece = self.chance.choice(mine)
        return self._with_rivals(piece.job, piece.start, MOST_IN_OVERTIME)

    def _in_paid_time(self) -> list[Task]:
        """Draw a task that somebody works on in overtime, by its pay, and some that compete with it at that time."""
        drawn = self._turn_in_pay()
        if drawn is None:
            return []
        worker, turn = drawn
        start, end = self.now.roster.bounds(turn)
        opens, closes = start + turn.before, end - turn.after
        is_plain = worker.person.days[turn.day].rostered
        mine = [
            piece
            for piece in self._work_of(worker)
            if start <= piece.start < end and not (is_plain and opens <= piece.start and piece.end <= closes)
        ]
        if not mine:
            return []
        piece = self.chance.choice(mine)
        rivals = self._rivals_of(self.task[piece.task])
        away = {name: abs(p[0].start - piece.start) for name in rivals if (p := self.now.pieces.get(name))}
        ranked = sorted(away, key=lambda name: (away[name] * (0.3 + self.chance.random()), name))
        return [self.task[name] for name in (piece.task, *ranked[: self.chance.randrange(MOST_TASKS)])]

    def _rivals_of(self, task: Task) -> dict[TaskId, None]:
        """Return all that needs the same skills as a task, or what somebody does who could do it."""
        if self.chance.random() < BY_CREW and (crew := self._crew_for(task)):
            rivals = dict.fromkeys(piece.task for piece in self._work_of(self.chance.choice(crew)))
        else:
            rivals = dict.fromkeys(name for skill in _skills(task) for name in self._with_skill[skill])
        rivals.pop(task.id, None)
        return rivals

    def _turn_in_pay(self) -> tuple[Worker, Turn] | None:
        """Draw a turn with overtime, by its pay."""
        if self._in_pay is None:
            workers = self.now.roster.workers.values()
            turns = [(worker, turn, self._pay_of(worker, turn)) for worker in workers for turn in worker.turns.values()]
            self._in_pay = [each for each in turns if each[2] > 0]
        if not self._in_pay:
            return None
        worker, turn, _ = self.chance.choices(self._in_pay, [pay for *_, pay in self._in_pay])[0]
        return worker, turn

    def _work_of(self, worker: Worker) -> list[Assignment]:
        """Return the pieces of somebody that can be changed."""
        name = worker.person.name
        tasks = [task for task in self._tasks_of[name] if task in self._free]
        return [piece for task in tasks for piece in self.now.pieces[task] if name in piece.crew]

    def _with_rivals(self, first: str, moment: float, most: int) -> list[str]:
        """Return a job, and others that need the same people at about some moment."""
        rivals = [job for job in self.jobs if job != first and self.skills[job] & self.skills[first]]
        ranked = sorted(rivals, key=lambda job: (abs(self._middle(job) - moment) * (0.3 + self.chance.random()), job))
        return [first, *ranked[: self.chance.randrange(1, most)]]

    def _middle(self, job: str) -> float:
        if (known := self._middles.get(job)) is None:
            starts = [piece.start for task in self.tasks[job] for piece in self.now.pieces.get(task.id, ())]
            known = self._middles[job] = sum(starts) / len(starts) if starts else float(self.problem.end)
        return known

    def _is_free(self, task: Task) -> bool:
        return task.id not in self.now.held and self.problem.is_wanted(task)

    # -- recreating --------------------------------------------------------------------------------------------

    def _retried(self, trial: Kept, jobs: list[str], tasks: list[Task], most: float) -> Value | None:
        """Take jobs out and put them in again, and return by how much it has become worse, if that may be.

        As soon as it is certain that more comes late than may, it is given up: most tries end so, and took longest.
        """
        paid = self._taken_out(trial, tasks)
        later = {job: self.chance.randrange(-NOISE, NOISE) for job in jobs}
        later[jobs[0]] = -self.chance.randrange(2 * NOISE)
        room, late = most + sum(self.late[job] for job in jobs), dict.fromkeys(jobs, 0.0)
        for task in trial.urgency.sorted(tasks, later):
            trial.put_anywhere(task, self.finishes.latest(task, room + late[task.job]))
            least = max(late[task.job], self.finishes.least_lateness(trial, task))
            room, late[task.job] = room - (least - late[task.job]), least
            if room < -NEARLY:
                return None
        trial.drop_broken_deadlines(jobs)
        return self._change(trial, tasks, paid)

    def _moved(self, trial: Kept, tasks: list[Task]) -> Value | None:
        """Put tasks in again without anything coming late, and return by how much it has become worse, if it works."""
        paid = self._taken_out(trial, tasks)
        latest, times = trial.urgency.latest, trial.timetable
        order = {task.id: latest[task.id] + self.chance.randrange(-NOISE, NOISE) for task in tasks}
        order[tasks[0].id] = latest[tasks[0].id] - self.chance.randrange(2 * NOISE)
        is_late = any(self.late[task.job] > 0 for task in tasks)
        money = sum(self._money(self.now, task) for task in tasks)
        placed: list[Task] = []
        for task in in_order(sorted(tasks, key=lambda task: (order[task.id], task.id))):
            more = 0.0 if is_late else self._cost(trial, placed, paid) - money
            if more > 0:
                return None
            end = self.now.ends.get(task.id)
            before = max(latest[task.id], times.down(end) if end is not None else 0)
            if not trial.put_in_time(task, before, overtime=is_late or more < 0):
                return None
            placed.append(task)
        return self._change(trial, tasks, paid)

    def _cost(self, trial: Kept, tasks: Collection[Task], paid: Mapping[str, float]) -> float:
        """Return what some tasks cost as they are placed, and by how much more is paid for overtime."""
        # In order: a sum of floats depends on it, and that of a set on the process.
        touched = sorted(trial.touched & trial.roster.workers.keys())
        pay = sum(self._pay(trial, name) - (paid.get(name) or self._pay(self.now, name)) for name in touched)
        return pay + sum(self._money(trial, task) for task in tasks)

    def _taken_out(self, trial: Kept, tasks: Collection[Task]) -> dict[str, float]:
        """Take tasks out, and the overtime that nobody needs any more, and return what those were paid who did them."""
        trial.touched = set()
        trial.take_out([task.id for task in tasks if task.id in trial.pieces])
        out = trial.touched & trial.roster.workers.keys()
        for name in sorted(out):
            pieces = (piece for task in self._tasks_of[name] for piece in trial.pieces.get(task, ()))
            trial.roster.trim(trial.roster.own(name), [(p.start, p.end) for p in pieces if name in p.crew])
        return {name: self._pay(self.now, name) for name in out}

    def _change(self, trial: Kept, tasks: Collection[Task], paid: Mapping[str, float]) -> Value:
        """Return by how much some tasks that are placed otherwise have made the plan worse."""
        money = self._cost(trial, tasks, paid) - sum(self._money(self.now, task) for task in tasks)
        jobs = dict.fromkeys(task.job for task in tasks)
        late = sum(self.finishes.lateness(trial, job) - self.late[job] for job in jobs)
        return Value(late, money)

    # -- what it is worth --------------------------------------------------------------------------------------

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


def _skills(task: Task) -> list[str]:
    """Return the skills that a task may need."""
    return list(dict.fromkeys(place.skill for mode in task.modes for place in mode.crew))


def _crew(pieces: Iterable[Assignment]) -> set[str]:
    return {name for piece in pieces for name in piece.crew}
