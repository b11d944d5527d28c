"""What is wrong with a user's files, as the command line tells it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.errors import Problem

MOST_OF_A_KIND = 20
"""So many problems of a kind are told one by one: a thousand lines more say nothing more."""


def in_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems line by line: the first ones of each kind, and at the end how many more there are."""
    found: Counter[str] = Counter()
    for problem in problems:
        found[_kind(problem)] += 1
        if found[_kind(problem)] <= MOST_OF_A_KIND:
            yield str(problem)
    for kind, count in found.items():
        if count > MOST_OF_A_KIND:
            yield tr("and {n:,} more of the same kind ({kind})", n=count - MOST_OF_A_KIND, kind=kind)


def _kind(problem: Problem) -> str:
    """Return what problems of a kind share: what would put them right, or else what is wrong."""
    return problem.remedy or problem.what
