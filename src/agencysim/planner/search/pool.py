"""Solving neighbourhoods in processes of their own."""

from __future__ import annotations

import random
import signal
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from immutabledict import immutabledict

from agencysim.planner.construct.recreate import recreated
from agencysim.planner.search.merging import narrowed
from agencysim.planner.search.model import Model
from agencysim.planner.search.promises import keep_to
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, Solved, solve
from agencysim.processes import processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import ProcessPoolExecutor
    from types import TracebackType

    from agencysim.planner.problem import Problem
    from agencysim.planner.search.neighbourhoods import Neighbourhood
    from agencysim.plans import Plan

_scene: Scene | None = None


class Asked(NamedTuple):
    """What is asked of a model, beside that its plan costs as little as can be.

    Parameters
    ----------
    promised
        Jobs that may be late, and undone, by no more than so many seconds.
    most_changed
        How many of its tasks may be planned otherwise than published, all that is planned keeping a place; any number
        if absent, and anything may lose its place.
    relax
        Share by which a tier of its cost may get worse for the sake of the next.
    """

    promised: Mapping[str, int] = immutabledict()
    most_changed: int | None = None
    relax: float = 0.0


NOTHING = Asked()


def _begin(problem: Problem) -> None:
    """Work out in a new process, once, what every model needs; who plans is interrupted by its parent."""
    global _scene  # one a process, which it is begun with
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _scene = Scene(problem)


def _solve_there(plan: Plan, where: Neighbourhood, effort: Effort, asked: Asked) -> Solved:
    assert _scene is not None
    return _solved(_scene, plan, where, effort, asked)


def _solved(scene: Scene, plan: Plan, where: Neighbourhood, effort: Effort, asked: Asked) -> Solved:
    """Make a plan better within a neighbourhood: by a model, or by taking jobs out and putting them in again."""
    if where.recreate is None:
        model = Model(scene, plan, where.tasks, where.people)
        if asked.most_changed is not None:
            keep_to(model, asked.most_changed)
        return solve(model, effort, relax=asked.relax, promised=asked.promised)
    began, chance = time.monotonic(), random.Random(effort.seed)
    made = recreated(
        scene.problem, plan, chance, where.recreate, lambda: 1 - (time.monotonic() - began) / max(1e-9, effort.seconds)
    )
    return Solved(made, (), (), 0)


class Workers:
    """Processes that solve neighbourhoods of a problem; with one worker, this process does it itself.

    Parameters
    ----------
    scene
        The problem.
    count
        How many processes.
    """

    def __init__(self, scene: Scene, count: int) -> None:
        self._scene = scene
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._stack = ExitStack()
        self._waiting: dict[Future[Solved], tuple[Neighbourhood, Plan]] = {}

    def __enter__(self) -> Workers:
        if self.count > 1:
            self._pool = self._stack.enter_context(processes(self.count, _begin, (self._scene.problem,)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @property
    def is_free(self) -> bool:
        """Whether another neighbourhood can be given out."""
        return len(self._waiting) < self.count

    def give(self, plan: Plan, where: Neighbourhood, effort: Effort, asked: Asked = NOTHING) -> None:
        """Give out a neighbourhood of a plan."""
        if self._pool is None:
            future: Future[Solved] = Future()
            future.set_result(_solved(self._scene, plan, where, effort, asked))
        else:
            future = self._pool.submit(_solve_there, plan, where, effort, asked)
        self._waiting[future] = where, plan

    def take(self) -> list[tuple[Neighbourhood, Plan, Solved]]:
        """Wait for the next neighbourhoods that are solved, and return them, each with the plan it was given out of.

        Of those in which jobs were put in again anywhere, only what is different now is returned.
        """
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        return [self._taken(future) for future in done]

    def take_all(self) -> Iterator[tuple[Neighbourhood, Plan, Solved]]:
        """Wait for all neighbourhoods, and yield them in the order in which they were given out."""
        yield from map(self._taken, list(self._waiting))

    def _taken(self, future: Future[Solved]) -> tuple[Neighbourhood, Plan, Solved]:
        (where, plan), solved = self._waiting.pop(future), future.result()
        if where.recreate is not None and solved.plan is not None:
            where = narrowed(where, plan, solved.plan)
        return where, plan, solved
