"""What a planner adds for a week, as the sheets of a workbook say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.domain import Work
from agencysim.language import tr
from agencysim.planner.assumed.standing import standing
from agencysim.planner.week import DaysOffWanted, JobTerms, Leave, ShiftWanted, Week
from agencysim.plans import Assignment
from agencysim.scenario.paths import listed, nearest
from agencysim.scenario.reading import attempt
from agencysim.values import DAY
from agencysim.workbook.known import Known
from agencysim.workbook.layout import SHEET
from agencysim.workbook.state_sheets import SICK_OR_BROKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from agencysim.scenario import Scenario
    from agencysim.state import JobState, State
    from agencysim.workbook.parsing import Row, Table, Told

OF_UNITS = ("service", "broken")
"""Why a machine or vehicle is not there; all else is about people."""

LONGEST = 5 * 7 * DAY
"""No plan reaches farther, in seconds: four weeks, from the Saturday before them on."""


def read_week(scenario: Scenario, tables: Mapping[str, Table], told: Told, state: State | None) -> Week:
    """Return what a planner adds.

    Parameters
    ----------
    scenario
        The agency.
    tables, told
        The sheets, and who takes what is wrong with them.
    state
        Where the agency stands.
    """
    if state is None:
        return Week()
    reader = _Reader(scenario, tables, told, state)
    made = [each for row in tables["leave"].rows if (each := reader.leave(row)) is not None]
    return Week(
        leave=tuple(each for each in made if isinstance(each, Leave)),
        days_off=tuple(each for each in made if isinstance(each, DaysOffWanted)),
        shifts=tuple(each for each in made if isinstance(each, ShiftWanted)),
        locks=tuple(lock for row in tables["locks"].rows if (lock := reader.lock(row)) is not None),
        jobs=dict(terms for row in tables["jobs"].rows if (terms := reader.terms(row)) is not None),
    )


class _Reader:
    def __init__(self, scenario: Scenario, tables: Mapping[str, Table], told: Told, state: State) -> None:
        self.scenario = scenario
        self.tables = tables
        self.told = told
        self.now = state.time
        self.units = frozenset(Known(scenario).units)
        self.jobs: dict[str, JobState] = {job.id: job for job in state.jobs}

    # -- leave and wishes --------------------------------------------------------------------------------------

    def leave(self, row: Row) -> BaseModel | None:
        """Return an absence to come, or a wish; ``None`` for what the state or the scenario tells already."""
        values, sheet = row.values, SHEET["leave"]
        who, kind, start = values.get("who"), values.get("kind"), values.get("from")
        if who is None or kind in (None, "planned"):
            return None
        if (who in self.units) != (kind in OF_UNITS):
            right = tr("people are away, things broken or in service")
            self.told.refuse(sheet, row.number, "kind", tr("{who!r} cannot be so", who=who), right)
            return None
        if kind == "shift wanted":
            if "shift" not in values:
                self.told.refuse(sheet, row.number, "shift", tr("is empty"), tr("say which shift is wanted"))
                return None
            for column in {"from", "until"} & values.keys():
                what = tr("a wish for a shift holds for the whole plan, not from or until a day")
                self.told.refuse(sheet, row.number, column, what, tr("leave it empty"))
            return self._made(row, ShiftWanted, {"person": who, "shift": values["shift"]})
        if start is None:
            if (sheet.name, row.number) not in self.told.places:
                self.told.refuse(sheet, row.number, "from", tr("is empty"), tr("give the first day"))
            return None
        axis = self.scenario.axis
        until = values.get("until", axis.midnight(axis.day_of(start) + 1))
        if until <= start:
            what = tr("it ends before it begins")
            self.told.refuse(sheet, row.number, "until", what, tr("give a later end, or an earlier start"))
            return None
        if kind == "day off wanted":
            return self._made(
                row, DaysOffWanted, {"person": who, "first": axis.date_of(start), "last": axis.date_of(until - 1)}
            )
        if kind in SICK_OR_BROKEN and start <= self.now:
            return None
        return self._made(row, Leave, {"who": who, "start": start, "end": until, "kind": kind})

    def _made(self, row: Row, model: type[BaseModel], fields: dict[str, Any]) -> BaseModel | None:
        made = attempt(model, fields)
        if isinstance(made, list):
            self.told.refuse_all(SHEET["leave"], row.number, made)
            return None
        return made

    # -- fixed work --------------------------------------------------------------------------------------------

    def lock(self, row: Row) -> Assignment | None:
        """Return work that is fixed."""
        values, sheet = row.values, SHEET["locks"]
        if not {"job", "step", "start", "end"} <= values.keys():
            return None
        job = self.jobs.get(values["job"])
        if job is None:
            meant = nearest(values["job"], self.jobs)
            guess = tr("did you mean {meant!r}?", meant=meant) if meant else tr("take the lock out")
            self.told.refuse(sheet, row.number, "job", tr("{job!r} is no open job", job=values["job"]), guess)
            return None
        route = self.scenario.job_types[job.job_type].route
        if not isinstance(route.get(values["step"]), Work):
            work = [name for name, step in route.items() if isinstance(step, Work)]
            what = tr("{step!r} is no work of {job_type}", step=values["step"], job_type=job.job_type)
            self.told.refuse(sheet, row.number, "step", what, tr("known here: {known}", known=listed(work)))
            return None
        if not self.now - LONGEST <= values["start"] < self.now + LONGEST:
            what, remedy = tr("lies outside of any plan of these weeks"), tr("give a time within four weeks")
            self.told.refuse(sheet, row.number, "start", what, remedy)
            return None
        if values["end"] <= values["start"]:
            what = tr("it ends before it begins")
            self.told.refuse(sheet, row.number, "end", what, tr("give a later end, or an earlier start"))
            return None
        if values["start"] < self.now:
            self.told.note(sheet, row.number, "start", tr("is past, and not planned any more"))
        last = max(1, job.visits.get(values["step"], 0) + (values["step"] not in {visit.step for visit in job.open}))
        fields = {name: value for name, value in values.items() if name != "way"}
        made = attempt(Assignment, {"attempt": last, **fields, "mode": values.get("way", ""), "locked": True})
        if isinstance(made, list):
            self.told.refuse_all(sheet, row.number, made)
            return None
        return made

    # -- jobs --------------------------------------------------------------------------------------------------

    def terms(self, row: Row) -> tuple[str, JobTerms] | None:
        """Return what is agreed about a job, if it is not what its state tells."""
        values = row.values
        job = self.jobs.get(values.get("job", ""))
        if job is None:
            return None
        stands = standing(self.scenario, job)
        status, chance = values.get("status"), values.get("win probability")
        status = None if status is None else status.replace(" ", "_")
        made = attempt(
            JobTerms,
            {
                "status": None if status == stands.status else status,
                "win_probability": None if chance == stands.win_probability else chance,
                "firm_date": values.get("deadline", False),
                "weight": values.get("weight"),
            },
        )
        if isinstance(made, list):
            self.told.refuse_all(SHEET["jobs"], row.number, made)
            return None
        return None if made == JobTerms() else (job.id, made)
