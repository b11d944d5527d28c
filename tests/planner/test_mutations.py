"""Whatever breaks a rule is found: plans that hold all rules, each with one thing changed that surely breaks one."""

from collections import Counter
from functools import cache

import pytest
from mutations import CHANGES, asked, mutants

from agencysim.planner import Rule, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import instance, sized
from agencysim.values import DAY

EACH = 2
"""Mutants of a plan for each way of changing it."""

LEAST, LEAST_OF_A_RULE = 300, 5

PLANS = {
    "S": lambda: instance("S", 0.85, 1),
    "S, little to do": lambda: instance("S", 0.6, 2),
    "7 people, too much to do": lambda: sized(7, 40, load=1.1, seed=3),
    "10 people": lambda: sized(10, 50, load=0.85, seed=6),
    "14 people, far too much to do": lambda: sized(14, 50, load=1.4, seed=6),
}
"""Problems with everything: locks, coverage, reserve, sites, other firms, deadlines."""


@cache
def planned(name, *, is_published):
    """Return a problem and a plan for it that holds all rules; some of its work is locked.

    It has the published plan of a day and a half, if that is asked for.
    """
    given = PLANS[name]()
    made = construct(given)
    alone = [pieces[0] for pieces in made.pieces().values() if len(pieces) == 1]
    locks = {each.task: each for each in (*given.locks, *alone[::10])}
    given = asked(given, locks=tuple(locks.values()))
    if is_published:
        given = asked(given, published=made, frozen_until=3 * DAY // 2)
    return given, made


@cache
def mutated(name, *, is_published):
    """Return mutants of a plan."""
    return tuple(mutants(*planned(name, is_published=is_published), EACH))


CASES = [
    ("S", False),
    ("S", True),
    ("S, little to do", True),
    ("7 people, too much to do", False),
    ("10 people", True),
    ("14 people, far too much to do", False),
]
"""Plans, and whether there is a published one."""


def counts(rules):
    return ", ".join(f"{rule} {n}" for rule, n in sorted(Counter(rules).items()))


@pytest.mark.parametrize(("name", "is_published"), CASES)
def test_plans_that_are_changed_hold_all_rules(name, is_published):
    given, made = planned(name, is_published=is_published)
    assert verify(given, made) == []
    assert given.locks
    assert given.coverage
    assert given.reserve


@pytest.mark.parametrize(("name", "is_published"), CASES)
def test_every_mutant_is_caught_by_its_rule(name, is_published):
    found = mutated(name, is_published=is_published)
    missed = [each for each in found if each.rule not in {v.rule for v in verify(each.problem, each.plan)}]
    ways = Counter(each.change for each in missed)
    assert not missed, f"missed {dict(ways)} of {counts(each.rule for each in found)}"


def test_there_are_mutants_enough_of_every_rule():
    found = [each for name, is_published in CASES for each in mutated(name, is_published=is_published)]
    by_rule = Counter(each.rule for each in found)
    told = counts(each.rule for each in found)
    assert len(found) >= LEAST, told
    assert min(by_rule[rule] for rule in Rule) >= LEAST_OF_A_RULE, told
    assert {each.change for each in found} == {change.__name__ for _, change in CHANGES}, told
