"""Whether job types and clients fit together: births, answers, and shares of the requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    clients_answer,
    some_tier_asks,
    some_credit_is_found,
)
"""What job types and clients must get right together."""
