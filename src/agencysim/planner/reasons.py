"""Why work is not planned, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import name_in_language, noted, tr
from agencysim.plans import Why

if TYPE_CHECKING:
    from agencysim.planner.problem import Problem
    from agencysim.plans import Reason

SENTENCES: dict[Why, str] = {
    Why.NOBODY_CAN: noted("{about}: {needed} needed, and {there} there who may do it"),
    Why.NO_UNIT: noted("{about}: {needed} needed, and {there} there"),
    Why.NEVER_TOGETHER: noted("{about}: {needed} h of work, and at most {there} h in which all are available"),
    Why.TOO_LONG: noted("it cannot be split and takes {needed} h, and the longest time for it is {there} h"),
    Why.NOT_RELEASED: noted("it can begin only on {until}"),
    Why.PREDECESSOR: noted("{about} must come before it, and is not done in time"),
    Why.CAPACITY: noted("{about}: {needed} h of work, and {there} h left"),
    Why.NOT_URGENT: noted(
        "{about}: {needed} h of work, and {there} h left without overtime, for which it is not urgent"
    ),
    Why.DEADLINE: noted("it cannot be done by {until}"),
    Why.WITHHELD: noted("nothing of this job is planned"),
}
"""What each reason says, in English; catalogues have the other languages."""

SCATTERED: dict[Why, str] = {
    Why.CAPACITY: noted("{about}: {needed} h of work; {there} h are left, but never enough of them at one time"),
    Why.NOT_URGENT: noted(
        "{about}: {needed} h of work; {there} h are left without overtime, but never enough of them at one time"
    ),
}
"""What is said where time is short not by its sum, but by how it lies."""

TOGETHER: dict[Why, str] = {
    Why.CAPACITY: noted("{needed} h of work, and at most {there} h are left in which all whom it takes are free"),
    Why.NOT_URGENT: noted(
        "{needed} h of work, and without overtime at most {there} h are left in which all whom it takes are free"
    ),
}
"""What is said where everybody has time enough, but not at the same time."""

NO_CREW = noted("{needed} h of work, and at no time is a whole crew free for so long")
"""What is said where there is time enough for every place in a crew, but not for all of them."""


def sentence(problem: Problem, reason: Reason) -> str:
    """Return a reason in words, in the language in use."""
    until = "" if reason.until is None else f"{problem.axis.moment(reason.until):%Y-%m-%d %H:%M}"
    text: str = tr(
        _template(reason),
        about=name_in_language(reason.about, _label(problem, reason.about)),
        needed=_number(reason.needed),
        there=_number(reason.there),
        until=until,
    )
    return text


def _template(reason: Reason) -> str:
    """Return the sentence that fits a reason's numbers."""
    if reason.why not in SCATTERED:
        return SENTENCES[reason.why]
    is_scattered = (reason.there or 0.0) >= (reason.needed or 0.0)
    if reason.about:
        return SCATTERED[reason.why] if is_scattered else SENTENCES[reason.why]
    return NO_CREW if is_scattered else TOGETHER[reason.why]


def _label(problem: Problem, name: str) -> str:
    """Return what a skill, a kind of unit or a step is called in the agency's language; empty if that is not told."""
    units = {unit.kind: unit.label for unit in problem.units}
    steps = {task.step: task.label for task in problem.tasks}
    return problem.labels.get(name) or units.get(name) or steps.get(name) or ""


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"
