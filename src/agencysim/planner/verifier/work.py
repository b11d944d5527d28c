"""Checks of the work that is planned: one function a rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier.world import content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.calendars import Calendar
    from agencysim.planner.problem import Mode, Task
    from agencysim.planner.verifier.world import World
    from agencysim.plans import Assignment, Duty, TaskId

HOUR = 3600


def _broken(
    world: World, rule: Rule, detail: str, *pieces: Assignment, by: float = 1, who: tuple[str, ...] = ()
) -> Violation:
    return Violation(
        rule=rule,
        who=who,
        tasks=tuple(dict.fromkeys(piece.task for piece in pieces)),
        at=pieces[0].start,
        by=by,
        locked=world.is_locked(*pieces),
        detail=detail,
    )


def _all(world: World) -> Iterator[tuple[Task, list[Assignment]]]:
    for name, pieces in world.pieces.items():
        yield world.problem.task[name], pieces


def _each(world: World) -> Iterator[tuple[Task, Assignment]]:
    for task, pieces in _all(world):
        for piece in pieces:
            yield task, piece


def _moded(world: World) -> Iterator[tuple[Task, Assignment, Mode]]:
    for task, piece in _each(world):
        mode = task.mode(piece.mode)
        if mode is not None:
            yield task, piece, mode


def known(world: World) -> Iterator[Violation]:
    """Find what there is not, or not within the time of the plan or on its grid."""
    for piece in world.plan.assignments:
        for what in _unknown(world, piece):
            yield _broken(world, Rule.KNOWN, tr("{task}: {what}", task=piece.task, what=what), piece)
    problem = world.problem
    for duty in world.plan.duties:
        if duty.person not in problem.person or duty.day not in problem.day_index:
            detail = tr("a duty of {who} on day {day}: there is no such person or day", who=duty.person, day=duty.day)
            yield Violation(rule=Rule.KNOWN, who=(duty.person,), at=duty.start, by=1, detail=detail)
    for name in (each.task for each in world.plan.unplanned if each.task not in problem.task):
        detail = tr("{task}: {what}", task=name, what=tr("there is no such task"))
        yield Violation(rule=Rule.KNOWN, tasks=(name,), by=1, detail=detail)


def _unknown(world: World, piece: Assignment) -> Iterator[str]:
    problem = world.problem
    task = problem.task.get(piece.task)
    if task is None:
        yield tr("there is no such task")
        return
    if not problem.is_wanted(task) and not world.is_locked(piece):
        yield tr("its job is only tentative")
    if piece.outside:
        if task.outside is None:
            yield tr("no other firm does it")
        if piece.people or piece.units:
            yield tr("another firm does it, so that it has no people and things")
        end = task.outside and world.passed(task.outside.calendar, piece.start, task.outside.delay)
        if task.outside and piece.end != end:
            yield tr("the other firm does not end at {end} s", end=piece.end)
        if not world.is_locked(piece) and (piece.start - problem.start) % problem.grid:
            yield tr("it does not begin on the grid")
        if not problem.start <= piece.start < problem.end:
            yield tr("it is not within the time of the plan")
        return
    if task.mode(piece.mode) is None:
        yield tr("there is no way {mode!r} of doing it", mode=piece.mode)
    names = [name for name in piece.people if name not in problem.person]
    names += [name for name in piece.units if name not in problem.unit]
    yield from (tr("there is no {name!r}", name=name) for name in names)
    if piece.start < problem.start or piece.end > problem.end:
        yield tr("it is not within the time of the plan")
    if not world.is_locked(piece) and (
        (piece.start - problem.start) % problem.grid or (piece.end - problem.start) % problem.grid
    ):
        yield tr("it is not on the grid")


def skill(world: World) -> Iterator[Violation]:
    """Find those in a place who may not fill it."""
    for task, piece, mode in _moded(world):
        for place, name in zip(mode.places, piece.people, strict=False):
            person = world.problem.person.get(name)
            if person is None:
                continue
            if person.level(place.skill, piece.start, piece.end) is None:
                detail = tr("{task}: {who} may not do {skill}", task=task.id, who=name, skill=place.skill)
                yield _broken(world, Rule.SKILL, detail, piece, who=(name,))
            elif place.only and name not in place.only:
                detail = tr("{task}: {who} is not among those asked for", task=task.id, who=name)
                yield _broken(world, Rule.SKILL, detail, piece, who=(name,))


def crew(world: World) -> Iterator[Violation]:
    """Find places that are empty or filled twice, and units that are missing."""
    for task, piece, mode in _moded(world):
        places = mode.places
        if (short := len(places) - len(piece.people)) != 0:
            detail = tr("{task}: {n} people for {places} places", task=task.id, n=len(piece.people), places=len(places))
            yield _broken(world, Rule.CREW, detail, piece, by=abs(short))
        alone = Counter(n for place, n in zip(places, piece.people, strict=False) if not place.shared)
        for name in (name for name, count in alone.items() if count > 1):
            detail = tr("{task}: {who} fills two places", task=task.id, who=name)
            yield _broken(world, Rule.CREW, detail, piece, who=(name,))
        shared = Counter(n for place, n in zip(places, piece.people, strict=False) if place.shared)
        for name in (name for name, count in shared.items() if count > 1 and _twice_in_one(mode, piece, name)):
            detail = tr("{task}: {who} fills two places", task=task.id, who=name)
            yield _broken(world, Rule.CREW, detail, piece, who=(name,))
        kinds = Counter(world.problem.unit[name].kind for name in piece.units if name in world.problem.unit)
        if kinds != Counter(mode.units) or len(set(piece.units)) != len(piece.units):
            detail = tr(
                "{task}: it needs other machines or vehicles than {units}",
                task=task.id,
                units=", ".join(piece.units) or "-",
            )
            yield _broken(world, Rule.CREW, detail, piece)


def _twice_in_one(mode: Mode, piece: Assignment, name: str) -> bool:
    """Return whether somebody fills several places of the same kind."""
    at = 0
    for place in mode.crew:
        if piece.people[at : at + place.count].count(name) > 1:
            return True
        at += place.count
    return False


def one_place(world: World) -> Iterator[Violation]:
    """Find those who are at two pieces at a time."""
    by_person: dict[str, list[Assignment]] = defaultdict(list)
    for _, piece in _each(world):
        for name in piece.crew:
            by_person[name].append(piece)
    for name, pieces in by_person.items():
        for one, other in world.overlapping(pieces):
            detail = tr("{who} is at {one} and {other} at a time", who=name, one=one.task, other=other.task)
            by = min(one.end, other.end) - other.start
            yield _broken(world, Rule.ONE_PLACE, detail, other, one, by=by, who=(name,))


def on_duty(world: World) -> Iterator[Violation]:
    """Find work that begins or ends without somebody, or is longer than a duty."""
    for task, piece in _each(world):
        for name in (name for name in piece.crew if name in world.problem.person):
            duty = world.duty_at(name, piece.start)
            if not _is_open_at_the_ends(world, world.duty_hours(name), piece):
                detail = tr("{task}: {who} is not there when it begins or ends", task=task.id, who=name)
                yield _broken(world, Rule.ON_DUTY, detail, piece, who=(name,))
            elif duty is None or piece.end > duty.end:
                detail = tr("{task}: it is longer than the duty of {who}", task=task.id, who=name)
                yield _broken(world, Rule.ON_DUTY, detail, piece, who=(name,))


def _is_open_at_the_ends(world: World, hours: Calendar, piece: Assignment) -> bool:
    return all(hours.is_open(moment - world.shift) for moment in (piece.start, piece.end - 1))


def leave(world: World) -> Iterator[Violation]:
    """Find work of those who are away."""
    for task, piece in _each(world):
        for name in piece.crew:
            person = world.problem.person.get(name)
            for away in person.absences if person else ():
                by = min(piece.end, away.end) - max(piece.start, away.start)
                if by > 0:
                    detail = tr("{task}: {who} is away ({kind})", task=task.id, who=name, kind=away.kind)
                    yield _broken(world, Rule.LEAVE, detail, piece, by=by, who=(name,))


def work_done(world: World) -> Iterator[Violation]:
    """Find tasks whose pieces do not get them done, or are too long, and those that are silently left out."""
    yield from _left_out(world)
    yield from _done_twice(world)
    for task, pieces in _all(world):
        need = world.need(task, pieces[0])
        if need is None:
            continue
        for piece in pieces:
            if world.progress(task, piece).main <= 0:
                detail = tr("{task}: a piece gets nothing done", task=task.id)
                yield _broken(world, Rule.WORK_DONE, detail, piece)
        done = world.done[task.id]
        partly = task.splittable and task.id in world.unplanned
        if done > need or (done < need and not partly):
            detail = tr(
                "{task}: {done:.2f} h of {need:.2f} h are planned", task=task.id, done=done / HOUR, need=need / HOUR
            )
            yield _broken(world, Rule.WORK_DONE, detail, *pieces, by=abs(done - need))
        elif done == need and task.id in world.unplanned:
            detail = tr("{task} is planned to its end, and listed as not planned", task=task.id)
            yield _broken(world, Rule.WORK_DONE, detail, *pieces)


def _left_out(world: World) -> Iterator[Violation]:
    for task in world.problem.tasks:
        listed, planned = task.id in world.unplanned, task.id in world.assignments
        if not planned and not listed and world.problem.is_wanted(task):
            detail = tr("{task} is neither planned nor listed as not planned", task=task.id)
            yield Violation(rule=Rule.WORK_DONE, tasks=(task.id,), by=1, detail=detail)


def _done_twice(world: World) -> Iterator[Violation]:
    for name, piece in world.outside.items():
        if len(world.assignments[name]) > 1:
            detail = tr("{task}: another firm does it, and it is planned once more", task=name)
            yield _broken(world, Rule.WORK_DONE, detail, *world.assignments[name])
        if name in world.unplanned:
            detail = tr("{task} is planned to its end, and listed as not planned", task=name)
            yield _broken(world, Rule.WORK_DONE, detail, piece)


def in_one_piece(world: World) -> Iterator[Violation]:
    """Find what is split and cannot be, and pieces that are too short."""
    least = world.problem.settings.minimum_piece
    for task, pieces in _all(world):
        if not task.splittable and len(pieces) > 1:
            detail = tr("{task}: it cannot be split, and has {n} pieces", task=task.id, n=len(pieces))
            yield _broken(world, Rule.IN_ONE_PIECE, detail, *pieces, by=len(pieces) - 1)
        for piece in pieces[:-1]:
            done = world.progress(task, piece).main
            if done < least and not world.is_locked(piece):
                detail = tr("{task}: a piece of {done:.2f} h is too short", task=task.id, done=done / HOUR)
                yield _broken(world, Rule.IN_ONE_PIECE, detail, piece, by=least - done)


def same_people(world: World) -> Iterator[Violation]:
    """Find pieces of a task, and what belongs together, that are done by others."""
    for task, pieces in _all(world):
        for piece in pieces[1:]:
            if (piece.people, piece.mode) != (pieces[0].people, pieces[0].mode):
                detail = tr("{task}: its pieces are done by different people", task=task.id)
                yield _broken(world, Rule.SAME_PEOPLE, detail, piece, pieces[0])
        same = task.same_people_as
        earlier = same and world.pieces.get(type(task.id)(task.job, same.step, same.attempt))
        if earlier:
            yield from _others(world, task, pieces[0], earlier[0])


def _others(world: World, task: Task, piece: Assignment, earlier: Assignment) -> Iterator[Violation]:
    mode = task.mode(piece.mode)
    for place, name in zip(mode.places if mode else (), piece.people, strict=False):
        able = [
            n
            for n in earlier.crew
            if n in world.problem.person
            and world.problem.person[n].level(place.skill, piece.start, piece.end)
            and (not place.only or n in place.only)
        ]
        if len(able) >= place.count and name not in able:
            detail = tr("{task}: {who} did not do {earlier}", task=task.id, who=name, earlier=earlier.task)
            yield _broken(world, Rule.SAME_PEOPLE, detail, piece, who=(name,))


def _begins(world: World) -> Iterator[tuple[Task, Assignment]]:
    """Yield each task with its first piece, those that other firms do included."""
    for task, pieces in _all(world):
        yield task, pieces[0]
    for name, piece in world.outside.items():
        yield world.problem.task[name], piece


def order(world: World) -> Iterator[Violation]:
    """Find what begins before what must come first is done, and its lag has passed."""
    for task, piece in _begins(world):
        for after in task.after:
            may = world.may_begin(task, after)
            if may is None or piece.start < may:
                detail = tr(
                    "{task} begins before {step} is done and what follows has passed", task=task.id, step=after.step
                )
                yield _broken(world, Rule.ORDER, detail, piece, by=1 if may is None else may - piece.start)


def release(world: World) -> Iterator[Violation]:
    """Find what begins before it can."""
    for task, piece in _begins(world):
        if piece.start < task.release:
            detail = tr("{task} begins before it can", task=task.id)
            yield _broken(world, Rule.RELEASE, detail, piece, by=task.release - piece.start)


def deadline(world: World) -> Iterator[Violation]:
    """Find jobs with a deadline that are not done by then, though some of their work is planned."""
    tasks: dict[str, list[TaskId]] = defaultdict(list)
    for task in world.problem.tasks:
        if not task.after_due:
            tasks[task.job].append(task.id)
    for job in world.problem.jobs:
        planned = [name for name in tasks[job.id] if world.ends(name) is not None]
        pieces = [
            p
            for name in planned
            for p in (*world.pieces.get(name, ()), *([world.outside[name]] if name in world.outside else []))
        ]
        if job.deadline is None or not pieces:
            continue
        end = max(piece.end for piece in pieces) + job.tail
        left = any(not world.is_done(name) for name in tasks[job.id])
        if left:  # it may be done after the plan, if there is time between its end and the deadline
            end = max(end, world.problem.end + world.problem.grid + job.tail)
        if end > job.deadline:
            detail = tr("{job} is not done by its deadline", job=job.id)
            yield _broken(world, Rule.DEADLINE, detail, *pieces, by=end - job.deadline)


def site(world: World) -> Iterator[Violation]:
    """Find work that begins or ends while the site is closed."""
    for task, piece in _each(world):
        hours = world.named(task.site)
        if hours is None:
            continue
        at = world.progress(task, piece)
        if not (hours.is_open(at.begins - world.shift) and hours.is_open(at.ends - 1 - world.shift)):
            detail = tr("{task}: the site is closed when the work begins or ends", task=task.id)
            yield _broken(world, Rule.SITE, detail, piece)


def units(world: World) -> Iterator[Violation]:
    """Find units that are used twice at a time, or while they are away."""
    by_unit: dict[str, list[Assignment]] = defaultdict(list)
    for _, piece in _each(world):
        for name in piece.units:
            by_unit[name].append(piece)
    for name, pieces in by_unit.items():
        for one, other in world.overlapping(pieces):
            detail = tr("{unit} is used for {one} and {other} at a time", unit=name, one=one.task, other=other.task)
            by = min(one.end, other.end) - other.start
            yield _broken(world, Rule.UNITS, detail, other, one, by=by, who=(name,))
    for task, piece in _each(world):
        for name in (name for name in piece.units if name in world.problem.unit):
            if not _is_open_at_the_ends(world, world.hours(name), piece):
                detail = tr("{task}: {unit} is not there when it begins or ends", task=task.id, unit=name)
                yield _broken(world, Rule.UNITS, detail, piece, who=(name,))


def locked(world: World) -> Iterator[Violation]:
    """Find locked work that is not in the plan as it is."""
    found = {content(piece) for piece in world.plan.assignments}
    for lock in world.problem.locks:
        if content(lock) not in found:
            detail = tr("{task} is locked, and is not in the plan as it is", task=lock.task)
            yield Violation(rule=Rule.LOCKED, tasks=(lock.task,), at=lock.start, by=1, detail=detail)


def frozen(world: World) -> Iterator[Violation]:
    """Find what differs from the published plan, though it begins before the plan may change."""
    problem = world.problem
    until, published = problem.frozen_until, problem.published
    if until is None or published is None:
        return

    locked = {lock.task for lock in problem.locks}
    now = {content(piece) for piece in world.plan.assignments}
    for piece in problem.frozen:
        if content(piece) not in now and piece.task not in locked:
            detail = tr("{task} is not as published, though it begins before the plan may change", task=piece.task)
            yield Violation(rule=Rule.FROZEN, tasks=(piece.task,), at=piece.start, by=1, detail=detail)
    for piece in world.plan.assignments:
        is_early = problem.start <= piece.start < until and piece.task in problem.task
        if is_early and not world.is_locked(piece):
            detail = tr("{task} is new, though it begins before the plan may change", task=piece.task)
            yield _broken(world, Rule.FROZEN, detail, piece)
    shifts = {(d.person, d.day): d.shift for d in world.plan.duties}
    for duty in published.duties:
        changed = shifts.get((duty.person, duty.day)) != duty.shift
        if problem.start <= duty.start < until and duty.person in problem.person and changed:
            detail = tr("{who} works another shift than published", who=duty.person)
            yield Violation(rule=Rule.FROZEN, who=(duty.person,), at=duty.start, by=1, detail=detail)
    told = {(d.person, d.day) for d in published.duties}
    for duty in world.plan.duties:
        is_new = (duty.person, duty.day) not in told and not _has_locked_work(world, duty)
        if problem.start <= duty.start < until and duty.person in problem.person and is_new:
            detail = tr("{who} is called in before the plan may change", who=duty.person)
            yield Violation(rule=Rule.FROZEN, who=(duty.person,), at=duty.start, by=1, detail=detail)


def _has_locked_work(world: World, duty: Duty) -> bool:
    return any(duty.person in lock.people and duty.start <= lock.start < duty.end for lock in world.problem.locks)
