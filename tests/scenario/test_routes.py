"""Routes lead somewhere: reachability, ways out of loops, chances, and what jobs bring about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from route_scenarios import (
    BRANCHES,
    JOIN,
    MILESTONE,
    WAIT,
    WORK,
    by_chance,
    choice,
    fork,
    if_,
    problems,
    route_of,
    work,
)

from agencysim.scenario.routes import branch_of, followers, reached, route_order, successors, ways_of

# -- the graph


def test_a_step_leads_to_its_next_or_else_to_the_one_after_it():
    route = route_of({"a": WORK, "b": work(next="d"), "c": work(next="end"), "d": WORK})
    assert [followers(route)[name] for name in route] == ["b", "d", None, None]


def test_choices_and_forks_lead_to_their_branches():
    steps = {"a": choice(by_chance("b", 0.5), "end"), "b": fork("c", "d"), "c": work(next="meet"), "d": WORK}
    route = route_of({**steps, "meet": JOIN})
    assert successors(route, "a") == ("b", None)
    assert successors(route, "b") == ("c", "d")
    assert ways_of(route)["d"] == ("meet",)


def test_steps_are_in_the_order_in_which_a_job_can_come_to_them():
    route = route_of({"a": work(next="c"), "b": WORK, "c": choice(by_chance("d", 0.5), "b"), "d": WORK})
    assert route_order(route) == ["a", "c", "d", "b"]


def test_steps_know_the_branches_of_forks_around_them():
    route = route_of(
        {
            "outer": fork("a", "inner", join="last"),
            "a": work(next="last"),
            "inner": fork("b", "c"),
            "b": work(next="meet"),
            "c": WORK,
            "meet": JOIN,
            "d": WORK,
            "last": JOIN,
            "e": WORK,
        }
    )
    assert branch_of(route) == {
        "outer": (), "last": (), "e": (),
        "a": (("outer", 0),), "inner": (("outer", 1),), "meet": (("outer", 1),), "d": (("outer", 1),),
        "b": (("outer", 1), ("inner", 0)), "c": (("outer", 1), ("inner", 1)),
    }  # fmt: skip


GRAPHS = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from([*"abcdef", None]), max_size=3).map(tuple), min_size=1
)


@given(ways=GRAPHS, stops=st.sets(st.sampled_from("abcdef")))
def test_what_is_reached_is_closed_but_for_the_stops(ways, stops):
    start = next(iter(ways))
    found = reached(ways, [start], stops)
    assert (start in found) == (start not in stops)
    for name in found:
        assert name not in stops
        assert all(to in found or to in stops for to in ways.get(name, ()))
    assert len(set(found)) == len(found)


# -- reachability and ways out


def test_a_simple_route_is_in_order():
    assert problems({"a": WORK, "b": WAIT, "c": MILESTONE}, {"due": "c"}) == []


def test_a_step_to_which_nothing_leads_is_found_once_with_what_follows_it():
    route = {"a": work(next="end"), "b": WORK, "c": WORK}
    assert problems(route) == [("route.b", "no way leads to this step")]


def test_a_step_is_reached_by_a_branch_that_is_switched_off():
    assert problems({"a": choice(by_chance("b", 0), "end"), "b": WORK}) == []


def test_a_loop_without_a_choice_has_no_way_out():
    assert problems({"a": WORK, "b": work(next="a")}) == [
        ("route.a", "there is no sure way out of the loop a -> b -> a")
    ]


@pytest.mark.parametrize("chance", [0.1, [0, 0.1], [0.5, 1]])
def test_a_chance_that_stays_above_0_is_a_way_out(chance):
    assert problems({"a": WORK, "b": choice(by_chance("end", chance), "a")}) == []


@pytest.mark.parametrize("chance", [0, [0.5, 0], [0.9, 0.5, 0]])
def test_a_chance_that_becomes_0_is_no_way_out(chance):
    [found] = problems({"a": WORK, "b": choice(by_chance("end", chance), "a")})
    assert found == ("route.a", "there is no sure way out of the loop a -> b -> a")


def test_what_chances_leave_is_a_way_out_if_they_leave_anything():
    assert problems({"a": WORK, "b": choice(by_chance("a", [1, 0.9]), "end")}) == []
    [found] = problems({"a": WORK, "b": choice(by_chance("a", [0.9, 1]), "end")})
    assert "no sure way out" in found[1]


def test_only_the_loop_is_blamed_not_what_leads_to_it():
    route = {"a": WORK, "b": choice(by_chance("end", 0.5), "c"), "c": WORK, "d": work(next="c")}
    assert problems(route) == [("route.c", "there is no sure way out of the loop c -> d -> c")]


TIERS = {"small": {}, "key": {}}


def test_a_fact_of_the_job_is_no_way_out_for_the_other_jobs():
    route = {"a": WORK, "b": choice(if_("end", fact="tier", among="key"), "a")}
    assert "no sure way out" in problems(route, tiers=TIERS)[0][1]


def test_a_fact_that_binds_a_job_to_the_loop_leaves_it_no_way_out():
    route = {"a": WORK, "b": choice(if_("a", fact="new_client"), "end")}
    assert "no sure way out" in problems(route)[0][1]


def test_a_fact_on_the_way_to_a_chance_does_no_harm():
    route = {
        "a": WORK,
        "b": choice(if_("c", above=10), "d"),
        "c": WORK,
        "d": choice(by_chance("a", 0.3), "end"),
    }
    assert problems(route, {"value": 5}) == []


def test_many_attempts_are_a_way_out():
    assert problems({"a": WORK, "b": choice(if_("end", fact="attempt", above=3), "a")}) == []


def test_few_attempts_are_no_way_out():
    route = {"a": WORK, "b": choice(if_("end", fact="attempt", below=3), "a")}
    assert "no sure way out" in problems(route)[0][1]


def test_lateness_is_a_way_out_where_there_is_a_promise():
    route = {"a": WORK, "b": choice(if_("end", fact="lateness", above=5), "a")}
    assert problems(route, {"promise": {"lead_time": "5d"}}) == []


# -- choices


def test_chances_of_more_than_1_are_refused():
    assert problems({"a": choice(by_chance("b", 0.7), by_chance("end", 0.4)), "b": WORK}) == [
        ("route.a.branches", "the chances add up to 1.1")
    ]


def test_chances_of_less_than_1_need_a_branch_that_takes_the_rest():
    too_little = {"a": choice(by_chance("b", 0.5), by_chance("end", 0.4)), "b": WORK}
    what = "the chances add up to 0.9, and no branch takes the rest"
    assert problems(too_little) == [("route.a.branches", what)]
    assert problems({"a": choice(by_chance("b", 0.9), "end"), "b": WORK}) == []


def test_chances_that_add_up_but_for_rounding_do():
    assert problems({"a": choice(*(by_chance(to, 0.1) for to in ["b"] * 9), by_chance("end", 0.1)), "b": WORK}) == []


def test_chances_add_up_at_every_visit():
    route = {"a": WORK, "b": choice(by_chance("a", [0.5, 0.3]), by_chance("end", [0.5, 0.8, 0.7]))}
    assert problems(route) == [("route.b.branches", "the chances at visit 2 add up to 1.1")]


def test_only_one_branch_takes_the_rest():
    assert problems({"a": choice("b", "end"), "b": WORK}) == [
        ("route.a.branches", "'b' and 'end' have neither chance nor condition")
    ]


def test_conditions_that_may_all_fail_need_a_branch_that_takes_the_rest():
    route = {"a": choice(if_("b", above=5), if_("end", below=5)), "b": WORK}
    assert problems(route, {"value": 5}) == [("route.a.branches", "nothing is left if no condition holds")]


def test_conditions_that_name_every_tier_cannot_all_fail():
    route = {
        "a": choice(if_("b", fact="tier", among="key"), if_("end", fact="tier", among="small")),
        "b": WORK,
    }
    assert problems(route, tiers=TIERS) == []
    assert problems(route, tiers={**TIERS, "third": {}}) == [
        ("route.a.branches", "nothing is left if no condition holds")
    ]


def test_facts_that_jobs_do_not_have_cannot_decide():
    route = {"a": choice(if_("b", above=5), if_("b", fact="lateness", above=1), "end"), "b": WORK}
    assert problems(route) == [
        ("route.a.branches.0.when", "jobs of this type have no value"),
        ("route.a.branches.1.when", "jobs of this type are never late"),
    ]


@pytest.mark.parametrize("step", [choice("end"), fork("b", "c")])
def test_what_goes_on_by_branches_has_no_next(step):
    route = {"a": {**step, "next": "b"}, "b": work(next="meet"), "c": WORK, "meet": JOIN}
    assert (
        "route.a.next",
        f"a {step['kind']} goes on by its branches, so 'next' means nothing here",
    ) in problems(route)


def test_no_step_can_be_called_end():
    assert problems({"a": WORK, "end": WORK}) == [("route.end", "'end' ends a route, no step can be called so")]


def test_wrong_names_are_not_followed_by_problems_of_the_graph():
    route = {"a": work(next="c2"), "b": WORK, "c": choice(by_chance("end", 2 / 3), by_chance("a", 2 / 3))}
    found = problems(route)
    assert found == [
        ("route.a.next", "there is no next step 'c2'"),
        ("route.c.branches", "the chances add up to 1.33333"),
    ]


# -- the same people, births, clients


def test_the_same_people_must_have_been_there():
    route = {"a": work(same_people_as="b"), "b": WORK}
    assert problems(route) == [
        ("route.a.same_people_as", "'b' never comes before this step, so nobody has done it yet")
    ]
    assert problems({"a": WORK, "b": work(same_people_as="a")}) == []


def test_the_same_people_may_have_been_there_in_an_earlier_round():
    route = {"a": work(same_people_as="b"), "b": WORK, "c": choice(by_chance("a", 0.5), "end")}
    assert problems(route) == []


def test_people_of_a_parallel_branch_were_not_there_before():
    [found] = problems({**BRANCHES, "c": work(same_people_as="b")})
    assert found[0] == "route.c.same_people_as"


def test_the_same_people_must_be_able_to_do_both():
    route = {"a": WORK, "b": work(crew="helper", same_people_as="a")}
    assert problems(route, people={"maker": {}, "helper": {}}) == [
        ("route.b.same_people_as", "nobody who does 'a' can do this step")
    ]


def birth(job_type, chance=1):
    return {"kind": "milestone", "births": [{"job_type": job_type, "chance": chance}]}


def test_jobs_cannot_bring_about_each_other_without_end_in_an_instant():
    more = {"other": {"route": {"b": birth("job")}}}
    assert problems({"a": birth("other")}, more=more) == [
        ("route", "brings about jobs of its own type in the same instant, by way of job, other")
    ]
    assert problems({"a": birth("job", 0.5)}) == [("route", "brings about jobs of its own type in the same instant")]


@pytest.mark.parametrize("before", [WORK, WAIT])
def test_jobs_may_bring_about_their_own_type_after_some_time(before):
    assert problems({"a": before, "b": birth("job", 0.5)}) == []


def more_and_more(growth):
    return [("route", f"there are more and more: of each job come {growth} of its own kind in the mean")]


def births(*born, when=None):
    new = [{"job_type": job_type, "chance": chance} | ({"when": when} if when else {}) for job_type, chance in born]
    return {"kind": "milestone", "births": new}


def test_jobs_do_not_surely_bring_about_more_and_more_of_their_own_type():
    assert problems({"a": WORK, "b": births(("job", 0.6), ("job", 0.5))}) == more_and_more("1.1")
    assert problems({"a": WORK, "b": births(("job", 0.6)), "c": births(("job", 0.5))}) == more_and_more("1.1")


def test_one_job_may_bring_about_the_next_for_ever():
    assert problems({"a": WORK, "b": births(("job", 1))}) == []
    assert problems({"a": WORK, "b": births(("job", 0.5), ("job", 0.5))}) == []


def test_growth_by_way_of_another_type_counts_in_the_mean_of_one_generation():
    more = {"other": {"route": {"a": WORK, "b": births(("job", 1), ("job", 1))}}}
    assert problems({"a": WORK, "b": births(("other", 1))}, more=more) == more_and_more("1.41")
    assert problems({"a": WORK, "b": births(("other", 0.5))}, more=more) == []


@pytest.mark.parametrize(
    "route",
    [
        {"a": WORK, "b": births(("job", 1), ("job", 1), when={"fact": "new_client"})},
        {"a": WORK, "way": choice(by_chance("b", 0.4), "end"), "b": births(("job", 1), ("job", 1))},
    ],
)
def test_births_that_a_job_may_go_without_can_die_out(route):
    assert problems(route) == []


def test_jobs_of_clients_who_may_leave_can_die_out():
    assert problems({"a": WORK, "b": births(("job", 1), ("job", 1))}, tiers={"t": {"patience": "5d"}}) == []


def test_a_wait_of_no_length_lets_no_time_pass():
    assert len(problems({"a": {"kind": "wait", "delay": 0}, "b": birth("job")})) == 1


def test_where_clients_answer_every_tier_says_how_long_it_takes():
    route = {"ask": {"kind": "wait", "on": "client"}}
    assert problems(route) == [("route.ask.on", "no client tier says how long an answer takes")]
    tiers = {"small": {"answer": "1d"}, "key": {}}
    what = "'ask' of 'job' waits for an answer; this tier does not say how long"
    assert problems(route, tiers=tiers) == [("tiers.key", what)]


def test_some_tier_must_have_a_share():
    nobody = {"small": {"share": 0}}
    assert problems({"a": WORK}, tiers=nobody) == [("tiers", "the shares of all tiers are 0")]
    found = problems({"a": WORK}, {"tiers": {"small": 0}}, tiers={"small": {}})
    assert found == [("tiers", "the weights of all tiers are 0")]
