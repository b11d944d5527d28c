"""Where late work waits, and who could do it sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.plans import TaskId
from agencysim.values import HOUR

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agencysim.planner.construct.crews import Candidate
    from agencysim.planner.problem import Place, Problem, Task
    from agencysim.plans import Assignment, Window

    Pieces = Mapping[TaskId, Sequence[Assignment]]


def drawn_wait(problem: Problem, tasks: Sequence[Task], pieces: Pieces, chance: random.Random) -> tuple[Task, Window]:
    """Draw the task of a job that waits, long waits first, and return when it could begin, and when it begins.

    Parameters
    ----------
    problem
        What was to be planned.
    tasks
        Some tasks of a job.
    pieces
        What is planned of each task.
    chance
        Where draws come from.
    """
    waits = [_wait(problem, task, pieces) for task in tasks]
    drawn = chance.choices(range(len(tasks)), [start - ready + HOUR for ready, start in waits])[0]
    return tasks[drawn], waits[drawn]


def _wait(problem: Problem, task: Task, pieces: Pieces) -> Window:
    """Return when a task could begin, and when it does: at the date of its job if it is not planned."""
    before = (pieces.get(TaskId(task.job, after.step, after.attempt)) for after in task.after)
    ready = max([task.release, problem.start, *(those[-1].end for those in before if those)])
    own, job = pieces.get(task.id), problem.job[task.job]
    date = job.due if job.due is not None else job.deadline
    start = own[0].start if own else min(problem.end, problem.end if date is None else date)
    return ready, max(ready, start)


def drawn_crew(task: Task, able: Callable[[Place], Iterable[Candidate]], chance: random.Random) -> list[str]:
    """Draw people who could do a task in the usual way, whatever else they do; fewer where there are not enough.

    Whoever is drawn already fills a place that may be shared, if he can.

    Parameters
    ----------
    task
        Which one.
    able
        Tells who could fill a place.
    chance
        Where draws come from.
    """
    crew: dict[str, None] = {}
    for place in task.modes[0].crew:
        names = {candidate.name for candidate in able(place)}
        if place.shared and names & crew.keys():
            continue
        others = sorted(names - crew.keys())  # a set has another order in every process
        crew.update(dict.fromkeys(chance.sample(others, min(place.count, len(others)))))
    return list(crew)
