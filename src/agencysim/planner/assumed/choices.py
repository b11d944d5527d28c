"""Which way a job is taken to go where ways part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.scenario.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.domain import Branch, Choice
    from agencysim.scenario.conditions import Facts


def decided(
    step: Choice,
    job: Facts,
    *,
    attempt: int,
    now: int,
    passed: Callable[[str], bool],
    authority: Mapping[str, float],
) -> Branch | None:
    """Return the first branch whose condition holds; ``None`` if chance decides.

    Parameters
    ----------
    step, job
        Where the ways part, and for whom.
    attempt, now
        The how manieth visit of the step this is, and the moment in seconds.
    passed
        Tells whether the job has come to a step.
    authority
        The largest value that each role may sign.
    """
    for branch in step.branches:
        if branch.when is not None and holds(
            branch.when, job, attempt=attempt, now=now, passed=passed, authority=authority
        ):
            return branch
    return None


def likeliest(step: Choice, attempt: int) -> Branch:
    """Return the branch that chance takes most often."""
    chances = [(chance_of(branch, attempt), branch) for branch in step.branches if branch.when is None]
    left = 1.0 - sum(chance or 0.0 for chance, _ in chances)
    if not chances:
        return step.branches[-1]
    return max(chances, key=lambda each: left if each[0] is None else each[0])[1]


def chance_of(branch: Branch, attempt: int) -> float | None:
    """Return the chance of a branch at a visit; ``None`` if it takes what is left."""
    if isinstance(branch.chance, tuple):
        return branch.chance[min(attempt, len(branch.chance)) - 1]
    return branch.chance
