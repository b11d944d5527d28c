"""What is said outright forbids no plan, and tells at once what would have to be tried."""

import pytest
from ortools.sat.python import cp_model
from small_problems import at, person, problem, task

from agencysim.planner.construct import construct
from agencysim.planner.instances import sized
from agencysim.planner.problem import Job
from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.cuts import add_energy
from agencysim.planner.search.hints import hint
from agencysim.planner.search.model import Model
from agencysim.planner.search.objective import MONEY, lateness, money
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve


def model_of(given, plan, free, *, cuts):
    """Return a model of some tasks of a plan, with its hints and its cost of money."""
    model = Model(Scene(given), plan, free, [who.name for who in given.people])
    for constrain in CONSTRAINTS.values():
        constrain(model)
    hint(model)
    model.cp.minimize(money(model))
    if cuts:
        add_energy(model)
    return model


def least_of_hint(model):
    """Return what a plan costs at least that is as hinted, or ``None`` if there is none."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.max_deterministic_time = 10.0
    status = solver.solve(model.cp)
    assert status != cp_model.UNKNOWN
    return round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_plan_costs_the_same_with_and_without_them_whatever_of_it_is_fixed(seed, part):
    given = sized(6, 10 + seed, load=(0.7, 1.1)[seed % 2], seed=seed)
    everybody, names = [who.name for who in given.people], [each.id for each in given.tasks]
    first = construct(given)
    found = solve(Model(Scene(given), first, names, everybody), Effort(0, tiers=1, deterministic=0.5)).plan
    assert found is not None
    for plan in (first, found):  # first plans may do what models leave out: then there is none of either
        one, other = (least_of_hint(model_of(given, plan, names[::part], cuts=cuts)) for cuts in (False, True))
        assert one == other
        assert other is not None or plan is first


def bound_of(given, *, cuts):
    """Return what a linear relaxation says that money is at least, nothing being late."""
    model = model_of(given, construct(given), [each.id for each in given.tasks], cuts=cuts)
    model.cp.add(lateness(model) <= 0)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 1
    solver.parameters.stop_after_root_propagation = True
    solver.solve(model.cp)
    return solver.best_objective_bound / MONEY


def test_overtime_is_seen_to_be_needed_without_trying():
    # Ann and ben can do 16 hours on the first day; 20 are due by its evening.
    people = [person("ann", "print"), person("ben", "print")]
    work = [task(name, 5, "print", job=name) for name in "ABCD"]
    jobs = tuple(Job(id=name, due=at(0, 23)) for name in "ABCD")
    given = problem(people, work, jobs=jobs)
    assert bound_of(given, cuts=True) > bound_of(given, cuts=False)
