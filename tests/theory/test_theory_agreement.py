"""The simulator agrees with queueing theory: a short sample of what ``make verify`` proves at length."""

from __future__ import annotations

import pytest
from agreement import Quantity, estimate, estimates
from theory_cases import THEORIES

REPLICATIONS = 20
SHORTER = 6
HALF_WIDTH = 0.2
"""Looser than in the report, since a sample has a fifth of the replications and a sixth of their length."""


@pytest.mark.parametrize("name", THEORIES)
def test_a_short_sample_agrees_with_theory(name):
    found = estimates({name: THEORIES[name].length // SHORTER}, REPLICATIONS)
    assert [one for one in found if not one.agrees(HALF_WIDTH)] == []


def test_an_estimate_far_from_theory_does_not_agree():
    values = [0.9, 1.0, 1.1, 1.0]  # mean 1, standard error 0.0408
    assert estimate("case", Quantity("near", 1.1, len), values).agrees(0.2)
    assert not estimate("case", Quantity("far", 1.2, len), values).agrees(0.2)


def test_an_estimate_that_is_hardly_known_does_not_agree():
    values = [0.0, 2.0, 1.0, 1.0]
    assert not estimate("case", Quantity("vague", 1.0, len), values).agrees(0.2)


def test_the_answer_is_the_same_for_any_number_of_processes():
    names = ["M/M/1 with a backlog at the start", "M/G/1, fixed services"]
    lengths = dict(zip(names, (4, 50), strict=True))
    alone, together = (list(estimates(lengths, 24, processes)) for processes in (1, 2))
    assert alone == together
