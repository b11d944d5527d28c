"""The tiers of the cost as linear expressions of a model, in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.planner.cost import UNPOPULAR_MEMORY, left_of
from agencysim.planner.search.constraints.working_time import overtime_of
from agencysim.values import HOUR

if TYPE_CHECKING:
    from agencysim.planner.problem import Job
    from agencysim.planner.search.model import Expression, Model, PieceModel, TaskModel
    from agencysim.plans import Plan

CENTS = 100
"""Units of weights, and of points of what people mind."""

MONEY = 10 * HOUR
"""Units of money: a tenth of money an hour is one unit a second, so that little is lost by rounding."""


def units(*, overtime_first: bool) -> tuple[int, ...]:
    """Return how much of a model's numbers is one of the cost, for the tiers that have bounds: lateness and money."""
    return (CENTS * HOUR, *((HOUR,) if overtime_first else ()), MONEY)


def tiers(model: Model) -> list[Expression]:
    """Return the tiers of a model's cost in the order in which they count.

    Only what the model may change is in them; what is constant is left out.
    """
    second = [overtime_hours(model), money(model)] if model.problem.settings.overtime_first else [money(model)]
    return [lateness(model), *second, people(model), changes(model)]


def lateness(model: Model) -> Expression:
    """Return weighted seconds of lateness, and of work that is due but not planned (tier 1)."""
    total: Expression = 0
    for name, tasks in model.problem.tasks_of.items():
        job = model.problem.job[name]
        free = [
            model.tasks[t.id] for t in tasks if t.id in model.tasks and not t.after_due and model.problem.is_wanted(t)
        ]
        date = job.due if job.due is not None else job.deadline
        if free and date is not None:
            total += round(CENTS * job.weight) * late(model, job, free, date)
    return total


def late(model: Model, job: Job, free: list[TaskModel], date: int) -> Expression:
    """Return the seconds by which a job is late, and those of its work that is due but not planned."""
    grid, start = model.problem.grid, model.problem.start
    fixed_end, fixed_left = _of_fixed(model, job.id)
    worst = (
        4 * model.slots * grid
        + job.tail
        + max(0, start - date)
        + fixed_left
        + sum(model.whole(t.task) for t in free) * grid
    )
    behind = model.number(0, worst, f"late {job.id}")
    left = sum(task.left for task in free) + fixed_left
    for task in free:
        model.cp.add(behind >= start + grid * task.end + job.tail - date).only_enforce_if(task.done)
    model.cp.add(behind >= fixed_end + job.tail - date)
    if fixed_left:
        model.cp.add(behind >= model.problem.end + left + job.tail - date)
    for task in free:
        incomplete = task.done.negated()
        model.cp.add(behind >= model.problem.end + left + job.tail - date).only_enforce_if(incomplete)
    return behind + left if date - job.tail <= model.problem.end else behind


def _of_fixed(model: Model, job: str) -> tuple[int, int]:
    """Return when the fixed tasks of a job end, and the seconds of them that are not planned."""
    unplanned = {each.task for each in model.plan.unplanned}
    end, left = -(10**9), 0
    for task in model.problem.tasks_of[job]:
        if task.id in model.tasks or task.after_due or not model.problem.is_wanted(task):
            continue
        pieces = [piece for piece in model.fixed if piece.task == task.id]
        if not pieces or task.id in unplanned:
            left += left_of(model.world, task)
        else:
            end = max(end, *(piece.end for piece in pieces))
    return end, left


def money(model: Model) -> Expression:
    """Return money: overtime, other firms, the use of units, and work that is left for later (tier 2)."""
    settings, total = model.problem.settings, 0
    for day in model.days.values():
        person = model.problem.person[day.person]
        rate = settings.overtime_rates.get(person.days[day.day].pay, 1.0)
        a_second = person.wage * rate * MONEY / HOUR
        granule = round(a_second * model.scene.granule)
        total += granule * (day.before + day.after)
        if not day.rostered:
            total += sum(round(a_second * option.length) * literal for option, literal in day.options.items())
    for task in model.tasks.values():
        total += _money_of(model, task)
    if settings.changed_task:
        total += round(MONEY * settings.changed_task) * changes(model)
    return total


def _money_of(model: Model, task: TaskModel) -> Expression:
    total: Expression = 0
    if task.task.outside is not None:
        total += round(MONEY * task.task.outside.price) * task.outside
    if model.problem.is_wanted(task.task):
        total += round(MONEY / HOUR * model.problem.settings.postponed_hour * model.hands(task.task)) * task.left
    return total + sum(_use_of_units(model, task, piece) for piece in task.pieces.values()) + _least_use(model, task)


def _use_of_units(model: Model, task: TaskModel, piece: PieceModel) -> Expression:
    """Return what units cost in a piece: the cheapest of each kind while it lasts, and what dearer ones cost more."""
    units, total = model.problem.unit, 0
    cheapest = {kind: _cheapest(model, kind) for mode in task.task.modes for kind in mode.units}
    if not any(a_slot for a_slot in cheapest.values()):
        return 0
    for i, mode in enumerate(task.task.modes):
        a_slot = sum(count * cheapest[kind] for kind, count in mode.units.items())
        if a_slot:
            lasts = model.number(0, piece.within[1] - piece.within[0], f"lasts {piece.task.id} {piece.day}")
            model.cp.add(lasts == piece.size).only_enforce_if(piece.there, task.modes[i])
            model.cp.add(lasts == 0).only_enforce_if(piece.there.negated())
            piece.lasts[i] = lasts
            total += a_slot * lasts
    for name, literal in piece.units.items():
        more = _price_of_a_slot(model, name) - cheapest[units[name].kind]
        if more:
            length = piece.within[1] - piece.within[0]
            cost = model.number(0, more * length, f"use {name} {task.task.id}")
            model.cp.add(cost >= more * piece.size).only_enforce_if(literal)
            total += cost
    return total


def _least_use(model: Model, task: TaskModel) -> Expression:
    """Add what a bound needs to know: a task that is done has lasted as long as its work and its way take at least."""
    way = sum(model.way(task.task))
    for i in range(len(task.task.modes)):
        lasts = [piece.lasts[i] for piece in task.pieces.values() if i in piece.lasts]
        if lasts and not task.done_before:
            model.cp.add(sum(lasts) >= model.least_slots(task.task, i) + way).only_enforce_if(task.modes[i], task.done)
    return 0


def _cheapest(model: Model, kind: str) -> int:
    return min((_price_of_a_slot(model, u.name) for u in model.problem.units if u.kind == kind), default=0)


def _price_of_a_slot(model: Model, unit: str) -> int:
    return round(MONEY / HOUR * model.problem.unit[unit].cost_per_hour * model.problem.grid)


def overtime_hours(model: Model) -> Expression:
    """Return seconds of overtime."""
    return sum(overtime_of(model, day) for day in model.days.values())


def people(model: Model) -> Expression:
    """Return what people mind: shares of overtime and unpopular shifts, wishes, and idle time (tier 3)."""
    total: Expression = 0
    by_person: dict[str, list[Expression]] = defaultdict(list)
    for (name, _), day in model.days.items():
        by_person[name].append(day)
    for name, days in by_person.items():
        person = model.problem.person[name]
        first = model.problem.days[0].number
        months = {model.scene.times.month(day.number) for day in model.problem.days}
        before = sum(d.overtime for d in person.history if model.scene.times.month(d.day) in months)
        granules = before // model.scene.granule
        extra = sum(day.before + day.after for day in days)
        extra += sum(
            -(-option.length // model.scene.granule) * literal
            for day in days
            if not day.rostered
            for option, literal in day.options.items()
        )
        total += round(CENTS * (model.scene.granule / HOUR) ** 2) * _square(model, granules + extra, f"overtime {name}")
        past = sum(d.unpopular for d in person.history if d.day >= first - UNPOPULAR_MEMORY)
        unpopular = past + sum(
            literal
            for day in days
            for option, literal in day.options.items()
            if model.problem.shifts[option.shift].unpopular
        )
        total += CENTS * _square(model, unpopular, f"unpopular {name}")
        for day in days:
            if first + day.day in person.days_off_wanted:
                total += CENTS * day.on
            if person.shifts_wanted:
                total += CENTS * sum(lit for opt, lit in day.options.items() if opt.shift not in person.shifts_wanted)
            total += _idle(model, name, day.day)
    return total


def _square(model: Model, value: Expression, name: str) -> Expression:
    if isinstance(value, int):
        return value * value
    most = 2000
    same, square = model.number(0, most, name), model.number(0, most * most, f"{name} squared")
    model.cp.add(same == value)
    model.cp.add_multiplication_equality(square, [same, same])
    return square


def _idle(model: Model, name: str, day: int) -> Expression:
    """Return idle time between the first and the last piece of somebody's day, in hundredths of an hour."""
    mine = [
        (piece, piece.people[name])
        for task in model.tasks.values()
        for piece in task.pieces.values()
        if piece.day == day and name in piece.people
    ]
    if len(mine) < 2 or any(True for piece in model.fixed_of[name] if _lies_on(model, name, day, piece.start)):
        return 0
    low, high = model.number(0, model.slots, f"first {name} {day}"), model.number(0, model.slots, f"last {name} {day}")
    busy: Expression = 0
    for piece, literal in mine:
        model.cp.add(low <= piece.start).only_enforce_if(literal)
        model.cp.add(high >= piece.end).only_enforce_if(literal)
        length = model.number(0, piece.within[1], f"busy {name} {day}")
        model.cp.add(length <= piece.size).only_enforce_if(literal)
        model.cp.add(length == 0).only_enforce_if(literal.negated())
        busy += length
    pauses = max((sum(b - a for a, b in o.pauses) for o in model.days[name, day].options), default=0)
    idle = model.number(0, model.slots, f"idle {name} {day}")
    model.cp.add(idle >= high - low - busy - pauses)
    return round(CENTS * model.problem.grid / HOUR) * idle


def _lies_on(model: Model, name: str, day: int, moment: int) -> bool:
    duty = model.duties.get((name, day))
    return duty is not None and duty.start <= moment < duty.end


def changes(model: Model) -> Expression:
    """Return how many tasks and shifts of the published plan are planned otherwise (tier 4)."""
    published = model.problem.published
    return 0 if published is None else changed_tasks(model, published) + _changed_shifts(model, published)


def changed_tasks(model: Model, published: Plan) -> Expression:
    """Return how many tasks of the published plan are planned otherwise."""
    total: Expression = 0
    for name, pieces in published.pieces().items():
        task = model.tasks.get(name)
        if task is None or pieces[0].start < model.problem.start or task.done_before:
            continue
        same = model.literal(f"same {name}")
        total += 1 - same
        _keep(model, task, pieces, same)
    return total


def _changed_shifts(model: Model, published: Plan) -> Expression:
    """Return on how many days somebody works another shift than published, or works or does not."""
    known = {(duty.person, duty.day): duty.shift for duty in published.duties}
    total: Expression = 0
    for (name, index), day in model.days.items():
        there = model.problem.days[index]
        shift = known.get((name, there.number))
        if there.start < published.end:
            same = sum(literal for option, literal in day.options.items() if option.shift == shift)
            total += day.on if shift is None else 1 - same
    return total


def _keep(model: Model, task: TaskModel, pieces: list, same: Expression) -> None:  # type: ignore[type-arg]
    """Let a task be as published if a literal holds."""
    times = model.scene.times
    if pieces[0].outside:
        model.cp.add(task.outside == 1).only_enforce_if(same)
        model.cp.add(task.start == times.up(pieces[0].start)).only_enforce_if(same)
        return
    wanted = {}
    for piece in pieces:
        index = next((n for n, day in enumerate(model.problem.days) if day.start <= piece.start < day.end), None)
        found = [n for n in (index, None if index is None else index - 1) if n in task.pieces]
        if not found or not set(piece.crew) <= set(task.who):
            model.cp.add(same == 0)
            return
        day = next(
            (
                n
                for n in found
                if n is not None and _lies_on(model, piece.people[0] if piece.people else "", n, piece.start)
            ),
            found[0],
        )
        wanted[day] = piece
    for day, model_piece in task.pieces.items():
        model.cp.add(model_piece.there == int(day in wanted)).only_enforce_if(same)
        if day in wanted:
            model.cp.add(model_piece.start == times.up(wanted[day].start)).only_enforce_if(same)
            model.cp.add(model_piece.end == times.down(wanted[day].end)).only_enforce_if(same)
            for name, literal in model_piece.units.items():
                model.cp.add(literal == int(name in wanted[day].units)).only_enforce_if(same)
    for name, literal in task.who.items():
        model.cp.add(literal == int(name in pieces[0].people)).only_enforce_if(same)
    for i, mode in enumerate(task.task.modes):
        model.cp.add(task.modes[i] == int(mode.name == pieces[0].mode)).only_enforce_if(same)
