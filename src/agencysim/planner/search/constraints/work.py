"""The rules of the work as constraints: one function a rule."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from agencysim.planner.search.scene import stretches_of
from agencysim.planner.timetable import between
from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import After, Mode
    from agencysim.planner.search.model import Expression, Model, PieceModel, TaskModel
    from agencysim.planner.search.scene import Slots


def pieces_of(model: Model) -> Iterator[tuple[TaskModel, PieceModel]]:
    """Yield every piece of every task that may be changed."""
    for task in model.tasks.values():
        for piece in task.pieces.values():
            yield task, piece


def known(model: Model) -> None:
    """Nothing is planned of jobs that are only tentative, and what is not planned has no pieces."""
    for task in model.tasks.values():
        if not model.problem.is_wanted(task.task):
            model.cp.add(task.begun == 0)
            model.cp.add(task.outside == 0)
        pieces = [piece.there for piece in task.pieces.values()]
        for literal in pieces:
            model.cp.add_implication(literal, task.begun)
        if not task.done_before:
            model.cp.add_bool_or(*pieces, task.begun.negated())
        model.cp.add(task.begun + task.outside <= 1)
        model.cp.add(task.done <= task.begun + task.outside)
        model.cp.add(task.done >= task.outside)
        _outside(model, task)
        for piece in task.pieces.values():
            model.cp.add(task.start <= piece.start).only_enforce_if(piece.there)
            model.cp.add(task.end >= piece.end).only_enforce_if(piece.there)
            model.cp.add(piece.main <= (piece.within[1] - piece.within[0]) * piece.there)


def _outside(model: Model, task: TaskModel) -> None:
    """Let another firm be done when its time has passed since it was given the task."""
    out, times = task.task.outside, model.scene.times
    if out is None or isinstance(task.outside, int):
        return
    beyond, table = 2 * model.slots + 1, []
    for slot in range(model.slots):
        end = times.passed(out.calendar, times.moment(slot), out.delay)
        table.append(beyond if end is None or end <= times.moment(slot) else min(beyond, _up(model, end)))
    end = model.number(0, beyond - 1, f"back {task.task.id}")
    _at_least_by_table(model, task.start, table, end, task.outside)
    model.cp.add(task.end >= end).only_enforce_if(task.outside)


def _at_least_by_table(
    model: Model, index: Expression, table: list[int], value: Expression, literal: Expression
) -> None:
    """Let a value be at least what a table says of an index, if a literal holds.

    The table rises with the slots or stays where it is, as calendars do: a few straight parts say the same as its many
    entries, and the solver is much faster with them.
    """
    chosen = []
    for first, last, rises in _straight_parts(table):
        within = model.literal(f"part {first}")
        chosen.append(within)
        model.cp.add(index >= first).only_enforce_if(within)
        model.cp.add(index <= last).only_enforce_if(within)
        model.cp.add(value >= (index + table[first] - first if rises else table[first])).only_enforce_if(within)
    model.cp.add_bool_or(*chosen, literal.negated())


def _straight_parts(table: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield the first and the last index of each part of a table that rises by one each time, or not at all."""
    first = 0
    while first < len(table):
        last = first
        step = table[first + 1] - table[first] if first + 1 < len(table) else 0
        if step in (0, 1):
            while last + 1 < len(table) and table[last + 1] - table[last] == step:
                last += 1
        yield first, last, step == 1
        first = last + 1


def skill(model: Model) -> None:
    """Whoever fills a place has the skill all the time, and is one of those asked for."""
    for task in model.tasks.values():
        for (i, j), seats in task.seats.items():
            place = task.task.modes[i].crew[j]
            for name, literal in seats.items():
                if place.only and name not in place.only:
                    model.cp.add(literal == 0)
                    continue
                valid = next(c.valid for c in model.scene.candidates(place) if c.name == name)
                if valid != model.scene.times.all:
                    first, last = (valid & -valid).bit_length() - 1, valid.bit_length()
                    for piece in task.pieces.values():
                        model.cp.add(piece.start >= first).only_enforce_if(literal, piece.there)
                        model.cp.add(piece.end <= last).only_enforce_if(literal, piece.there)


def crew(model: Model) -> None:
    """Crew and units of one way of doing it are complete, and nobody fills two places but for shared ones."""
    for task in model.tasks.values():
        model.cp.add(sum(task.modes) == task.begun)
        for (i, j), seats in task.seats.items():
            place = task.task.modes[i].crew[j]
            model.cp.add(sum(seats.values()) == place.count * task.modes[i])
        for i, mode in enumerate(task.task.modes):
            _nobody_twice(model, task, i, mode)
        for piece in task.pieces.values():
            _units_complete(model, task, piece)


def _nobody_twice(model: Model, task: TaskModel, i: int, mode: Mode) -> None:
    own: dict[str, list[Expression]] = defaultdict(list)
    for j, place in enumerate(mode.crew):
        for name, literal in task.seats[i, j].items() if not place.shared else ():
            own[name].append(literal)
    for literals in own.values():
        model.cp.add_at_most_one(literals)


def _units_complete(model: Model, task: TaskModel, piece: PieceModel) -> None:
    kinds: dict[str, list[Expression]] = defaultdict(list)
    for name, literal in piece.units.items():
        model.cp.add_implication(literal, piece.there)
        kinds[model.problem.unit[name].kind].append(literal)
    for kind in dict.fromkeys(kind for mode in task.task.modes for kind in mode.units):
        for i, mode in enumerate(task.task.modes):
            wanted = mode.units.get(kind, 0)
            model.cp.add(sum(kinds[kind]) == wanted).only_enforce_if(piece.there, task.modes[i])


def one_place(model: Model) -> None:
    """Nobody is at two pieces at a time."""
    intervals: dict[str, list[Expression]] = defaultdict(list)
    for _, piece in pieces_of(model):
        for name, literal in piece.people.items():
            intervals[name].append(_interval(model, piece, literal, name))
    for name in model.people:
        intervals[name] += [_fixed_interval(model, p.start, p.end) for p in model.fixed_of[name]]
        if len(intervals[name]) > 1:
            model.cp.add_no_overlap(intervals[name])


def _interval(model: Model, piece: PieceModel, literal: Expression, who: str) -> Expression:
    name = f"{piece.task.id} {piece.day} {who}"
    return model.cp.new_optional_interval_var(piece.start, piece.size, piece.end, literal, name)


def _fixed_interval(model: Model, start: int, end: int) -> Expression:
    first, last = model.scene.times.down(start), min(model.slots, model.scene.times.up(end))
    return model.cp.new_fixed_size_interval_var(first, max(0, last - first), "fixed")


def on_duty(model: Model) -> None:
    """Work begins and ends while its people are on duty; in between, whoever pauses makes it longer."""
    for task, piece in pieces_of(model):
        for name, literal in piece.people.items():
            day = model.days[name, piece.day]
            first, last = model.bounds_of(day)
            model.cp.add(day.on == 1).only_enforce_if(literal)
            model.cp.add(piece.start >= first).only_enforce_if(literal)
            model.cp.add(piece.end <= last).only_enforce_if(literal)
        _pauses(model, task, piece)
    for name in model.people:
        for fixed in model.fixed_of[name]:
            _keep_on_duty(model, name, fixed.start, fixed.end)


def _keep_on_duty(model: Model, name: str, start: int, end: int) -> None:
    """Let a duty be as long as the fixed work in it needs, as far as it has been."""
    for (who, _), duty in model.duties.items():
        index = model.problem.day_index[duty.day]
        if who != name or not duty.start <= start < duty.end or (name, index) not in model.days:
            continue
        day, granule = model.days[name, index], model.scene.granule
        early = -(-max(0, duty.hours[0][0] - start) // granule)
        late = -(-max(0, end - duty.hours[-1][1]) // granule)
        model.cp.add(day.before >= min(early, duty.before // granule))
        model.cp.add(day.after >= min(late, duty.after // granule))


def _pauses(model: Model, task: TaskModel, piece: PieceModel) -> None:
    """Let the closed time of all who take part, and of the site, count for a piece: before, after, or in its middle."""
    closers: dict[Slots, list[Expression]] = defaultdict(list)
    for name, literal in piece.people.items():
        for option, chosen in model.days[name, piece.day].options.items():
            for stretch in option.pauses:
                closers[stretch].append(model.both(literal, chosen, f"{name} pauses"))
    for name, literal in piece.units.items():
        for stretch in model.scene.unit_closed(name)[0]:
            closers[stretch].append(literal)
    gaps = [gap for gap, may_span in _gaps_of_site(model, piece) if may_span]
    for stretch in _elementary([*closers, *gaps]):
        literals = [literal for each, those in closers.items() if _lies_in(stretch, each) for literal in those]
        at_site = any(_lies_in(stretch, gap) for gap in gaps)
        if literals or at_site:
            piece.over[stretch] = _over(model, task, piece, stretch, literals, at_site=at_site)


def _gaps_of_site(model: Model, piece: PieceModel) -> list[tuple[Slots, bool]]:
    """Return when the site of a piece is closed in between, each time with whether a piece may go on after it."""
    stretches = _open_at_site(model, piece) if piece.task.site else []
    clear = model.scene.times.site(piece.task.site).clear
    gaps = ((end, start) for (_, end), (start, _) in pairwise(stretches))
    return [(gap, not between(*gap) & ~clear) for gap in gaps]


def _open_at_site(model: Model, piece: PieceModel) -> list[Slots]:
    """Return when the site of a piece is open, as far as the piece can lie then."""
    hours, (low, high) = model.scene.times.site(piece.task.site), piece.within
    return [each for each in stretches_of(hours.open & hours.clear) if each[1] > low and each[0] < high]


def _lies_in(stretch: Slots, other: Slots) -> bool:
    return other[0] <= stretch[0] and stretch[1] <= other[1]


def _elementary(stretches: Iterable[Slots]) -> list[Slots]:
    """Cut stretches that overlap into pieces that do not."""
    stretches = list(stretches)
    cuts = sorted({edge for stretch in stretches for edge in stretch})
    return [(a, b) for a, b in pairwise(cuts) if any(s <= a and b <= e for s, e in stretches)]


def _over(
    model: Model, task: TaskModel, piece: PieceModel, stretch: Slots, closers: list[Expression], *, at_site: bool
) -> Expression:
    """Return whether a stretch in which somebody pauses, or the site is closed, lies in the middle of a piece.

    While only the site is closed people may be on their way.
    """
    first, last = stretch
    name = f"{piece.task.id} {piece.day} {first}"
    paused = model.any_of(closers, f"closed {name}") if closers else None
    over, before, after = model.literal(f"over {name}"), model.literal(f"before {name}"), model.literal(f"after {name}")
    model.cp.add_exactly_one(over, before, after, (piece.there if paused is None or at_site else paused).negated())
    out, back = model.way(task.task)
    if at_site:
        model.cp.add(piece.end - back <= first).only_enforce_if(before)
        model.cp.add(piece.start + out >= last).only_enforce_if(after)
    if paused is not None:
        model.cp.add(piece.end <= first).only_enforce_if(before, paused)
        model.cp.add(piece.start >= last).only_enforce_if(after, paused)
    model.cp.add(piece.start + max(1, out) <= first).only_enforce_if(over)
    model.cp.add(piece.end - max(1, back) >= last).only_enforce_if(over)
    return over


def leave(model: Model) -> None:
    """Nobody works while he is away, nor in a slot that is open only in part."""
    for _, piece in pieces_of(model):
        for name, literal in piece.people.items():
            for option, chosen in model.days[name, piece.day].options.items():
                for first, last in option.blocks:
                    _keep_out(model, piece, (first, last), [literal, chosen])


def _keep_out(model: Model, piece: PieceModel, stretch: Slots, literals: list[Expression]) -> None:
    """Keep a piece before or after a stretch of time if some literals hold."""
    first, last = stretch
    if last <= piece.within[0] or first >= piece.within[1]:
        return
    enforced = [literal for literal in literals if not isinstance(literal, int)]
    before = model.literal(f"keeps out {piece.task.id} {piece.day} {first}")
    model.cp.add(piece.end <= first).only_enforce_if(*enforced, before)
    model.cp.add(piece.start >= last).only_enforce_if(*enforced, before.negated())


def work_done(model: Model) -> None:
    """Let a piece take its way, its work and the pauses in it, and all pieces together what the slowest needs."""
    for task, piece in pieces_of(model):
        out, back = model.way(task.task)
        pauses = sum((last - first) * over for (first, last), over in piece.over.items())
        model.cp.add(piece.start + piece.size == piece.end).only_enforce_if(piece.there)
        model.cp.add(piece.size == out + piece.main + back + pauses).only_enforce_if(piece.there)
        model.cp.add(piece.main >= piece.there)
    for task in model.tasks.values():
        _need(model, task)
        total = task.done_before + sum(piece.main for piece in task.pieces.values())
        model.cp.add(total == task.need).only_enforce_if(task.done, task.begun)
        model.cp.add(total <= task.need - 1).only_enforce_if(task.done.negated(), task.begun)
        _left(model, task)


def _need(model: Model, task: TaskModel) -> None:
    """Let a task take as long as the slowest in his place needs."""
    for i, mode in enumerate(task.task.modes):
        if not mode.crew:
            model.cp.add(task.need == model.scene.slots(mode, 1.0)).only_enforce_if(task.modes[i])
            continue
        by_need: dict[int, list[Expression]] = defaultdict(list)
        for j in range(len(mode.crew)):
            needs = model.levels(task.task, i, j)
            for name, literal in task.seats[i, j].items():
                by_need[needs[name]].append(literal)
                model.cp.add(task.need >= needs[name]).only_enforce_if(literal)
        if len(by_need) == 1:
            model.cp.add(task.need == next(iter(by_need))).only_enforce_if(task.modes[i])
            continue
        exact = []
        for slots, literals in by_need.items():
            is_it = model.literal(f"need {task.task.id} {slots}")
            exact.append(is_it)
            model.cp.add(task.need == slots).only_enforce_if(is_it)
            model.cp.add_bool_or(*literals, is_it.negated())
        model.cp.add(sum(exact) == task.modes[i])


def _left(model: Model, task: TaskModel) -> None:
    """Let what is left of a task be told in seconds of the usual way at speed 1, begun ones counted whole."""
    whole = model.whole(task.task) * model.problem.grid
    if not task.done_before:
        model.cp.add(task.left == whole).only_enforce_if(task.begun.negated(), negated(task.outside))
    if not task.task.splittable:
        model.cp.add(task.left == 0).only_enforce_if(task.done)
        return
    total = task.done_before + sum(piece.main for piece in task.pieces.values())
    model.cp.add(task.left == 0).only_enforce_if(task.done)
    needs = {model.levels(task.task, i, j)[name] for (i, j), seats in task.seats.items() for name in seats}
    needs |= {model.scene.slots(mode, 1.0) for mode in task.task.modes if not mode.crew}
    for slots in needs:
        is_it = model.literal(f"left by {task.task.id} {slots}")
        model.cp.add(task.need == slots).only_enforce_if(is_it)
        model.cp.add(task.need != slots).only_enforce_if(is_it.negated())
        model.cp.add(slots * task.left >= whole * (slots - total)).only_enforce_if(
            is_it, task.begun, task.done.negated()
        )


def negated(literal: Expression) -> Expression:
    """Return the opposite of a literal; numbers are constants."""
    return 1 - literal if isinstance(literal, int) else literal.negated()


def in_one_piece(model: Model) -> None:
    """Let what cannot be split be one piece, and other pieces be long enough but for the last."""
    least = model.scene.times.count(model.problem.settings.minimum_piece)
    for task in model.tasks.values():
        pieces = list(task.pieces.values())
        if not task.task.splittable:
            model.cp.add_at_most_one(piece.there for piece in pieces)
            model.cp.add_implication(task.begun, task.done)
            continue
        for n, piece in enumerate(pieces):
            for later in pieces[n + 1 :]:
                model.cp.add(piece.main >= least).only_enforce_if(piece.there, later.there)
                model.cp.add(later.start >= piece.end).only_enforce_if(piece.there, later.there)


def same_people(model: Model) -> None:
    """Let what belongs together with an earlier task be done by its people, as far as they can."""
    for task in model.tasks.values():
        same = task.task.same_people_as
        if same is None:
            continue
        name = TaskId(task.task.job, same.step, same.attempt)
        earlier = model.tasks.get(name)
        for (i, j), seats in task.seats.items():
            place = task.task.modes[i].crew[j]
            fixed = {who for piece in model.fixed if piece.task == name for who in piece.crew}
            able = {c.name for c in model.scene.candidates(place) if not place.only or c.name in place.only}
            if earlier is None or fixed:
                chosen = able & fixed
                if len(chosen) >= place.count:
                    for who, literal in seats.items():
                        if who not in chosen:
                            model.cp.add(literal == 0)
                continue
            there = sum(earlier.who[who] for who in sorted(able) if who in earlier.who)
            enough = model.literal(f"enough {task.task.id} {i} {j}")
            model.cp.add(there >= place.count).only_enforce_if(enough)
            model.cp.add(there <= place.count - 1).only_enforce_if(enough.negated())
            for who, literal in seats.items():
                if who in earlier.who:
                    model.cp.add_implication(enough, earlier.who[who]).only_enforce_if(literal)
                else:
                    model.cp.add_bool_or(enough.negated(), literal.negated())


def order(model: Model) -> None:
    """Let what must come before be done, and answers and drying times have passed."""
    ends = _fixed_ends(model)
    for task in model.tasks.values():
        for after in task.task.after:
            name = TaskId(task.task.job, after.step, after.attempt)
            is_planned = [task.begun, task.outside]
            earlier = model.tasks.get(name)
            if earlier is None:
                end = ends.get(name)
                may = None if end is None else model.scene.times.may_begin(after, end)
                for literal in is_planned:
                    if may is None or may >= model.problem.end:
                        model.cp.add(literal == 0)
                    else:
                        model.cp.add(task.start >= model.scene.times.up(may))
                continue
            for literal in is_planned:
                model.cp.add(literal <= earlier.done)
                if not isinstance(literal, int):
                    _begins_after(model, after, earlier, task.start, literal)
    _before_what_is_fixed(model)


def _begins_after(model: Model, after: After, earlier: TaskModel, start: Expression, literal: Expression) -> None:
    """Let something begin only when a task has ended and its lags have passed, if a literal holds."""
    times = model.scene.times
    lags = [lag for lag in after.lags if lag.seconds]
    if all(not lag.calendar for lag in lags):
        wait = times.count(sum(lag.seconds for lag in lags))
        model.cp.add(start >= earlier.end + wait).only_enforce_if(literal)
        return
    table = []
    for slot in range(model.slots + 1):
        may = times.may_begin(after, times.moment(slot))
        table.append(model.slots + 1 if may is None else min(model.slots + 1, _up(model, may)))
    _at_least_by_table(model, earlier.end, table, start, literal)


def _up(model: Model, moment: int) -> int:
    return -((model.problem.start - moment) // model.scene.times.grid)


def _fixed_ends(model: Model) -> dict[TaskId, int]:
    """Return when the tasks end that are planned to their end and stay as they are."""
    unplanned = {each.task for each in model.plan.unplanned}
    ends: dict[TaskId, int] = {}
    for piece in model.fixed:
        if piece.task not in unplanned and piece.task not in model.free:
            ends[piece.task] = max(piece.end, ends.get(piece.task, 0))
    return ends


def _before_what_is_fixed(model: Model) -> None:
    """Let a task end in time for what follows it and stays as it is."""
    starts: dict[TaskId, int] = {}
    for piece in model.fixed:
        starts[piece.task] = min(piece.start, starts.get(piece.task, piece.start))
    for name, start in starts.items():
        for after in model.problem.task[name].after if name not in model.free else ():
            earlier = model.tasks.get(TaskId(name.job, after.step, after.attempt))
            if earlier is not None:
                model.cp.add(earlier.done == 1)
                _begins_after(model, after, earlier, model.scene.times.down(start), model.always)


def release(model: Model) -> None:
    """Nothing begins before it can."""
    for task in model.tasks.values():
        model.cp.add(task.start >= min(model.slots, model.scene.times.up(task.task.release)))


def deadline(model: Model) -> None:
    """Let a job with a deadline be done by then, or nothing of it be planned."""
    for name, tasks in model.problem.tasks_of.items():
        job = model.problem.job[name]
        counted = [model.tasks[task.id] for task in tasks if task.id in model.tasks and not task.after_due]
        if job.deadline is None or not counted:
            continue
        latest = (job.deadline - job.tail - model.problem.start) // model.scene.times.grid
        for one in counted:
            for literal in (one.begun, one.outside):
                if not isinstance(literal, int):
                    model.cp.add(one.end <= latest).only_enforce_if(literal)
            for other in counted:
                model.cp.add(one.begun + one.outside <= other.done)


def site(model: Model) -> None:
    """Work on a site begins and ends while it is open, and spans no closing that is not on the grid."""
    for task, piece in pieces_of(model):
        if not task.task.site:
            continue
        out, back = model.way(task.task)
        begins, ends = [], []
        for first, last in _open_at_site(model, piece):
            begins.append(model.literal(f"begins on site {task.task.id} {piece.day} {first}"))
            model.cp.add(piece.start + out >= first).only_enforce_if(begins[-1])
            model.cp.add(piece.start + out < last).only_enforce_if(begins[-1])
            ends.append(model.literal(f"ends on site {task.task.id} {piece.day} {first}"))
            model.cp.add(piece.end - back > first).only_enforce_if(ends[-1])
            model.cp.add(piece.end - back <= last).only_enforce_if(ends[-1])
        for literals in (begins, ends):
            model.cp.add_bool_or(*literals, piece.there.negated())
        for (first, last), may_span in _gaps_of_site(model, piece):
            if not may_span:
                before = model.literal(f"leaves site {task.task.id} {piece.day} {first}")
                model.cp.add(piece.end - back <= first).only_enforce_if(piece.there, before)
                model.cp.add(piece.start + out >= last).only_enforce_if(piece.there, before.negated())


def units(model: Model) -> None:
    """No machine or vehicle is used twice at a time, nor while it is away."""
    intervals: dict[str, list[Expression]] = defaultdict(list)
    for _, piece in pieces_of(model):
        for name, literal in piece.units.items():
            intervals[name].append(_interval(model, piece, literal, name))
            for stretch in model.scene.unit_closed(name)[1]:
                _keep_out(model, piece, stretch, [literal])
    for name, found in intervals.items():
        found += [_fixed_interval(model, p.start, p.end) for p in model.fixed_of[name]]
        if len(found) > 1:
            model.cp.add_no_overlap(found)


def locked(model: Model) -> None:
    """Let what is left of locked work be done by the same people in the same way."""
    for task in model.tasks.values():
        held = [piece for piece in model.fixed if piece.task == task.task.id]
        for piece in held:
            _hold(model, task, piece.mode, piece.people)
            model.cp.add(task.end >= min(2 * model.slots, _up(model, piece.end)))
        if held:
            model.cp.add(task.begun == 1)


def _hold(model: Model, task: TaskModel, mode: str, people: tuple[str, ...]) -> None:
    for i, each in enumerate(task.task.modes):
        model.cp.add(task.modes[i] == int(each.name == mode))
        if each.name == mode:
            names = iter(people)
            for j, place in enumerate(each.crew):
                chosen = {next(names, "") for _ in range(place.count)}
                for name, literal in task.seats[i, j].items():
                    model.cp.add(literal == int(name in chosen))


def frozen(model: Model) -> None:
    """Nothing else begins, and nobody else is called in, before the plan may change."""
    until = model.problem.frozen_until
    if until is None or model.problem.published is None:
        return
    first = model.scene.times.up(until)
    for _, piece in pieces_of(model):
        model.cp.add(piece.start >= first).only_enforce_if(piece.there)
    for day in model.days.values():
        duty = model.duties.get((day.person, day.day))
        for option, literal in day.options.items():
            if duty is None and option.start < until and not isinstance(literal, int):
                model.cp.add(literal == 0)
