"""What a model implies, said outright: the solver finds by it what it would hardly find, and proves bounds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.planner.timetable import between

if TYPE_CHECKING:
    from agencysim.planner.problem import Mode
    from agencysim.planner.search.model import DayModel, Expression, Model, PieceModel, TaskModel


def add_energy(model: Model) -> None:
    """Let everybody's work of a day fit into his hours of that day, and all work of a task be somebody's.

    That nobody is at two things at a time, and that a task takes as long as the slowest needs, says as much; as sums
    it tells without trying how much overtime there must be, and how much is left for later without it. To be called
    when the cost is in the model.
    """
    loads: dict[tuple[str, int], list[Expression]] = defaultdict(list)
    for task in model.tasks.values():
        done_by: list[Expression] = []
        for piece in task.pieces.values():
            theirs = _loads(model, task, piece)
            _whole_crew(model, task, piece, list(theirs.values()))
            for name, load in theirs.items():
                loads[name, piece.day].append(load)
                done_by.append(load - sum(model.way(task.task)) * piece.people[name])
        _what_is_left(model, task, done_by)
    for key, those in loads.items():
        day = model.days[key]
        hours = day.of("regular") + (day.before + day.after) * model.granule
        model.cp.add(sum(those) + _taken_for_certain(model, day) <= hours)


def _loads(model: Model, task: TaskModel, piece: PieceModel) -> dict[str, Expression]:
    """Return the slots that each person works in a piece."""
    way, longest, found = sum(model.way(task.task)), piece.within[1] - piece.within[0], {}
    for name, literal in piece.people.items():
        load = model.number(0, longest, f"load {name} {task.task.id} {piece.day}")
        model.cp.add(load == piece.main + way).only_enforce_if(literal)
        model.cp.add(load == 0).only_enforce_if(literal.negated())
        model.cp.add(load <= longest * literal)
        model.cp.add(load >= (way + 1) * literal)
        found[name] = load
    return found


def _whole_crew(model: Model, task: TaskModel, piece: PieceModel, loads: list[Expression]) -> None:
    """Let a piece be worked in by as many as there are at least, and be used by its units as long."""
    modes, length = task.task.modes, piece.main + sum(model.way(task.task)) * piece.there
    sizes = {_hands(mode) for mode in modes}
    if len(sizes) == 1 and not any(place.shared for mode in modes for place in mode.crew):
        model.cp.add(sum(loads) == min(sizes) * length)
    else:
        model.cp.add(sum(loads) >= min(sizes) * length)
    if len(piece.lasts) == len(modes):
        model.cp.add(sum(piece.lasts.values()) >= length)


def _what_is_left(model: Model, task: TaskModel, done_by: list[Expression]) -> None:
    """Let what is left of a task be at least what nobody does of it, by slots and by people's slots."""
    if task.done_before:
        return
    whole = model.whole(task.task) * model.problem.grid
    needs = [model.least_slots(task.task, i) for i in range(len(task.task.modes))]
    done = sum(piece.main for piece in task.pieces.values())
    by_people = min(_hands(mode) * need for mode, need in zip(task.task.modes, needs, strict=True))
    model.cp.add(done >= min(needs) * (task.done - task.outside))
    for need, part in ((min(needs), done), (by_people, sum(done_by))):
        if need:
            model.cp.add(need * task.left + whole * part + whole * need * task.outside >= whole * need)


def _hands(mode: Mode) -> int:
    """Return how many people a way of doing a task takes at least: shared places may be filled by one of them."""
    return sum(place.count for place in mode.crew if not place.shared)


def _taken_for_certain(model: Model, day: DayModel) -> int:
    """Return the slots of somebody's day, overtime included, that fixed work takes, begun slots left out."""
    duty, times = model.duties.get((day.person, day.day)), model.scene.times
    if duty is None:
        return 0
    spans = 0
    for piece in model.fixed_of[day.person]:
        if duty.start <= piece.start < duty.end:
            spans |= between(times.up(piece.start), times.down(piece.end))
    worker, granule = model.scene.roster.workers[day.person], model.scene.granule
    spans &= ~worker.pausing & ~worker.away
    shift = between(times.down(duty.hours[0][0]), times.up(duty.hours[-1][1]))
    in_overtime = spans & between(times.up(duty.start), times.down(duty.end)) & ~shift
    granules = duty.before // granule + duty.after // granule
    return (spans & times.inside(duty.hours)).bit_count() + min(in_overtime.bit_count(), granules * model.granule)
