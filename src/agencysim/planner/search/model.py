"""The variables of a CP-SAT model: who works when, and which pieces of which task are done when and by whom.

Everything is in slots of the grid. What a model may change are some tasks and some people; the others stay as they are
in the plan that it starts from, so that the same code makes the whole model of a small problem and the neighbourhoods
of a large one. Rules are added by `agencysim.planner.search.constraints`, costs by `...objective`.

A piece of work is one a task and day. Two ways of working that the rules allow are left out, since they hardly ever
help: a task in two pieces on a day, and a break on the way to a site or back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from agencysim.planner.verifier.world import World
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agencysim.planner.problem import Mode, Task
    from agencysim.planner.search.scene import Scene, ShiftOption, Slots
    from agencysim.plans import Assignment, Duty, Plan, TaskId

Expression = Any
"""A literal, a variable or a linear expression of CP-SAT."""


@dataclass
class DayModel:
    """What somebody works on a day.

    Parameters
    ----------
    person, day
        Who and when, the day by its place in the problem.
    rostered
        Whether the shift itself is ordinary working time.
    options
        The shifts to choose from, each with its literal.
    before, after
        Granules of overtime.
    """

    person: str
    day: int
    rostered: bool
    options: dict[ShiftOption, Expression]
    before: Expression = 0
    after: Expression = 0

    @property
    def on(self) -> Expression:
        """Whether he works."""
        return sum(self.options.values())

    def of(self, value: str) -> Expression:
        """Return a number of the shift that is worked, 0 on a day off."""
        return sum(literal * getattr(option, value) for option, literal in self.options.items())


@dataclass
class PieceModel:
    """A piece of a task on a day.

    Parameters
    ----------
    task, day
        Which task, and the day on which the duties begin in which it lies.
    there
        Whether there is one.
    start, size, end, main
        When it begins, how long it is, when it ends, and how many slots of the work itself it gets done.
    over
        By stretch of closed time: whether it lies in the middle of the piece and somebody or something pauses then.
    people
        By person: whether he takes part.
    units
        By unit: whether it is used.
    lasts
        By way of doing the task: how long the piece is if it is done so.
    within
        The first slot in which it can begin, and the last one by which it can have ended.
    """

    task: Task
    day: int
    within: Slots
    there: Expression
    start: Expression
    size: Expression
    end: Expression
    main: Expression
    over: dict[Slots, Expression] = field(default_factory=dict)
    people: dict[str, Expression] = field(default_factory=dict)
    units: dict[str, Expression] = field(default_factory=dict)
    lasts: dict[int, Expression] = field(default_factory=dict)


@dataclass
class TaskModel:
    """A task that may be changed.

    Parameters
    ----------
    task
        Which one.
    done_before
        Slots of its work that are fixed already.
    begun, done, outside
        Whether own people do it at all, whether it is done to its end, and whether another firm does it.
    start, end
        Bounds of all its pieces.
    need
        Slots of work that it takes those who do it.
    modes
        Which way of doing it, in order.
    seats
        By way, place and person: whether he fills it.
    who
        By person: whether he takes part at all.
    pieces
        What is done of it each day.
    left
        Seconds that are left of it, done in the usual way at speed 1.
    """

    task: Task
    done_before: int
    begun: Expression
    done: Expression
    outside: Expression
    start: Expression
    end: Expression
    need: Expression
    modes: list[Expression] = field(default_factory=list)
    seats: dict[tuple[int, int], dict[str, Expression]] = field(default_factory=dict)
    who: dict[str, Expression] = field(default_factory=dict)
    pieces: dict[int, PieceModel] = field(default_factory=dict)
    left: Expression = 0


class Model:
    """A CP-SAT model of a part of a problem, or of all of it.

    Parameters
    ----------
    scene
        The problem.
    plan
        The plan that it starts from.
    free
        Tasks that may be changed.
    people
        People whose duties may be changed, and who may do the tasks.
    """

    def __init__(self, scene: Scene, plan: Plan, free: Collection[TaskId], people: Collection[str]) -> None:
        self.scene = scene
        self.problem = scene.problem
        self.slots = scene.times.slots
        self.cp = cp_model.CpModel()
        self.always = self.cp.new_constant(1)
        self.plan = plan
        self._held = [piece for piece in plan.assignments if self._is_held(piece)]
        self._done, whole = self._done_by_held()
        self.free = set(free) - whole
        self.people = [person.name for person in self.problem.people if person.name in set(people)]
        self.fixed = [piece for piece in plan.assignments if piece.task not in self.free or piece in self._held]
        self.duties: dict[tuple[str, int], Duty] = {
            (duty.person, self.problem.day_index[duty.day]): duty for duty in plan.duties
        }
        self.fixed_of: dict[str, list[Assignment]] = defaultdict(list)
        for piece in self.fixed:
            for name in (*piece.crew, *piece.units):
                self.fixed_of[name].append(piece)
        self.days: dict[tuple[str, int], DayModel] = {}
        self.stays: dict[str, list[tuple[int, Expression]]] = defaultdict(list)  # slots covered in overtime
        self.tasks: dict[TaskId, TaskModel] = {}
        for name in self.people:
            for day in range(len(self.problem.days)):
                self._make_day(name, day)
        for task in self.problem.tasks:
            if task.id in self.free:
                self._make_task(task)

    @cached_property
    def world(self) -> World:
        """What the plan that it starts from means."""
        return World(self.problem, self.plan)

    def _is_held(self, piece: Assignment) -> bool:
        """Return whether a piece is locked or frozen, so that no model may change it."""
        return any(_same(piece, other) for other in (*self.problem.locks, *self.problem.frozen))

    def _done_by_held(self) -> tuple[dict[TaskId, int], set[TaskId]]:
        """Return the slots of work that locked and frozen pieces get done, and the tasks that they leave nothing of.

        Nothing is left of what cannot be split, and of what another firm does.
        """
        if not self._held:
            return {}, set()
        world = World(self.problem, self.plan.model_copy(update={"assignments": tuple(self._held)}))
        whole = {
            name
            for name in {piece.task for piece in self._held}
            if name in world.outside or not self.problem.task[name].splittable or world.is_done(name)
        }
        return {name: seconds // self.problem.grid for name, seconds in world.done.items()}, whole

    # -- small help --------------------------------------------------------------------------------------------

    def literal(self, name: str) -> Expression:
        """Make a literal."""
        return self.cp.new_bool_var(name)

    def number(self, low: int, high: int, name: str) -> Expression:
        """Make a whole number between bounds."""
        return self.cp.new_int_var(low, max(low, high), name)

    def any_of(self, literals: Iterable[Expression], name: str) -> Expression:
        """Return whether any of some literals holds."""
        literals = list(literals)
        if len(literals) == 1:
            return literals[0]
        result = self.literal(name)
        self.cp.add_max_equality(result, literals or [0])
        return result

    def both(self, one: Expression, other: Expression, name: str) -> Expression:
        """Return whether two literals hold; numbers are constants."""
        for a, b in ((one, other), (other, one)):
            if isinstance(a, int):
                return b if a else 0
        result = self.literal(name)
        self.cp.add_bool_and(one, other).only_enforce_if(result)
        self.cp.add_bool_or(one.negated(), other.negated(), result)
        return result

    # -- days --------------------------------------------------------------------------------------------------

    def _make_day(self, name: str, day: int) -> None:
        """Make what somebody works on a day; where something of it is fixed, the shift is."""
        person = self.problem.person[name]
        options = self.scene.options(name, day)
        duty = self.duties.get((name, day))
        fixed = self._fixed_shift(name, day)
        model = DayModel(name, day, person.days[day].rostered, {})
        if fixed is not None:
            options = tuple(option for option in options if option.shift == fixed)
            model.options = dict.fromkeys(options, 1)
        elif model.rostered and len(options) == 1:
            model.options = {options[0]: 1 if duty is not None else self.literal(f"on {name} {day}")}
        else:
            model.options = {option: self.literal(f"on {name} {day} {option.shift}") for option in options}
        if model.options:
            most = DAY // self.scene.granule  # how much there may be is for the rule of shifts to say
            model.before = self.number(0, most, f"before {name} {day}")
            model.after = self.number(0, most, f"after {name} {day}")
            self.days[name, day] = model

    def _fixed_shift(self, name: str, day: int) -> str | None:
        """Return the shift that somebody has to work, since it has begun, is frozen, or holds work that is fixed."""
        duty = self.duties.get((name, day))
        if duty is None:
            return None
        until = max(self.problem.start, self.problem.frozen_until or 0)
        holds = any(duty.start <= piece.start < duty.end for piece in self.fixed_of[name])
        return duty.shift if duty.start < until or holds else None

    # -- tasks -------------------------------------------------------------------------------------------------

    def _make_task(self, task: Task) -> None:
        name = str(task.id)
        held = [piece for piece in self.fixed if piece.task == task.id]
        model = TaskModel(
            task,
            self._done.get(task.id, 0),
            self.literal(f"begun {name}"),
            self.literal(f"done {name}"),
            self.literal(f"outside {name}") if task.outside is not None and not held else 0,
            self.number(0, self.slots, f"start {name}"),
            self.number(0, 2 * self.slots + 1, f"end {name}"),
            self.number(0, max(self._needs(task)), f"need {name}"),
        )
        self._make_crew(model)
        first = max(self.scene.bounds[task.id], max((self.scene.times.up(p.end) for p in held), default=0))
        for day in range(len(self.problem.days)):
            self._make_piece(model, day, first)
        model.left = self.number(0, self.whole(task) * self.problem.grid, f"left {name}")
        self.tasks[task.id] = model

    def whole(self, task: Task) -> int:
        """Return the slots of a task, done in the usual way at speed 1."""
        return self.scene.slots(task.modes[0], 1.0)

    def hands(self, task: Task) -> int:
        """Return over how many people the usual way is shared out."""
        return max(1, task.modes[0].size)

    def _make_crew(self, model: TaskModel) -> None:
        task, name = model.task, str(model.task.id)
        for i, mode in enumerate(task.modes):
            model.modes.append(self.literal(f"mode {name} {mode.name}"))
            for j, place in enumerate(mode.crew):
                able = dict.fromkeys(c.name for c in self.scene.candidates(place) if c.name in self.people)
                model.seats[i, j] = {who: self.literal(f"seat {name} {i} {j} {who}") for who in able}
        seats: dict[str, list[Expression]] = defaultdict(list)
        for filled in model.seats.values():
            for who, literal in filled.items():
                seats[who].append(literal)
        model.who = {who: self.any_of(literals, f"who {name} {who}") for who, literals in seats.items()}

    def _make_piece(self, model: TaskModel, day: int, first: int) -> None:
        """Make the piece of a task on a day, if anybody who can do it may be on duty then."""
        task, spans = model.task, []
        for who in model.who:
            spans += [
                (option.first - option.early * self.granule, option.last + option.late * self.granule)
                for option in (self.days[who, day].options if (who, day) in self.days else ())
            ]
        if not model.who:  # a machine alone
            there = self.problem.days[day]
            spans = [(self.scene.times.up(there.start), self.scene.times.down(there.end))]
        low = max(first, min((a for a, _ in spans), default=self.slots))
        high = min(self.slots, max((b for _, b in spans), default=0))
        if high <= low:
            return
        name = f"{task.id} {day}"
        piece = PieceModel(
            task,
            day,
            (low, high),
            self.literal(f"piece {name}"),
            self.number(low, high - 1, f"from {name}"),
            self.number(1, high - low, f"size {name}"),
            self.number(low + 1, high, f"to {name}"),
            self.number(0, high - low, f"main {name}"),
        )
        for who, takes_part in model.who.items():
            if (who, day) in self.days:
                piece.people[who] = self.both(takes_part, piece.there, f"{who} at {name}")
            else:
                self.cp.add_implication(takes_part, piece.there.negated())
        for kind in dict.fromkeys(kind for mode in task.modes for kind in mode.units):
            for unit in self.problem.units:
                if unit.kind == kind:
                    piece.units[unit.name] = self.literal(f"{unit.name} for {name}")
        model.pieces[day] = piece

    @property
    def granule(self) -> int:
        """Slots of a granule of overtime, begun ones left out."""
        return self.scene.granule // self.scene.times.grid

    def way(self, task: Task) -> tuple[int, int]:
        """Return the slots of the way out, loading included, and of the way back, of each piece of a task."""
        back = self.scene.times.count(task.travel)
        return self.scene.times.count(task.loading) + back, back

    def levels(self, task: Task, i: int, j: int) -> dict[str, int]:
        """Return by person the slots that a way of doing a task takes if he in a place is the slowest."""
        mode: Mode = task.modes[i]
        found: dict[str, int] = {}
        for candidate in self.scene.candidates(mode.crew[j]):
            found.setdefault(candidate.name, self.scene.slots(mode, candidate.level))
        return found

    def least_slots(self, task: Task, i: int) -> int:
        """Return the slots that a way of doing a task takes at least, whoever does it."""
        places = (self.levels(task, i, j).values() for j in range(len(task.modes[i].crew)))
        return max((min(slots) for slots in places if slots), default=self.scene.slots(task.modes[i], 1.0))

    def _needs(self, task: Task) -> Iterator[int]:
        """Yield the slots that a task takes, in each way and by each person who could be the slowest."""
        for i, mode in enumerate(task.modes):
            yield self.scene.slots(mode, 1.0)
            for j in range(len(mode.crew)):
                yield from self.levels(task, i, j).values()

    def bounds_of(self, day: DayModel) -> tuple[Expression, Expression]:
        """Return the first slot of somebody's duty, and the one after its last, overtime included."""
        return day.of("first") - day.before * self.granule, day.of("last") + day.after * self.granule


def _same(one: Assignment, other: Assignment) -> bool:
    return (one.task, one.start, one.end, one.people, set(one.units), one.outside) == (
        other.task,
        other.start,
        other.end,
        other.people,
        set(other.units),
        other.outside,
    )
