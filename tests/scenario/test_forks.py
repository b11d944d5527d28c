"""The branches of a fork keep to themselves until they meet at its join."""

from hypothesis import given, settings
from hypothesis import strategies as st
from route_scenarios import BRANCHES, JOIN, WORK, by_chance, choice, fork, problems, route_of, scenario, work

from agencysim.scenario import check
from agencysim.scenario.routes import followers, successors


def test_branches_that_meet_are_in_order():
    assert problems({"a": WORK, **BRANCHES}) == []


def test_branches_may_have_loops_choices_and_forks_of_their_own():
    route = {
        "part": fork("b", "inner", join="last"),
        "b": WORK,
        "ask": choice(by_chance("b", 0.2), by_chance("last", 0.3), "more"),
        "more": work(next="last"),
        "inner": fork("c", "d"),
        "c": work(next="meet"),
        "d": WORK,
        "meet": JOIN,
        "check": choice(by_chance("inner", 0.2), "last"),
        "last": JOIN,
        "redo": choice(by_chance("part", 0.1), "end"),
    }
    assert problems(route) == []


def test_a_branch_cannot_end_the_route():
    route = {"part": fork("b", "c"), "b": work(next="end"), "c": WORK, "meet": JOIN}
    assert problems(route) == [("route.b", "the route ends here, within a branch of the fork 'part'")]


def test_a_branch_cannot_run_into_another_one():
    route = {"part": fork("b", "c"), "b": WORK, "c": WORK, "meet": JOIN}
    assert problems(route) == [("route.b", "leads to 'c', which belongs to another branch of the fork 'part'")]


def test_a_branch_that_falls_into_the_next_one_is_told_how_it_ends():
    [found] = check(scenario({"part": fork("b", "c"), "b": WORK, "c": WORK, "meet": JOIN}))
    assert found.remedy == "if this is where the branch ends, write 'next: meet'"


def test_branches_begin_at_different_steps():
    what = "leads to 'b', which belongs to another branch of the fork 'part'"
    assert problems({"part": fork("b", "b"), "b": WORK, "meet": JOIN}) == [("route.part", what)]


def test_a_loop_cannot_leave_a_branch():
    route = {"a": WORK, **BRANCHES, "b": choice(by_chance("a", 0.2), "meet")}
    what = "leads to 'a' from a branch of the fork 'part', as the beginning of the route does from outside"
    assert problems(route) == [("route.b", what)]


def test_a_branch_cannot_lead_back_to_its_fork():
    route = {**BRANCHES, "b": choice(by_chance("part", 0.2), "meet")}
    assert problems(route) == [("route.b", "leads from a branch of the fork 'part' back to the fork")]


def test_nothing_can_jump_into_a_branch():
    route = {**BRANCHES, "c": WORK, "c2": WORK, "meet": JOIN, "d": choice(by_chance("c2", 0.1), "end")}
    order = ["part", "b", "c", "c2", "meet", "d"]
    what = "leads to 'c2' from a branch of the fork 'part', as 'd' does from outside"
    assert problems({name: route[name] for name in order}) == [("route.c", what)]


def test_a_join_cannot_be_reached_past_its_fork():
    route = {"a": choice(by_chance("meet", 0.5), "part"), **BRANCHES}
    assert problems(route) == [("route.meet", "'a' leads to this join without passing its fork 'part'")]


def test_a_join_cannot_be_reached_from_behind():
    route = {**BRANCHES, "d": choice(by_chance("meet", 0.5), "end")}
    assert problems(route) == [("route.meet", "'d' leads to this join without passing its fork 'part'")]


def test_a_join_comes_after_its_fork():
    route = {"meet": JOIN, "part": fork("b", "c"), "b": work(next="meet"), "c": work(next="meet")}
    assert (
        "route.meet",
        "the beginning of the route leads to this join without passing its fork 'part'",
    ) in problems(route)


def test_an_inner_fork_cannot_meet_outside_its_branch():
    route = {
        "part": fork("inner", "d", join="last"),
        "inner": fork("b", "c"),
        "b": work(next="last"),
        "c": work(next="last"),
        "d": WORK,
        "last": {**JOIN, "next": "end"},
        "meet": JOIN,
    }
    found = problems(route)
    assert ("route.meet", "no way leads to this step") in found
    assert {path for path, _ in found} == {"route.b", "route.c", "route.meet"}


def test_a_branch_has_steps():
    route = {"part": fork("b", "meet"), "b": WORK, "meet": JOIN}
    assert problems(route) == [("route.part.branches.1", "this branch has no steps")]


def test_a_join_belongs_to_one_fork():
    assert problems({"a": WORK, "meet": JOIN}) == [("route.meet", "no fork meets here")]
    two = {
        "first": fork("a", "second"),
        "a": work(next="meet"),
        "second": fork("b", "c"),
        "b": work(next="meet"),
    }
    assert ("route.meet", "the forks 'first' and 'second' both meet here") in problems({**two, "c": WORK, "meet": JOIN})


def test_a_fork_that_is_never_reached_is_only_that():
    route = {"a": work(next="end"), **BRANCHES}
    assert problems(route) == [("route.part", "no way leads to this step")]


@st.composite
def nested_routes(draw):
    """Build a route of steps, loops and forks within each other, and perhaps let one step lead elsewhere."""
    steps = {}

    def block(to, depth):
        name = f"s{len(steps)}"
        steps[name] = work(next=to)
        kind = draw(st.sampled_from(["work", "loop", "fork"])) if depth < 3 else "work"
        if kind == "loop":
            steps[name] = choice(by_chance(sequence(name, depth + 1), 0.3), to)
        elif kind == "fork":
            join = f"{name}_done"
            steps[join] = {**JOIN, "next": to}
            steps[name] = fork(sequence(join, depth + 1), sequence(join, depth + 1), join=join)
        return name

    def sequence(to, depth):
        for _ in range(draw(st.integers(1, 2))):
            to = block(to, depth)
        return to

    first = sequence("end", 0)
    if draw(st.booleans()):
        astray = draw(st.sampled_from([name for name in steps if "next" in steps[name]]))
        steps[astray]["next"] = draw(st.sampled_from([*steps, "end"]))
    return {first: steps[first], **steps}


def is_well_nested(route):
    """Walk a route as nested walks, each of which knows its stop; tell whether every step has one context."""
    contexts = {}
    waiting = [(next(iter(route)), ())]
    while waiting:
        name, context = waiting.pop()
        if context and name == route[context[-1][0]].join:
            continue
        is_stray = name is None or route[name].kind == "join" or name in [fork for fork, _ in context]
        if (context and name is None) or (name is not None and (is_stray or contexts.get(name, context) != context)):
            return False
        if name is None or name in contexts:
            continue
        contexts[name] = context
        if route[name].kind == "fork":
            waiting += [(first, (*context, (name, i))) for i, first in enumerate(route[name].branches)]
            waiting += [(followers(route)[route[name].join], context)]
        else:
            waiting += [(to, context) for to in successors(route, name)]
    return True


@settings(max_examples=200)
@given(steps=nested_routes())
def test_routes_are_right_if_they_can_be_walked_as_walks_within_walks(steps):
    found = check(scenario(steps))
    crossings = [problem for problem in found if "fork" in problem.what]
    if not found:
        assert is_well_nested(route_of(steps))
    elif crossings == found:
        assert not is_well_nested(route_of(steps))
