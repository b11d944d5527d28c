"""Whether job types and clients fit together: births, answers, and shares of the requests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from agencysim.domain.steps import Milestone, Wait, Work
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.routes import reached, ways_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agencysim.domain import JobType, Step
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.routes import Ways


def problems(scenario: Scenario) -> list[Finding]:
    """Return what is wrong with job types and client tiers taken together."""
    return [finding for check in CHECKS for finding in check(scenario)]


def births_take_time(scenario: Scenario) -> Iterator[Finding]:
    """Refuse jobs that bring about jobs that bring about them, all in the same instant, without end."""
    births: Ways = {name: tuple(_born_at_once(spec, scenario)) for name, spec in scenario.job_types.items()}
    reported: set[str] = set()
    for name in births:
        chain = reached(births, births[name])
        if name in chain and name not in reported:
            circle = [each for each in births if each in chain and name in reached(births, births[each])]
            reported.update(circle)
            others = tr(", by way of {circle}", circle=", ".join(circle)) if circle != [name] else ""
            what = tr("brings about jobs of its own type in the same instant{others}", others=others)
            remedy = tr("let time pass, by work or a wait, before the birth")
            yield Finding(("job_types", name, "route"), what, remedy)


def births_die_out(scenario: Scenario) -> Iterator[Finding]:
    """Refuse job types of which each job surely brings about more than one of them: soon there is nothing else.

    Only what is certain counts: births without a condition at milestones that every job passes, by their chances. One
    job that brings about one, such as the yearly service that orders the next, goes on for ever without growing.
    """
    if any(tier.patience for tier in scenario.tiers.values()):
        return  # a client who goes elsewhere takes the job along before its milestones
    children = {name: _certain_births(scenario, name) for name in scenario.job_types}
    births: Ways = {name: tuple(found) for name, found in children.items()}
    told: set[str | None] = set()
    for name in births:
        if name in told or name not in (line := reached(births, births[name])):
            continue
        family = [each for each in births if each in line and name in reached(births, births[each])]
        told.update(family)
        mean = [[children[parent].get(child, 0.0) for child in family] for parent in family]
        growth = np.abs(np.linalg.eigvals(mean)).max()
        if growth > 1 + 1e-9:
            what = tr(
                "there are more and more: of each job come {growth:.3g} of its own kind in the mean", growth=growth
            )
            yield Finding(("job_types", name, "route"), what, tr("give births chances that come to 1 at most"))


def _certain_births(scenario: Scenario, name: str) -> dict[str, float]:
    """Return how many jobs of each type a job brings about in the mean, whatever way it goes."""
    route = scenario.job_types[name].route
    ways, found = ways_of(route), defaultdict[str, float](float)
    for key, step in route.items():
        births = [birth for birth in step.births if birth.when is None] if isinstance(step, Milestone) else []
        if births and None not in reached(ways, [next(iter(route))], {key}):
            for birth in births:
                found[birth.job_type] += birth.chance
    return {name: number for name, number in found.items() if number and name in scenario.job_types}


def _born_at_once(spec: JobType, scenario: Scenario) -> Iterator[str]:
    """Yield the types of the jobs that a job can bring about in the instant in which it begins."""
    ways = ways_of(spec.route)
    slow = {name for name, step in spec.route.items() if _takes_time(step, scenario)}
    for name in reached(ways, [next(iter(spec.route))], slow):
        step = spec.route.get(name) if name else None
        for birth in step.births if isinstance(step, Milestone) else ():
            if birth.chance > 0 and birth.job_type in scenario.job_types:
                yield birth.job_type


def _takes_time(step: Step, scenario: Scenario) -> bool:
    """Return whether a step surely takes time: work always, a wait if its delay is longer than nothing."""
    if isinstance(step, Wait):
        answers = [tier.answer for tier in scenario.tiers.values()]
        delays = [step.delay] if step.delay is not None else answers
        return bool(delays) and all(delay is not None and delay.mean > 0 for delay in delays)
    return isinstance(step, Work)


def clients_answer(scenario: Scenario) -> Iterator[Finding]:
    """Let every tier say how long an answer takes, if jobs wait for clients' answers."""
    waits = [
        ("job_types", name, "route", step)
        for name, spec in scenario.job_types.items()
        for step, each in spec.route.items()
        if isinstance(each, Wait) and each.on == "client"
    ]
    if waits and not scenario.tiers:
        what = tr("no client tier says how long an answer takes")
        yield Finding((*waits[0], "on"), what, tr("declare tiers with an answer, or give the wait a delay"))
    for name, tier in scenario.tiers.items():
        if waits and tier.answer is None:
            what = tr(
                "{waits!r} of {waits2!r} waits for an answer; this tier does not say how long",
                waits=waits[0][3],
                waits2=waits[0][1],
            )
            yield Finding(("tiers", name), what, tr("add 'answer'"))


def some_tier_asks(scenario: Scenario) -> Iterator[Finding]:
    """Let the tiers' shares of the requests be more than nothing in all."""
    if scenario.tiers and not any(tier.share for tier in scenario.tiers.values()):
        yield Finding(("tiers",), tr("the shares of all tiers are 0"), tr("give one of them a share"))
    for name, spec in scenario.job_types.items():
        if spec.tiers and not any(spec.tiers.values()):
            place = ("job_types", name, "tiers")
            yield Finding(place, tr("the weights of all tiers are 0"), tr("give one of them a weight"))


def some_credit_is_found(scenario: Scenario) -> Iterator[Finding]:
    """Let the shares of what a credit check may find be more than nothing in all."""
    if scenario.credit and not any(credit.share for credit in scenario.credit.values()):
        yield Finding(("credit",), tr("the shares of all are 0"), tr("give one of them a share"))


CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    births_take_time,
    births_die_out,
    clients_answer,
    some_tier_asks,
    some_credit_is_found,
)
"""What job types and clients must get right together."""
