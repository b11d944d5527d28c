"""What a model implies, said outright: the solver proves bounds by it that it would hardly find."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.planner.search.model import Expression, Model


def add_energy(model: Model) -> None:
    """Let everybody's work of a day fit into his hours of that day, overtime included.

    That nobody is at two things at a time says as much; as one sum it tells how much overtime there must be.
    """
    loads: dict[tuple[str, int], list[Expression]] = defaultdict(list)
    for task in model.tasks.values():
        way = sum(model.way(task.task))
        for piece in task.pieces.values():
            for name, literal in piece.people.items():
                load = model.number(0, piece.within[1] - piece.within[0], f"load {name} {task.task.id} {piece.day}")
                model.cp.add(load == piece.main + way).only_enforce_if(literal)
                model.cp.add(load == 0).only_enforce_if(literal.negated())
                loads[name, piece.day].append(load)
    for key, those in loads.items():
        day = model.days[key]
        model.cp.add(sum(those) <= day.of("regular") + (day.before + day.after) * model.granule)
