"""What is wrong with a user's files, as the command line tells it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.errors import Problem

MOST_OF_A_KIND = 20
"""So many problems of a kind are told one by one: a thousand lines more say nothing more."""
FEW_KINDS, MOST_OF_MANY = 3, 3
"""With more kinds than that, so many of each are told."""


def in_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems line by line: the first ones of each kind, and at the end how many more there are."""
    by_kind: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(_kind(problem), []).append(problem)
    most = MOST_OF_A_KIND if len(by_kind) <= FEW_KINDS else MOST_OF_MANY
    left: Counter[str] = Counter()
    for some in by_kind.values():
        yield from map(str, some[:most])
        left[some[0].remedy or some[0].what] += max(0, len(some) - most)
    for kind, count in left.items():
        if count:
            yield tr("and {n:,} more of the same kind ({kind})", n=count, kind=kind)


def _kind(problem: Problem) -> tuple[str, str]:
    """Return what problems of a kind share: what would put them right, and what is wrong but for names and numbers."""
    return problem.remedy, _NAMES.sub("...", problem.what)


_NAMES = re.compile(r"'[^']*'|\"[^\"]*\"|\S*\d\S*")
"""What is quoted, and words with a digit in them, as names of jobs and members have."""
