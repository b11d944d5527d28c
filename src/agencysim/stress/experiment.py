"""What was done with a scenario: the part of a report that the scenario itself cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.scenario import Scenario
    from agencysim.study import StudyResult


class Experiment(NamedTuple):
    """A base, what was compared with it, and how it was run.

    Parameters
    ----------
    base, what_ifs
        The scenario, and others by name.
    outputs
        What was measured: the words for each figure, by its name.
    replications
        How often each was run; absent if it is not known yet.
    stopped
        Why there were no more of them, where a precision was wanted.
    weeks, warm_up_weeks
        Length of a run, and what is left out at its beginning; those of the scenario if absent.
    seed
        The first of all chance.
    """

    base: Scenario
    what_ifs: Mapping[str, Scenario] = {}
    outputs: Mapping[str, str] = {}
    replications: int | None = None
    stopped: str = ""
    weeks: int | None = None
    warm_up_weeks: int | None = None
    seed: int = 1

    @classmethod
    def of(cls, found: StudyResult) -> Self:
        """Return what was done in a study."""
        scenarios = {name: option.scenario for name, option in found.question.options.items()}
        base = scenarios.pop(found.base)
        return cls(
            base,
            scenarios,
            {name: found.called(name) for name in found.metrics},
            found.replications,
            "" if found.decision is None else str(found.decision),
            weeks=base.weeks,
            warm_up_weeks=base.warm_up_weeks,
            seed=found.question.seed,
        )
