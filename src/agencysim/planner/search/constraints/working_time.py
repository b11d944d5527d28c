"""The rules of working time as constraints: one function a rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.planner.search.constraints.work import negated, pieces_of
from agencysim.planner.search.scene import stretches_of
from agencysim.planner.timetable import between

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.planner.problem import Coverage
    from agencysim.planner.search.model import DayModel, Expression, Model, PieceModel, TaskModel
    from agencysim.planner.search.scene import ShiftOption


def shift(model: Model) -> None:
    """Everybody works at most one shift a day, with no more overtime than it may have."""
    for day in model.days.values():
        if any(not isinstance(literal, int) for literal in day.options.values()):
            model.cp.add_at_most_one(day.options.values())
        model.cp.add(day.before <= day.of("early"))
        model.cp.add(day.after <= day.of("late"))


def _of_person(model: Model, name: str) -> list[DayModel]:
    return [model.days[name, n] for n in range(len(model.problem.days)) if (name, n) in model.days]


def daily_rest(model: Model) -> None:
    """Between two days of work there is enough rest; duties do not touch."""
    least = max(model.problem.limits.daily_rest or 0, model.problem.grid)
    for name in model.people:
        days = _of_person(model, name)
        ends = [day.end for day in model.problem.person[name].history if day.end is not None]
        for n, day in enumerate(days):
            start = day.of("start") - day.before * model.scene.granule
            for literal, option in ((lit, opt) for opt, lit in day.options.items()):
                if ends and n == 0 and option.start >= model.problem.start:
                    _if(model, literal, start - max(ends) >= least)
            for later in days[n + 1 : n + 3]:
                gap = later.of("start") - later.before * model.scene.granule
                end = day.of("end") + day.after * model.scene.granule
                for opt, literal in later.options.items():
                    for other in day.options.values():
                        if opt.start >= model.problem.start:
                            _if(model, literal, gap - end >= least, other)


def _if(model: Model, literal: Expression, constraint: Expression, *others: Expression) -> None:
    """Add a constraint that holds if literals do."""
    if isinstance(constraint, bool):
        if not constraint:
            model.cp.add_bool_or(*(negated(each) for each in (literal, *others)))
        return
    enforced = [each for each in (literal, *others) if not isinstance(each, int)]
    model.cp.add(constraint).only_enforce_if(*enforced)


def rest_days(model: Model) -> None:
    """In any seven days there are enough days off."""
    least = model.problem.limits.rest_days
    if not least:
        return
    first, last = model.problem.days[0].number, model.problem.days[-1].number
    for name in model.people:
        worked = model.scene.ledger(name).worked
        for start in range(first - 6, last - 5):
            known = sum(start + n in worked for n in range(7) if start + n < first)
            on = [model.days[name, start + n - first].on for n in range(7) if (name, start + n - first) in model.days]
            if on:
                model.cp.add(sum(on) + known <= max(7 - least, known))


def days_in_row(model: Model) -> None:
    """Nobody works too many days in a row."""
    most = model.problem.limits.days_in_row
    if most is None:
        return
    first, last = model.problem.days[0].number, model.problem.days[-1].number
    for name in model.people:
        worked = model.scene.ledger(name).worked
        for start in range(first - most, last - most + 1):
            known = sum(start + n in worked for n in range(most + 1) if start + n < first)
            on = [
                model.days[name, start + n - first].on
                for n in range(most + 1)
                if (name, start + n - first) in model.days
            ]
            if on:
                model.cp.add(sum(on) + known <= max(most, known))


def overtime_day(model: Model) -> None:
    """Nobody works too much overtime on a day."""
    most = model.problem.limits.overtime_day
    for day in model.days.values() if most is not None else ():
        model.cp.add((day.before + day.after) * model.scene.granule <= (most or 0))


def overtime_of(model: Model, day: DayModel) -> Expression:
    """Return the seconds of overtime of a day."""
    extra = (day.before + day.after) * model.scene.granule
    return extra if day.rostered else extra + day.of("length")


def worked_of(model: Model, day: DayModel) -> Expression:
    """Return the seconds of duty of a day."""
    return day.of("length") + (day.before + day.after) * model.scene.granule


def _limit_sums(model: Model, most: int | None, key: Callable[[int], object], *, overtime: bool) -> None:
    first = model.problem.days[0].number
    for name in model.people if most is not None else ():
        history = model.problem.person[name].history
        sums: dict[object, list[Expression]] = defaultdict(list)
        for day in _of_person(model, name):
            sums[key(first + day.day)].append((overtime_of if overtime else worked_of)(model, day))
        for each, terms in sums.items():
            before = sum(d.overtime if overtime else d.worked for d in history if key(d.day) == each)
            model.cp.add(sum(terms) + before <= max(most or 0, before))


def overtime_week(model: Model) -> None:
    """Nobody works too much overtime in a week."""
    _limit_sums(model, model.problem.limits.overtime_week, model.scene.times.week, overtime=True)


def overtime_month(model: Model) -> None:
    """Nobody works too much overtime in a month."""
    _limit_sums(model, model.problem.limits.overtime_month, model.scene.times.month, overtime=True)


def week_hours(model: Model) -> None:
    """Nobody works too many hours in a week."""
    _limit_sums(model, model.problem.limits.week_hours, model.scene.times.week, overtime=False)


def average_hours(model: Model) -> None:
    """Nobody works too many hours a week on average."""
    limits, times = model.problem.limits, model.scene.times
    for name in model.people if limits.average_hours is not None else ():
        counted: dict[int, Expression] = defaultdict(int)
        for past in model.problem.person[name].history:
            counted[times.week(past.day)] += past.worked - (0 if limits.average_counts_overtime else past.overtime)
        first = min([*counted, times.weeks[0]])
        before = dict(counted)
        for day in _of_person(model, name):
            extra = 0 if limits.average_counts_overtime else overtime_of(model, day)
            counted[times.weeks[day.day]] += worked_of(model, day) - extra
        for week in sorted(set(times.weeks)):
            weeks = min(limits.average_weeks, week - first + 1)
            known = sum(before.get(week - n, 0) for n in range(weeks))
            total = sum(counted[week - n] for n in range(weeks))
            if not isinstance(total, int):
                model.cp.add(total <= max((limits.average_hours or 0) * weeks, known))


def coverage(model: Model) -> None:
    """Enough people who can do what must always be there are on duty, as many as there have been at least.

    Whoever works overtime is there; but no more are needed than could be there in their shifts.
    """
    for wanted in model.problem.coverage:
        for slot in moments_of(model, wanted):
            able = [p.name for p in model.problem.people if p.level(wanted.skill, *_second_of(model, slot)) is not None]
            free = [name for name in able if name in model.people]
            before = {name for name in able if _is_there(model, name, slot)}
            there = len(before.difference(free))
            least = min(wanted.people, len(before), sum(_could_be_there(model, name, slot) for name in able))
            if free and least > there:
                shifts = sum(presence_in(model, name, slot) for name in free)
                model.cp.add(shifts + sum(_stays(model, name, slot) for name in free) >= least - there)


def _second_of(model: Model, slot: int) -> tuple[int, int]:
    moment = model.scene.times.moment(slot)
    return moment, moment + 1


def moments_of(model: Model, wanted: Coverage) -> list[int]:
    """Return a slot of each stretch of the cover in which nobody's presence can change."""
    times = model.scene.times
    mask = times.touched(wanted.windows)
    edges = {0}
    for person in model.problem.people:
        if any(holding.skill == wanted.skill for holding in person.holdings):
            for day in range(len(model.problem.days)):
                for option in model.scene.options(person.name, day):
                    spans = ((option.first, option.last), *option.pauses, *option.blocks)
                    edges |= {edge for span in spans for edge in span} | _ends_of_overtime(model, option)
            duties = [duty for (name, _), duty in model.duties.items() if name == person.name]
            edges |= {edge for duty in duties for edge in (times.up(duty.start), times.down(duty.end))}
    edges |= {edge for stretch in stretches_of(mask) for edge in stretch}
    return [slot for slot in sorted(edges) if 0 <= slot < model.slots and mask >> slot & 1]


def _ends_of_overtime(model: Model, option: ShiftOption) -> set[int]:
    """Return the slots in which overtime of a shift may begin or end."""
    granule, times = model.scene.granule, model.scene.times
    ends = [option.start - n * granule for n in range(option.early + 1)]
    ends += [option.end + n * granule for n in range(option.late + 1)]
    return {edge for end in ends for edge in (times.up(end), times.down(end))}


def _could_be_there(model: Model, name: str, slot: int) -> bool:
    """Return whether somebody could be there in a slot in a shift that he may be asked for."""
    moment, days = model.scene.times.moment(slot), model.problem.person[name].days
    if model.scene.roster.workers[name].away >> slot & 1:
        return False
    hours = (w for n, day in enumerate(days) for shift in day.shifts for w in model.problem.shifts[shift].hours[n])
    return any(a <= moment < b for a, b in hours)


def _is_there(model: Model, name: str, slot: int) -> bool:
    """Return whether somebody is there in a slot in the plan that is started from."""
    moment = model.scene.times.moment(slot)
    away = model.scene.roster.workers[name].away
    return not away >> slot & 1 and any(
        a <= moment < b for (who, _), duty in model.duties.items() if who == name for a, b in duty.windows
    )


def presence_in(model: Model, name: str, slot: int) -> Expression:
    """Return whether somebody is there in a slot, overtime left out."""
    problem, moment = model.problem, model.scene.times.moment(slot)
    if model.scene.roster.workers[name].away >> slot & 1:
        return 0
    return sum(
        literal
        for day in _of_person(model, name)
        for option, literal in day.options.items()
        if any(a <= moment < b for a, b in problem.shifts[option.shift].hours[day.day])
    )


def _stays(model: Model, name: str, slot: int) -> Expression:
    """Return whether somebody is there in a slot in overtime; where it counts, the plan keeps that overtime."""
    moment, granule = model.scene.times.moment(slot), model.scene.granule
    if model.scene.roster.workers[name].away >> slot & 1:
        return 0
    found = []
    for day in _of_person(model, name):
        for option, works in day.options.items():
            early, late = -(-(option.start - moment) // granule), (moment - option.end) // granule + 1
            if not (0 < early <= option.early or 0 < late <= option.late):
                continue
            stays = model.literal(f"stays {name} {slot} {option.shift}")
            _if(model, stays, works == 1)
            _if(model, stays, (day.before if early > 0 else day.after) >= max(early, late))
            model.stays[name].append((slot, stays))
            found.append(stays)
    return sum(found)


def reserve(model: Model) -> None:
    """Enough working time is kept free for rush work: all work of a day counts, as if none of it were overtime."""
    for kept in model.problem.reserve:
        able = {p.name for p in model.problem.people if any(h.skill == kept.skill for h in p.holdings)}
        for n in range(len(model.problem.days)):
            days = [model.days[name, n] for name in sorted(able) if (name, n) in model.days]
            loads = [
                _load(model, task, piece, literal)
                for task, piece in pieces_of(model)
                if piece.day == n
                for name, literal in piece.people.items()
                if name in able
            ]
            if not loads:
                continue
            regular = sum(day.of("regular") for day in days)
            own = {day.person for day in days}
            taken = sum(_taken(model, name, n) for name in able)
            others = sum(_regular_of_duty(model, name, n) for name in able - own)
            share = round((1 - kept.share) * 1000)
            model.cp.add(1000 * sum(loads) + 1000 * taken <= share * (regular + others))


def _taken(model: Model, name: str, day: int) -> int:
    """Return the regular slots of somebody's day that fixed work takes."""
    duty, times = model.duties.get((name, day)), model.scene.times
    if duty is None:
        return 0
    spans = 0
    for piece in model.fixed_of[name]:
        if duty.start <= piece.start < duty.end:
            spans |= between(times.down(piece.start), min(model.slots, times.up(piece.end)))
    worker = model.scene.roster.workers[name]
    return (times.touched(duty.hours) & ~worker.pausing & spans).bit_count()


def _regular_of_duty(model: Model, name: str, day: int) -> int:
    """Return the regular slots of a duty that stays as it is."""
    duty = model.duties.get((name, day))
    options = (each for each in model.scene.options(name, day) if duty is not None and each.shift == duty.shift)
    return next((each.regular for each in options), 0)


def _load(model: Model, task: TaskModel, piece: PieceModel, literal: Expression) -> Expression:
    """Return the slots that somebody works in a piece, if he does."""
    out, back = model.way(task.task)
    load = model.number(0, model.slots, f"load {piece.task.id} {piece.day}")
    model.cp.add(load >= piece.main + out + back).only_enforce_if(literal)
    return load
