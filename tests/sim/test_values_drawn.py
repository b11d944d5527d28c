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


class TestForesight:
    """What expected runs ask for is drawn together, and is what they would have drawn."""

    COMING = [Stream(4, replication) for replication in range(1, 13)]
    ELAPSED = [0.1, 2.5, 6.0, 8.9]

    def lived(self, distribution, *, expected: bool) -> tuple[list[list[float]], Draw]:
        """Return what runs find that ask for some values, some of which are known to exceed something."""
        population = Population()
        draw = Draw(population, name_key("work"), distribution, scale=1.5)
        if expected:
            population.foresight.expect(self.COMING)
        found = []
        for stream in self.COMING:
            population.foresight.begin(stream)
            population.begin(stream, KEYS)
            keys = [(int(KEYS[row]), row, 1 + row % 2) for row in range(6)]
            found.append([draw.at(*key) for key in keys])
            found[-1] += [draw.beyond(*key, elapsed) for key in keys for elapsed in self.ELAPSED]
        return found, draw

    @pytest.mark.parametrize("distribution", [Pert(low=1, mode=2, high=6), Gamma(mean=3, cv=0.5), None])
    def test_what_is_foreseen_is_what_would_be_drawn(self, distribution):
        found, draw = self.lived(distribution, expected=True)
        assert draw.foreseen
        assert found == self.lived(distribution, expected=False)[0]

    def test_a_run_that_was_not_expected_is_not_taken_for_one_that_was(self):
        _, draw = self.lived(Pert(low=1, mode=2, high=6), expected=True)
        population, other = draw._population, Stream(5)
        population.foresight.begin(other)
        population.begin(other, KEYS)
        fresh = drawn(Pert(low=1, mode=2, high=6))
        fresh._population.begin(other, KEYS)
        assert not draw.foreseen
        assert draw.at(int(KEYS[3]), 3, 1) == fresh.at(int(KEYS[3]), 3, 1)
