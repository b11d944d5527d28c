"""Whether names, people and hours fit together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.domain.steps import Wait, Work
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import dotted
from agencysim.values import ELAPSED_HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agencysim.chance import AnyDistribution
    from agencysim.domain import Step
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place

ALWAYS = "always"


def problems(scenario: Scenario) -> list[Finding]:
    """Return what is wrong with names, people and hours taken together."""
    return [finding for check in CHECKS for finding in check(scenario)]


def everybody_has_a_name_of_his_own(scenario: Scenario) -> Iterator[Finding]:
    """Refuse two people or things of one name: logs, states and plans tell them apart by it."""
    named: dict[str, list[Place]] = defaultdict(list)
    for section in ("people", "equipment", "vehicles"):
        for key, group in getattr(scenario, section).items():
            numbers = range(1, group.count + 1) if group.count > 1 else ()
            for name in (key, *(f"{key}.{number}" for number in numbers)):
                named[name].append((section, key))
    for name, places in named.items():
        for place in places[1:]:
            yield Finding(
                place,
                tr("{name!r} is the name of {places}, too", name=name, places=dotted(places[0])),
                tr("choose another name"),
            )


def nobody_stands_in_for_himself(scenario: Scenario) -> Iterator[Finding]:
    """Let a stand-in be somebody else."""
    for number, stand_in in enumerate(scenario.stand_ins):
        if stand_in.absent == stand_in.by:
            what = tr("{by!r} stands in for himself", by=stand_in.by)
            yield Finding(("stand_ins", number, "by"), what, tr("name somebody else"))


def everybody_reports_upwards(scenario: Scenario) -> Iterator[Finding]:
    """Refuse circles of roles that report to each other."""
    told: set[str] = set()
    for name in scenario.roles:
        chain = [name]
        while (above := scenario.roles[chain[-1]].reports_to) in scenario.roles and above not in chain:
            chain.append(str(above))
        if above == name and name not in told:
            told.update(chain)
            what = tr("the role reports to itself: {name}", name=" -> ".join([*chain, name]))
            yield Finding(("roles", name, "reports_to"), what, tr("leave one of them out"))


def working_days_have_a_calendar(scenario: Scenario) -> Iterator[Finding]:
    """Refuse working days where the clock goes round: nobody can say how long they are."""
    for place, quantity, calendar in _on_calendars(scenario):
        if quantity is not None and quantity.unit == "working days" and (calendar or scenario.calendar) == ALWAYS:
            yield Finding(
                place,
                tr("is in working days, but goes by the clock"),
                tr("name a calendar, or {elapsed_hint}", elapsed_hint=tr(ELAPSED_HINT)),
            )


def _on_calendars(scenario: Scenario) -> Iterator[tuple[Place, AnyDistribution | None, str | None]]:
    """Yield every length of time that may be in working days, and the calendar that says how long these are."""
    for name, job_type in scenario.job_types.items():
        if job_type.promise:
            yield ("job_types", name, "promise", "lead_time"), job_type.promise.lead_time, job_type.promise.calendar
        for key, step in job_type.route.items():
            for place, quantity, calendar in _of_step(step):
                yield ("job_types", name, "route", key, *place), quantity, calendar
    for name, tier in scenario.tiers.items():
        yield ("tiers", name, "answer"), tier.answer, tier.calendar
    for name, material in scenario.materials.items():
        yield ("materials", name, "lead_time"), material.lead_time, material.calendar
    for section in ("equipment", "vehicles"):
        for name, unit in getattr(scenario, section).items():
            if unit.breakdown:
                yield (section, name, "breakdown", "repair"), unit.breakdown.repair, unit.breakdown.calendar


def _of_step(step: Step) -> Iterator[tuple[Place, AnyDistribution | None, str | None]]:
    if isinstance(step, Wait):
        yield ("delay",), step.delay, step.calendar
    if isinstance(step, Work):
        for field in ("content", "loading", "travel"):
            yield (field,), getattr(step, field), None
        if step.outsource:
            yield ("outsource", "delay"), step.outsource.delay, step.outsource.calendar


CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    everybody_has_a_name_of_his_own,
    nobody_stands_in_for_himself,
    everybody_reports_upwards,
    working_days_have_a_calendar,
)
"""What names, people and hours must get right together."""
