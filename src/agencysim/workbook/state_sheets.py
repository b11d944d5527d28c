"""Where an agency stands, as the sheets of a workbook say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.chance import entity_key
from agencysim.language import tr
from agencysim.planner.assumed.advance import Advance
from agencysim.scenario.paths import nearest, parts_of
from agencysim.scenario.reading import attempt
from agencysim.sim import wrong_with
from agencysim.state import Away, JobState, OpenOrder, OvertimeGrant, ShelfState, State, VisitState
from agencysim.workbook.layout import SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.scenario import Scenario
    from agencysim.workbook.parsing import Row, Table, Told

_NOT_OF_A_JOB = ("job", "status", "win probability", "deadline", "weight")
LATEST = 20 * 365
"""Days after the scenario's start up to which a workbook may tell of it; a later year is mistyped."""

COLUMNS = {("jobs", "id"): "job", ("leave", "resource"): "who", ("leave", "start"): "from"}
"""The columns of fields that are called something else there."""

SICK_OR_BROKEN = ("sick", "broken")


class StateReader:
    """Makes a state of the sheets.

    Parameters
    ----------
    scenario
        The agency.
    tables, told
        The sheets, and who takes what is wrong with them.
    """

    def __init__(self, scenario: Scenario, tables: Mapping[str, Table], told: Told) -> None:
        self.scenario = scenario
        self.tables = tables
        self.told = told
        self._rows: dict[str, list[list[tuple[str, int]]]] = {}
        self._now: int | None = None

    def state(self) -> State | None:
        """Return the state; ``None`` if that cannot be said, as has been told then."""
        about = self._about()
        if about is None:
            return None
        self._now = about["as_of"]
        jobs = self._jobs()
        away = [(row, each) for row in self.tables["leave"].rows if (each := self._away(row)) is not None]
        overtime = list(self._overtime())
        state = State(
            scenario=about["scenario"],
            start=about["first_day"],
            time=self._now,
            jobs=tuple(job for _, job in jobs),
            away=tuple(each for _, each in away),
            overtime=tuple(each for _, each in overtime),
            stock=self._stock(),
        )
        self._check(state, [row for row, _ in jobs], [row for row, _ in away], [row for row, _ in overtime])
        return state

    def _about(self) -> dict[str, Any] | None:
        """Return which agency it is, and as of when."""
        table = self.tables["about"]
        if len(table.rows) != 1:
            if table.columns:
                self.told.refuse(table.sheet, 0, "", tr("it has {n} rows, and needs one", n=len(table.rows)))
            return None
        row = table.rows[0]
        if len(row.values) < len(table.sheet.columns):
            return None
        start, now = row.values["first day"], row.values["as of"]
        if row.values["scenario"] != self.scenario.name:
            what = tr(
                "is {name!r}, but the scenario is {there!r}", name=row.values["scenario"], there=self.scenario.name
            )
            self.told.note(table.sheet, row.number, "scenario", what, tr("see to it that this is what you want"))
        if start != self.scenario.start:
            what = tr("is {start}, but the scenario begins on {begins}", start=start, begins=self.scenario.start)
            self.told.refuse(table.sheet, row.number, "first day", what, tr("use a workbook of the same scenario"))
        if not 0 <= now <= self.scenario.axis.midnight(LATEST):
            what = tr("is before the scenario begins, or long after")
            self.told.refuse(
                table.sheet, row.number, "as of", what, tr("give the moment as of which everything is told")
            )
            return None
        return {"scenario": row.values["scenario"], "first_day": start, "as_of": now}

    # -- jobs --------------------------------------------------------------------------------------------------

    def _jobs(self) -> list[tuple[tuple[Row, list[Row]], JobState]]:
        """Return the open jobs, each with its row and those of its tasks."""
        at: dict[str, list[Row]] = {}
        for row in self.tables["tasks"].rows:
            at.setdefault(row.values.get("job", ""), []).append(row)
        sheet = SHEET["jobs"]
        found, named = [], set()
        for row in self.tables["jobs"].rows:
            name = row.values.get("job", "")
            named.add(name)
            if row.values.get("status") == "closed":
                self.told.note(sheet, row.number, "status", tr("{job} is closed, and left out", job=name))
            elif {"job", "job type"} <= row.values.keys():
                job = self._job(row, at.get(name, []))
                if job is not None:
                    found.append(((row, at.get(name, [])), job))
        self._tasks_of_nobody(at, named)
        return found

    def _tasks_of_nobody(self, at: Mapping[str, list[Row]], named: set[str]) -> None:
        for name, rows in at.items():
            for row in rows if name and name not in named else ():
                meant = nearest(name, named)
                guess = tr("did you mean {meant!r}?", meant=meant) if meant else tr("add it to the sheet of jobs")
                self.told.refuse(SHEET["tasks"], row.number, "job", tr("{job!r} is no open job", job=name), guess)

    def _job(self, row: Row, tasks: list[Row]) -> JobState | None:
        values = row.values
        assert self._now is not None
        arrived = values.get("arrived", self._now)
        visits = dict(values.get("visits", {}))
        self._note_odd_facts(row)
        opened = [visit for task in tasks if (visit := self._visit(task, arrived, visits)) is not None]
        if len(opened) < len(tasks):
            return None
        fields = {name.replace(" ", "_"): value for name, value in values.items() if name not in _NOT_OF_A_JOB}
        is_new = "key" not in values
        fields |= {"id": values["job"], "arrived": arrived, "visits": visits, "open": tuple(opened)}
        fields["provisional"] = self._is_provisional(row)
        if is_new:
            self._refuse_missing(row)
            fields |= self._of_a_new_job(row)
        made = attempt(JobState, fields)
        if isinstance(made, list):
            self.told.refuse_all(SHEET["jobs"], row.number, made)
            return None
        if is_new and not tasks:
            way = Advance(self.scenario, made)
            way.begin(arrived)
            return way.job
        return made

    def _is_provisional(self, row: Row) -> bool:
        """Return whether a job's date is not agreed yet; one that is firm is, also for runs and the risk of a plan."""
        provisional = bool(row.values.get("provisional"))
        if provisional and row.values.get("deadline"):
            what = tr("the date is firm, and so taken to be agreed")
            self.told.note(SHEET["jobs"], row.number, "provisional", what, tr("leave it empty"))
            return False
        return provisional

    def _note_odd_facts(self, row: Row) -> None:
        """Refuse dates before all time, and tell of a tier that is not the client's."""
        values, sheet = row.values, SHEET["jobs"]
        for column in ("due", "first due"):
            if values.get(column, 0) < 0:
                what = tr("is before the scenario begins")
                self.told.refuse(sheet, row.number, column, what, tr("see to the year"))
        client = self.scenario.clients.get(values.get("client", ""))
        tier = values.get("tier")
        if client is not None and tier is not None and client.tier and tier != client.tier:
            what = tr(
                "is {tier}, but {there} on the sheet of clients; this job keeps its own", tier=tier, there=client.tier
            )
            self.told.note(sheet, row.number, "tier", what)

    def _refuse_missing(self, row: Row) -> None:
        for column in ("due", "value"):
            if column not in row.values and (SHEET["jobs"].name, row.number) not in self.told.places:
                remedy = tr("a new job needs an id, a job type, a client, a due date and a value")
                self.told.refuse(SHEET["jobs"], row.number, column, tr("is empty"), remedy)

    def _of_a_new_job(self, row: Row) -> dict[str, Any]:
        """Return what follows for a job that a planner has typed in: its client's tier and team, and a key."""
        values, scenario = row.values, self.scenario
        client = values.get("client", "")
        known = scenario.clients.get(client)
        others = (other.values for other in self.tables["jobs"].rows if other.values.get("client") == client and client)
        same = next((other for other in others if other.get("tier")), {})
        tier = values.get("tier") or (known.tier if known else same.get("tier") or self._tier_of(client))
        if not tier and scenario.tiers:
            self.told.refuse(SHEET["jobs"], row.number, "client", *self._unknown_client(client))
        team = values.get("team") or (known.team if known and known.team else same.get("team", ""))
        kind, name = values["job type"], values["job"]
        key = f"{entity_key('job', kind, 'typed', name):x}"
        due = values.get("due")
        return {"tier": tier or "", "team": team, "key": key, "first_due": values.get("first due", due)}

    def _tier_of(self, client: str) -> str:
        """Return the tier of a client who is known by the tier and a number only."""
        tier, _, number = client.rpartition(".")
        return tier if tier in self.scenario.tiers and number.isdecimal() else ""

    def _unknown_client(self, client: str) -> tuple[str, str]:
        known = [*self.scenario.clients, *(row.values.get("client", "") for row in self.tables["jobs"].rows)]
        meant = nearest(client, [name for name in known if name and name != client]) if client else None
        guess = [tr("did you mean {meant!r}?", meant=meant)] if meant else []
        what = tr("{client!r} is no known client", client=client) if client else tr("the client is not told")
        return what, " ".join([*guess, tr("give a tier, or add the client to the sheet of clients")])

    def _visit(self, row: Row, arrived: int, visits: dict[str, int]) -> VisitState | None:
        values = row.values
        if not {"job", "step"} <= values.keys():
            return None
        step = values["step"]
        number = values.get("attempt", visits.get(step, 1))
        visits.setdefault(step, number)
        fields = {name.replace(" ", "_"): value for name, value in values.items() if name != "job"}
        since = values.get("since", values.get("ready", arrived))
        fields |= {"attempt": number, "since": since, "ready": values.get("ready", since)}
        made = attempt(VisitState, fields)
        if isinstance(made, list):
            self.told.refuse_all(SHEET["tasks"], row.number, made)
            return None
        return made

    # -- everything else ---------------------------------------------------------------------------------------

    def _away(self, row: Row) -> Away | None:
        """Return who is sick, or what is broken, at the moment of the state."""
        values = row.values
        if values.get("kind") not in SICK_OR_BROKEN or not {"who", "from", "until"} <= values.keys():
            return None
        assert self._now is not None
        if not values["from"] <= self._now < values["until"]:
            return None
        return Away(resource=values["who"], start=values["from"], until=values["until"], kind=values["kind"])

    def _overtime(self) -> Iterator[tuple[Row, OvertimeGrant]]:
        """Yield overtime that was worked; what is still to come is only planned."""
        table = self.tables["overtime"]
        for row in table.rows:
            if len(row.values) < len(table.sheet.columns) or row.values["start"] > (self._now or 0):
                continue
            made = attempt(OvertimeGrant, dict(row.values))
            if isinstance(made, list):
                self.told.refuse_all(table.sheet, row.number, made)
            else:
                yield row, made

    def _stock(self) -> dict[str, ShelfState]:
        found: dict[str, ShelfState] = {}
        orders: dict[str, list[OpenOrder]] = {}
        for row in _with_material(self.tables["purchases"]):
            order = attempt(OpenOrder, {name: value for name, value in row.values.items() if name != "material"})
            if isinstance(order, list):
                self.told.refuse_all(SHEET["purchases"], row.number, order)
            else:
                orders.setdefault(row.values["material"], []).append(order)
        for row in _with_material(self.tables["stock"]):
            name = row.values["material"]
            fields = {"level": row.values.get("level"), "orders": row.values.get("orders", 0)}
            shelf = attempt(ShelfState, {**fields, "open": tuple(orders.pop(name, ()))})
            if isinstance(shelf, list):
                self.told.refuse_all(SHEET["stock"], row.number, shelf)
            else:
                found[name] = shelf
        for name in orders:
            what = tr("{material} is on its way, but not in stock", material=name)
            self.told.refuse(SHEET["purchases"], 0, "material", what, tr("add it to the sheet of stock, with level 0"))
        return found

    # -- all together ------------------------------------------------------------------------------------------

    def _check(self, state: State, jobs: list[tuple[Row, list[Row]]], away: list[Row], overtime: list[Row]) -> None:
        """Refuse what cannot be, as the simulator would, but by sheet, row and column."""
        stock = {row.values.get("material"): row for row in self.tables["stock"].rows}
        for problem in wrong_with(self.scenario, state):
            sheet, row, field = "about", 0, ""
            match parts_of(problem.path):
                case ["jobs", job, "open", visit, *rest] if jobs[int(job)][1]:
                    sheet, row, field = "tasks", jobs[int(job)][1][int(visit)].number, _first(rest)
                case ["jobs", job, *rest]:
                    sheet, row, field = "jobs", jobs[int(job)][0].number, _first(rest)
                case ["away", number, *rest]:
                    sheet, row, field = "leave", away[int(number)].number, _first(rest)
                case ["overtime", number, *rest]:
                    sheet, row, field = "overtime", overtime[int(number)].number, _first(rest)
                case ["stock", name, *_] if name in stock:
                    sheet, row, field = "stock", stock[name].number, "material"
            if (sheet, row) not in self.told.places:
                column = COLUMNS.get((sheet, field), field.replace("_", " "))
                known = column if column in SHEET[sheet].column else ""
                self.told.refuse(SHEET[sheet], row, known, problem.what, problem.remedy)


def _first(parts: list[str]) -> str:
    return parts[0] if parts else ""


def _with_material(table: Table) -> Iterator[Row]:
    return (row for row in table.rows if "material" in row.values)
