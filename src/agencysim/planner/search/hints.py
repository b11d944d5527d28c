"""The plan that a model starts from, as hints to the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.planner.search.model import Expression, Model, PieceModel, TaskModel
    from agencysim.plans import Assignment


def hint(model: Model) -> None:
    """Hint the plan that a model starts from."""
    pieces = model.plan.pieces()
    unplanned = {each.task for each in model.plan.unplanned}
    for name, task in model.tasks.items():
        theirs = [piece for piece in pieces.get(name, ()) if piece not in model.fixed]
        _hint_task(model, task, theirs, done=bool(pieces.get(name)) and name not in unplanned)
    for (person, day), each in model.days.items():
        duty = model.duties.get((person, day))
        for option, literal in each.options.items():
            _hint_one(model, literal, int(duty is not None and duty.shift == option.shift))
        granule = model.scene.granule
        _hint_one(model, each.before, duty.before // granule if duty else 0)
        _hint_one(model, each.after, duty.after // granule if duty else 0)


def _hint_task(model: Model, task: TaskModel, theirs: list[Assignment], *, done: bool) -> None:
    outside = bool(theirs) and theirs[0].outside
    own = [] if outside else theirs
    _hint_one(model, task.begun, int(bool(own) or bool(task.done_before)))
    _hint_one(model, task.outside, int(outside))
    _hint_one(model, task.done, int(done))
    if theirs:
        _hint_one(model, task.start, model.scene.times.up(theirs[0].start))
    held = [piece for piece in model.fixed if piece.task == task.task.id]
    shown = (own or held)[:1]
    for i, mode in enumerate(task.task.modes):
        chosen = bool(shown) and shown[0].mode == mode.name
        _hint_one(model, task.modes[i], int(chosen))
        names = iter(shown[0].people if chosen else ())
        for j, place in enumerate(mode.crew):
            filled = {next(names, "") for _ in range(place.count)}
            for name, literal in task.seats[i, j].items():
                _hint_one(model, literal, int(name in filled))
    for piece in task.pieces.values():
        _hint_piece(model, piece, own)


def _hint_piece(model: Model, piece: PieceModel, own: list[Assignment]) -> None:
    mine = [each for each in own if _day(model, each) == piece.day]
    _hint_one(model, piece.there, int(bool(mine)))
    if mine:
        first, last = model.scene.times.up(mine[0].start), model.scene.times.down(mine[-1].end)
        _hint_one(model, piece.start, first)
        _hint_one(model, piece.end, last)
        _hint_one(model, piece.size, last - first)
    for name, literal in piece.units.items():
        _hint_one(model, literal, int(bool(mine) and name in mine[0].units))


def _day(model: Model, piece: Assignment) -> int | None:
    for who in piece.crew:
        for (name, day), duty in model.duties.items():
            if name == who and duty.start <= piece.start < duty.end:
                return day
    return None


def _hint_one(model: Model, variable: Expression, value: int) -> None:
    if not isinstance(variable, int):
        model.cp.add_hint(variable, value)
