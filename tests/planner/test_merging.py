"""Putting together what was found at the same time."""

from small_plans import piece, plan
from small_problems import at, person, problem, task

from agencysim.planner import verify
from agencysim.planner.construct.recreate import Aim
from agencysim.planner.search.merging import merged, narrowed
from agencysim.planner.search.neighbourhoods import Neighbourhood

AM, PM = (at(0, 8), at(0, 10)), (at(0, 10), at(0, 12))


def week():
    """Two who print, each with a task, and plans: both begin at eight, or ann, or ben, at ten."""
    given = problem([person("ann", "print"), person("ben", "print")], [task("a", 2, "print"), task("b", 2, "print")])
    plans = [
        plan(given, piece("a", "ann", *one), piece("b", "ben", *other)) for one, other in ((AM, AM), (PM, AM), (AM, PM))
    ]
    return given, *plans


def anywhere(given):
    """All that there is, for jobs to be taken out and put in again."""
    return Neighbourhood("anything", frozenset(t.id for t in given.tasks), frozenset(given.person), Aim(1))


def test_what_two_have_found_at_the_same_time_is_put_together():
    given, known, one, other = week()
    where = narrowed(anywhere(given), known, other)
    assert {task.step for task in where.tasks} == {"b"}
    both = merged(one, other, where)
    assert both.assignments == plan(given, piece("a", "ann", *PM), piece("b", "ben", *PM)).assignments
    assert verify(given, both) == []


def test_taken_whole_what_was_found_last_would_undo_the_rest():
    given, _, one, other = week()
    assert merged(one, other, anywhere(given)).assignments == other.assignments


def test_where_nothing_else_has_changed_the_plan_that_was_found_comes_out():
    given, known, one, _ = week()
    found = merged(known, one, narrowed(anywhere(given), known, one))
    assert (set(found.assignments), set(found.duties)) == (set(one.assignments), set(one.duties))
