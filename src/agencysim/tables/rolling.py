"""The reviews of a rolling horizon as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import noted, tr
from agencysim.planner.names import Moments
from agencysim.tables.base import Table, number

if TYPE_CHECKING:
    from agencysim.rolling import Review, Rolled

STATUS = {
    "optimal": noted("best possible plan"),
    "feasible": noted("plan"),
    "previous": noted("rest of the previous plan"),
    "dispatch": noted("no plan"),
    "nothing": noted("nothing to plan"),
    "closed": noted("nobody works in that week"),
}
"""What came of a review."""


REASONS = {
    "failed": noted("the planner failed: {error}"),
    "unplannable": noted("none of the tasks could be planned"),
}
"""Why a review brought no plan."""


def of_reviews(rolled: Rolled) -> Table:
    """Return what was planned at each review, what it was to cost, and what it had otherwise than the plan before."""
    columns = (
        tr("review"),
        tr("what came of it"),
        tr("tasks"),
        tr("not planned"),
        tr("hours late by weight"),
        tr("money"),
        tr("changes"),
        tr("reason"),
    )
    moments = Moments(rolled.log.scenario.axis)
    table = Table(tr("Reviews: what was planned"), columns)
    for review in rolled.reviews:
        table.add(moments.moment(review.time), tr(STATUS[review.status]), str(review.tasks), *_plan(review))
    return table


def _plan(review: Review) -> list[str]:
    changes = "" if review.changes is None else str(review.changes)
    reason = tr(REASONS[review.reason], error=review.error) if review.reason else ""
    if review.plan is None or review.cost is None:
        return ["", "", "", changes, reason]
    left = str(len(review.plan.unplanned))
    return [left, number(review.cost.lateness, 1), number(review.cost.money, 0), changes, reason]
