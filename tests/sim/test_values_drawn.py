"""A value is the same whether few or many of its block are asked for, in whatever order."""

from __future__ import annotations

import numpy as np
import pytest

from agencysim.chance import Gamma, Pert, Stream, name_key
from agencysim.sim.draws import FEW, Draw, Population

KEYS = np.arange(1, 101, dtype=np.uint64) * np.uint64(2**40 + 7)


def drawn(distribution) -> Draw:
    population = Population()
    draw = Draw(population, name_key("work"), distribution, scale=1.5)
    population.begin(Stream(4), KEYS)
    return draw


@pytest.mark.parametrize("distribution", [Pert(low=1, mode=2, high=6), Gamma(mean=3, cv=0.5), None])
@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_few_values_are_those_of_many(distribution, attempt):
    rows = list(range(len(KEYS)))
    many = drawn(distribution)
    found = [many.at(int(KEYS[row]), row, attempt) for row in rows]
    assert len(set(found)) == len(KEYS) > FEW
    for row in rows:
        few = drawn(distribution)
        assert few.at(int(KEYS[row]), row, attempt) == found[row] == few.at(int(KEYS[row]), -1, attempt)
    backwards = drawn(distribution)
    assert [backwards.at(int(KEYS[row]), row, attempt) for row in reversed(rows)] == found[::-1]


def test_a_new_run_has_values_of_its_own():
    draw = drawn(Pert(low=1, mode=2, high=6))
    first = [draw.at(int(KEYS[row]), row, 1) for row in range(20)]
    draw._population.begin(Stream(5), KEYS)
    assert not set(first) & {draw.at(int(KEYS[row]), row, 1) for row in range(20)}
