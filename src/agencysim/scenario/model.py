"""The scenario: everything that is known about an agency, as one frozen value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self

from immutabledict import immutabledict
from pydantic import Field

from agencysim.calendars import CalendarSpec, Shift, TimeAxis
from agencysim.calendars.dates import Day
from agencysim.domain import (
    AccountTeam,
    Authority,
    Client,
    Credit,
    Department,
    Discipline,
    Dispatch,
    Equipment,
    JobType,
    Losses,
    Material,
    Overtime,
    PeopleGroup,
    PlanningAssumptions,
    Role,
    Routine,
    Satisfaction,
    Sickness,
    Skill,
    StandIn,
    Targets,
    Tier,
    WorkingTime,
)
from agencysim.domain.fields import Map
from agencysim.errors import Problem, ScenarioError
from agencysim.language import name_in_language, tr, tr_n
from agencysim.markup import table_html
from agencysim.scenario.checks import check
from agencysim.scenario.reading import Layered, validate
from agencysim.scenario.variants import changed_data
from agencysim.values import Frozen, Number


class Stage(Frozen):
    """A group of steps for reports.

    Parameters
    ----------
    label
        Name in the agency's language.
    """

    label: str = ""


class Evidence(Frozen):
    """Where a value comes from, and what else it could plausibly be.

    Parameters
    ----------
    source
        ``rule`` (written down by the agency), ``assumed``, or a reference.
    low, high
        Plausible range of the value, for sensitivity analysis.
    note
        Anything else worth knowing.
    """

    source: str
    low: Number | str | None = None
    high: Number | str | None = None
    note: str = ""


class Documentation(Frozen):
    """What only the author of a scenario can say, for reports on studies that are made with it.

    Parameters
    ----------
    purpose, aims
        What the model is for, and what is to be found out with it.
    pre_processing
        How data were made ready: what was cleaned, fitted or left out.
    assumptions
        What is taken for granted beside single values, a sentence each.
    sharing
        Where others find the scenario, and under which licence.
    """

    purpose: str = ""
    aims: str = ""
    pre_processing: str = ""
    assumptions: tuple[str, ...] = ()
    sharing: str = ""


class Scenario(Frozen):
    """An agency and its demand, ready to be simulated and planned.

    Parameters
    ----------
    name, description
        What it is.
    start
        First day; moments are seconds since its local midnight.
    zone
        IANA time zone of the agency.
    weeks
        Length of a run unless told otherwise.
    warm_up_weeks
        Weeks at the start that figures leave out.
    country
        Country whose public holidays hold where a calendar does not name another.
    currency
        What money is counted in.
    holidays_file
        File with public holidays that replaces or adds to those known, relative to the scenario file.
    calendar
        Working hours of whoever has no other; ``always`` is round the clock.
    shifts
        The catalogue of shifts.
    calendars
        Working hours, with their exceptions and what holidays mean for them.
    stages
        Groups of steps for reports, in the order in which they are shown.
    departments
        Parts of the agency, with who approves overtime and leave.
    skills
        What work can ask for; those that need a certificate have to be named.
    roles
        Posts, with what whoever holds them can do.
    people
        Who works here: persons, or groups of persons who are alike.
    stand_ins
        Who acts for whom, and after what time.
    account_teams
        People who serve clients of their own.
    equipment, vehicles
        What work holds while it lasts: how many there are, and when they are not there.
    materials
        What work uses up, and how it is ordered.
    tiers
        Kinds of clients: how often they ask, how soon they answer, what they pay.
    clients
        Clients who are known by name.
    credit
        What the credit check of a new client may find.
    job_types
        What the agency does for its clients: demand, price, promised dates, and the route from request to payment.
    routines
        Meetings, reports and care that take people from their tasks.
    overtime
        Who stays on after the shift, when, and what it pays.
    working_time
        The rules by which overtime is priced, and those whose breaches are reported.
    authority
        How large a contract each role may sign.
    sickness
        How often people are sick, and for how long.
    dispatch
        Which waiting task goes first.
    planning
        What estimates take for granted.
    discipline
        By role, which work it answers for, and what cards its failings bring.
    losses
        How losses by mistakes are shared.
    satisfaction
        What clients mind, in points of a score of 100.
    targets
        What a month should bring.
    provenance
        Path, or pattern of paths with ``*``, to where its value comes from.
    documentation
        What reports on studies should say of the model.
    """

    name: Annotated[str, Field(min_length=1)]
    description: str = ""
    start: Day
    zone: str = "UTC"
    weeks: Annotated[int, Field(ge=1, le=5200)] = 52
    warm_up_weeks: Annotated[int, Field(ge=0)] = 0
    country: Annotated[str, Field(min_length=1)] | None = None
    currency: str = "CNY"
    holidays_file: str | None = None
    calendar: str = "always"
    shifts: Map[str, Shift] = immutabledict()
    calendars: Map[str, CalendarSpec] = immutabledict()
    stages: Map[str, Stage] = immutabledict()
    departments: Map[str, Department] = immutabledict()
    skills: Map[str, Skill] = immutabledict()
    roles: Map[str, Role] = immutabledict()
    people: Map[str, PeopleGroup] = immutabledict()
    stand_ins: tuple[StandIn, ...] = ()
    account_teams: Map[str, AccountTeam] = immutabledict()
    equipment: Map[str, Equipment] = immutabledict()
    vehicles: Map[str, Equipment] = immutabledict()
    materials: Map[str, Material] = immutabledict()
    tiers: Map[str, Tier] = immutabledict()
    clients: Map[str, Client] = immutabledict()
    credit: Map[str, Credit] = immutabledict()
    job_types: Map[str, JobType]
    routines: Map[str, Routine] = immutabledict()
    overtime: Overtime = Overtime()
    working_time: WorkingTime = WorkingTime()
    authority: Map[str, Authority] = immutabledict()
    sickness: Sickness | None = None
    dispatch: Dispatch = Dispatch()
    planning: PlanningAssumptions = PlanningAssumptions()
    discipline: Map[str, Discipline] = immutabledict()
    losses: Losses = Losses()
    satisfaction: Satisfaction = Satisfaction()
    targets: Targets = Targets()
    provenance: Map[str, Evidence] = immutabledict()
    documentation: Documentation = Documentation()

    @cached_property
    def axis(self) -> TimeAxis:
        """The scenario's time: seconds since its first midnight, and back."""
        return TimeAxis(self.start, self.zone)

    def with_(self, changes: Mapping[str, Any] = MappingProxyType({}), *, name: str | None = None) -> Self:
        """Return a scenario in which some things differ; this one stays as it is.

        Parameters
        ----------
        changes
            New values by path: ``{"people.designer.count": "+1"}``; see `agencysim.scenario.edits`.
        name
            Name of the new scenario.

        Raises
        ------
        ScenarioError
            With everything that cannot be changed so, or would not be right afterwards.
        """
        if not isinstance(changes, Mapping):
            raise ScenarioError(
                [
                    Problem(
                        tr("{changes!r:.60} is no mapping", changes=changes), tr("give new values by path, in braces")
                    )
                ]
            )
        data = changed_data(self, changes)
        scenario = validate(type(self), Layered(data if name is None else {**data, "name": name}))
        if problems := check(scenario):
            raise ScenarioError(problems)
        return scenario

    def _repr_html_(self) -> str:
        """Show in a notebook who works here, and what clients ask for."""
        people: dict[str, int] = {}
        for key, group in self.people.items():
            people[group.role or key] = people.get(group.role or key, 0) + group.count
        roles = [(self._shown(self.roles, name), f"{count:,}") for name, count in people.items()]
        jobs = [
            (self._shown(self.job_types, name), f"{t.demand.per_week:g}" if t.demand else "", f"{len(t.route):,}")
            for name, t in self.job_types.items()
        ]
        title = tr_n("{name}: {n} person", "{name}: {n} people", sum(people.values()), name=self.name)
        work = (tr("job type"), tr("requests a week"), tr("steps"))
        return table_html(title, (tr("role"), tr("people")), roles) + table_html(tr("What clients ask for"), work, jobs)

    @staticmethod
    def _shown(models: Mapping[str, Any], name: str) -> str:
        return name_in_language(name, models[name].label if name in models else "")

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything the scenario says, 16 hexadecimal digits; wherever its files are."""
        data = self.model_dump(mode="json")
        data["holidays_file"] = self.holidays_file and Path(self.holidays_file).name
        text = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def __hash__(self) -> int:
        return int(self.digest, 16)
