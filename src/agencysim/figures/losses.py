"""What mistakes cost, and who bears it by the agency's rules of conduct."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from agencysim.domain import FoundBy, Meaning
from agencysim.domain.fields import Map
from agencysim.figures.base import UNSTAGED, Window, stages_of, window_of, within
from agencysim.figures.direct_costs import VISIT, costs_of_visits
from agencysim.figures.loops import loops_of, visits_within
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.domain import Losses
    from agencysim.log import Log

MISTAKES = (Meaning.ERROR_CAUGHT, Meaning.ERROR_BUILT_IN, Meaning.REWORK, Meaning.SCRAP)
"""The decisions that tell of a mistake."""


class LossShare(Frozen):
    """Mistakes, what they cost in the scenario's currency, and who bears it.

    Parameters
    ----------
    count
        How many there were.
    waste
        Wages and material whose result was lost.
    repair
        Wages and material of putting it right, or of making it again.
    crew
        What those who made the mistake bear by the rules.
    company
        What the company bears; negative if the crew pays more than was lost.
    """

    count: int = 0
    waste: float = 0.0
    repair: float = 0.0
    crew: float = 0.0
    company: float = 0.0


class LossFigures(Frozen):
    """What mistakes cost.

    Parameters
    ----------
    events
        By what happened (``error_caught``, ``error_built_in``, ``rework``, ``scrap``), and by who reported it.
    by_stage
        By the stage of the step at which the mistake was found.
    by_finder
        By who reported it.
    total
        All of them.
    """

    events: Map[str, Map[str, LossShare]]
    by_stage: Map[str, LossShare]
    by_finder: Map[str, LossShare]
    total: LossShare


class Mistake(NamedTuple):
    """A decision that tells of a mistake, and what the loop that it begins costs and throws away."""

    job_type: str
    step: str
    means: Meaning
    found_by: FoundBy
    repair: float
    thrown_away: float


def losses(log: Log, window: Window | None = None) -> LossFigures:
    """Return what the mistakes of a window cost, and who bears it.

    Mistakes are decisions, and so attributes with an assumed chance; what they cost is derived from the log. A mistake
    belongs to the window in which it was found, with all that it cost, then or later. What was spent before a run
    that goes on from a state is not in its log, and does not count.

    *Repair* is what the loop costs that the mistake brings about (see `visits_within`): the wages (worked hours at the
    hourly wage), the material taken on the way, and what other firms are paid there.

    *Waste* is what the result that is thrown away had cost: of scrap, the visits before of the steps that are done
    again. Where nothing is thrown away (rework, an error built in) the loop's cost is the measure of the loss.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about; the run without its warm-up if absent.
    """
    stages = {(job_type, step): stage for job_type, step, stage in stages_of(log).iter_rows()}
    by_event: dict[str, dict[str, list[LossShare]]] = defaultdict(lambda: defaultdict(list))
    by_stage: dict[str, list[LossShare]] = defaultdict(list)
    by_finder: dict[str, list[LossShare]] = defaultdict(list)
    for mistake in _mistakes(log, window or window_of(log)):
        share = _share(log.scenario.losses, mistake)
        by_event[mistake.means.value][mistake.found_by.value].append(share)
        by_finder[mistake.found_by.value].append(share)
        by_stage[stages.get((mistake.job_type, mistake.step), UNSTAGED)].append(share)
    return LossFigures(
        events={means: {who: _sum(found) for who, found in parts.items()} for means, parts in by_event.items()},
        by_stage={stage: _sum(found) for stage, found in by_stage.items()},
        by_finder={who: _sum(found) for who, found in by_finder.items()},
        total=_sum([share for found in by_stage.values() for share in found]),
    )


def _sum(shares: Sequence[LossShare]) -> LossShare:
    return LossShare(
        count=sum(one.count for one in shares),
        waste=sum(one.waste for one in shares),
        repair=sum(one.repair for one in shares),
        crew=sum(one.crew for one in shares),
        company=sum(one.company for one in shares),
    )


def _share(rules: Losses, mistake: Mistake) -> LossShare:
    """Return what a mistake cost and who bears it; an error that was caught costs nothing."""
    if mistake.means == Meaning.ERROR_CAUGHT:
        return LossShare(count=1)
    repair = mistake.repair
    waste = mistake.thrown_away if mistake.means == Meaning.SCRAP else repair
    if mistake.means == Meaning.ERROR_BUILT_IN:
        lost, crew = waste + repair, _unchecked(rules, mistake.found_by, waste, repair)
    else:
        lost, crew = waste, _own(rules, mistake.found_by, waste)
    return LossShare(count=1, waste=waste, repair=repair, crew=crew, company=lost - crew)


def _unchecked(rules: Losses, found_by: FoundBy, waste: float, repair: float) -> float:
    """Return what the makers bear who built an upstream error without a check: half the loss, and all of the repair.

    A rule of the house on losses that no client complains about; for those that one does, no share is written, and
    the company bears them (assumed).
    """
    return 0.0 if found_by == FoundBy.CLIENT else rules.unchecked * waste + rules.unchecked_repair * repair


def _own(rules: Losses, found_by: FoundBy, waste: float) -> float:
    """Return what the makers bear of a mistake of their own: a multiple of the waste, by who reported it.

    Rules of the house: a third if the crew itself did, half if another department did, five times if the company
    discovered it. The repair is not shared: making a thing again costs what making it well at once would have.
    """
    return rules.own.get(found_by, 0.0) * waste


def _mistakes(log: Log, window: Window) -> list[Mistake]:
    """Return the mistakes found in a window, with all that they cost, whenever that is."""
    loops = loops_of(log, MISTAKES).filter(within(log, window, "since")).sort("since", "job", "choice")
    within_loops = visits_within(log, loops)
    before = _made_before(within_loops)
    whole = Window(0, log.manifest.end)
    visits = pl.concat([within_loops, before]).select(VISIT).unique()
    costs = costs_of_visits(log, whole, visits).group_by(VISIT).agg(pl.col("amount").sum())
    repair, thrown_away = (_by_loop(some, costs) for some in (within_loops, before))
    rows = loops.select("loop", "job_type", "choice", "means", pl.col("found_by").fill_null(FoundBy.COMPANY.value))
    return [
        Mistake(job_type, choice, Meaning(means), FoundBy(who), repair.get(loop, 0.0), thrown_away.get(loop, 0.0))
        for loop, job_type, choice, means, who in rows.iter_rows()
    ]


def _made_before(visits: pl.DataFrame) -> pl.DataFrame:
    """Return the last visits before each loop, of the steps that are done again in it: their result is thrown away."""
    first = visits.group_by("loop", "job", "step", maintain_order=True).agg(pl.col("attempt").min() - 1)
    return first.select("loop", *VISIT)


def _by_loop(visits: pl.DataFrame, costs: pl.DataFrame) -> dict[int, float]:
    """Return what visits cost, by the loop."""
    paid = visits.join(costs, on=VISIT, maintain_order="left")
    return dict(paid.group_by("loop").agg(pl.col("amount").sum()).iter_rows())
