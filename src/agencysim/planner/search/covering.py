"""Who has to be on duty for everything to be covered that can be, found exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.rules import Rule
from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.constraints.working_time import moments_of, presence_in
from agencysim.planner.search.model import Model
from agencysim.planner.search.solving import duties_of
from agencysim.plans import Plan

if TYPE_CHECKING:
    from agencysim.planner.search.model import Expression
    from agencysim.planner.search.scene import Scene
    from agencysim.plans import Duty

GAP, CALLED_IN, OTHER_SHIFT, SENT_HOME = 10_000, 100, 1, 10
"""What weighs how much: a gap, work on a day off, another shift than the usual one, a usual one not worked."""

WORK = 10.0
"""What the solver may take of its own measure of work, so that the same problem has the same duties everywhere."""


def covering_duties(scene: Scene) -> tuple[Duty, ...]:
    """Return duties of all who can cover something, so that as little as possible is left uncovered."""
    problem = scene.problem
    skills = {each.skill for each in problem.coverage}
    able = [p.name for p in problem.people if skills & {holding.skill for holding in p.holdings}]
    nobody = Plan(scenario=problem.scenario, start=problem.start, end=problem.end)
    model = Model(scene, nobody, (), able)
    for rule, constrain in CONSTRAINTS.items():
        if rule is not Rule.COVERAGE:
            constrain(model)
    model.cp.minimize(_gaps(model) + _unusual(model))
    return duties_of(model, WORK)


def _gaps(model: Model) -> Expression:
    total: Expression = 0
    for wanted in model.problem.coverage:
        for slot in moments_of(model, wanted):
            moment = model.scene.times.moment(slot)
            able = [p.name for p in model.problem.people if p.level(wanted.skill, moment, moment + 1) is not None]
            short = model.number(0, wanted.people, f"short {wanted.skill} {slot}")
            model.cp.add(short + sum(presence_in(model, name, slot) for name in able) >= wanted.people)
            total += GAP * short
    return total


def _unusual(model: Model) -> Expression:
    total: Expression = 0
    for day in model.days.values():
        usual = model.problem.person[day.person].days[day.day].shifts[0]
        for option, literal in day.options.items():
            if not day.rostered:
                total += CALLED_IN * literal
            elif option.shift != usual:
                total += OTHER_SHIFT * literal
        if day.rostered:
            total += SENT_HOME * (1 - day.on)
    return total
