"""The weekly sheet as data: crews and people as rows, days as columns, and what does not work out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from agencysim.handout.marks import Marks
from agencysim.handout.rain import standby, stopped
from agencysim.handout.wanting import approvals, unplanned
from agencysim.handout.words import Words, hours
from agencysim.language import joined, tr
from agencysim.planner.planned import blocks, crews_of, hours_of, weeks_of
from agencysim.planner.verifier.world import World
from agencysim.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from agencysim.handout.history import Known
    from agencysim.planner.problem import Absence, Person, ProblemDay
    from agencysim.plans import Assignment

Data = dict[str, Any]
"""What a page is set from, as JSON has it."""

MOST = 10
"""Pieces of work of a day that a row has room for: more of them go on in another row."""


def sheet_of(known: Known, before: Known | None = None) -> Data:
    """Return the weekly sheet of a plan, as data to be set.

    Parameters
    ----------
    known
        The plan that is handed out.
    before
        The version that people know: what is different from it is marked.
    """
    maker = _Sheet(known, before)
    problem = known.planned.problem
    weeks = [maker.week(days) for days in weeks_of(problem)]
    return {
        "title": tr("Week plan"),
        "scenario": problem.scenario.replace("_", " "),
        "version": version_in_words(known, before),
        "weeks": weeks,
        "lists": [part for part in (unplanned(maker.world, maker.words), approvals(known, before)) if part["rows"]],
        "words": words_of_the_sheet(has_marks=before is not None),
    }


def version_in_words(known: Known, before: Known | None) -> str:
    """Return which version a plan is, and against which one it is marked."""
    at = f"{known.at:%Y-%m-%d %H:%M}"
    text = tr("draft of {at}", at=at)
    if known.number is not None:
        text = tr("version {number}, published {at}", number=known.number, at=at)
    if before is None or before.number is None:
        return text
    return tr("{version}; marked is what is different from version {number}", version=text, number=before.number)


def words_of_the_sheet(*, has_marks: bool) -> dict[str, str]:
    """Return the words that stand on every page."""
    changed = tr("▲ and yellow: new or changed;  × struck out: no longer")
    return {
        "who": tr("crew or person"),
        "hours": tr("hours"),
        "page": tr("page"),
        "legend": changed if has_marks else "",
    }


class _Sheet:
    """Makes the cells of a sheet."""

    def __init__(self, known: Known, before: Known | None) -> None:
        self.problem, self.plan = known.planned
        self.world = World(self.problem, self.plan)
        self.words = Words(self.problem)
        self.before = before.planned if before else None
        self.marks = Marks(self.before, known.planned)
        self.known_words = Words(self.before.problem) if self.before else self.words
        self.crews = {crew.lead: crew for crew in crews_of(self.problem, self.plan)}
        self.known_crews = {crew.lead: crew for crew in crews_of(*self.before)} if self.before else {}
        nothing = Plan(scenario=self.plan.scenario, start=self.plan.start, end=self.plan.end)
        self.known_plan = self.before.plan if self.before else nothing
        self.known_pieces = self._by_person(self.known_plan.assignments)

    @staticmethod
    def _by_person(pieces: Iterable[Assignment]) -> dict[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = defaultdict(list)
        for piece in pieces:
            for name in piece.crew:
                found[name].append(piece)
        return found

    def week(self, days: list[ProblemDay]) -> Data:
        """Return the rows of a week."""
        number = days[0].date.isocalendar()
        bands = [
            (tr("Crews"), [self._crew(name, days) for name in self._leads()]),
            (tr("Away"), self._away(days, ((p.name, p.absences) for p in self.problem.people))),
            (tr("Machines and vehicles away"), self._away(days, ((u.name, u.absences) for u in self.problem.units))),
            (tr("Other firms"), [self._others(days)]),
            (tr("If it rains"), [self._rain(name, days) for name in self.crews]),
            (tr("People"), [self._person(person, days) for person in self.problem.people]),
        ]
        return {
            "heading": tr(
                "Week {week} of {year}: {first} to {last}",
                week=number.week,
                year=number.year,
                first=f"{days[0].date:%m-%d}",
                last=f"{days[-1].date:%m-%d}",
            ),
            "days": [self._heading(day) for day in days],
            "bands": [
                {"title": title, "rows": [part for row in kept for part in parts_of(row)]}
                for title, rows in bands
                if (kept := [row for row in rows if row])
            ],
        }

    def _heading(self, day: ProblemDay) -> Data:
        is_off = self.words.kind_of(day) != "workday"
        return {"day": self.words.day(day.start), "type": self.words.day_type(day), "off": is_off}

    # -- crews and people --------------------------------------------------------------------------------------

    def _leads(self) -> list[str]:
        """Return the leads of all crews, those included that there are no longer."""
        return [name for name in self.problem.person if name in self.crews or name in self.known_crews]

    def _crew(self, lead: str, days: Sequence[ProblemDay]) -> Data | None:
        now, known = self.crews.get(lead), self.known_crews.get(lead)
        crew = now or known
        assert crew is not None
        whole = {*crew.members, *crew.units, lead}
        cells = [self._cell(now.pieces if now else (), known.pieces if known else (), day, lead, whole) for day in days]
        if not any(cells):
            return None
        worked = sum(b - a for p in (now.pieces if now else ()) for a, b in blocks(self.world, p) if _in(p, days))
        lines = [tr("★ {lead} (lead)", lead=self.words.person(lead)) if crew.is_led else self.words.person(lead)]
        lines += [text for text in (self.words.people(crew.members), self.words.things(crew.units)) if text]
        return {
            "name": self.words.crew(lead),
            "lines": lines,
            "cells": cells,
            "hours": [{"text": tr("work {hours}", hours=hours(worked)), "full": False}],
        }

    def _others(self, days: Sequence[ProblemDay]) -> Data | None:
        """Return the work that is given away; it stands on the day on which it begins."""
        own, known = ([p for p in plan.assignments if p.outside] for plan in (self.plan, self.known_plan))
        cells = [self._cell(own, known, day, "") for day in days]
        return {"name": tr("another firm"), "lines": [], "cells": cells, "hours": []} if any(cells) else None

    def _person(self, person: Person, days: list[ProblemDay]) -> Data | None:
        own, known = self.world.of(person.name), self.known_pieces[person.name]
        cells = [self._with_duty(person, day, self._cell(own, known, day, person.name)) for day in days]
        if not any(cells):
            return None
        return {"name": self.words.person(person.name), "lines": [], "cells": cells, "hours": self._hours(person, days)}

    def _cell(
        self,
        pieces: Sequence[Assignment],
        known: Sequence[Assignment],
        day: ProblemDay,
        whose: str,
        whole: Collection[str] = (),
    ) -> Data | None:
        """Return the work of a day; ``None`` if there is none."""
        here = sorted((piece for piece in pieces if _in(piece, [day])), key=lambda piece: piece.start)
        gone = self.marks.gone([piece for piece in known if _in(piece, [day])], here)
        entries = [self._entry(piece, whose, whole) for piece in here]
        entries += [self._gone(piece) for piece in gone]
        entries.sort(key=lambda entry: entry["time"])
        return {"duty": "", "entries": entries, "changed": any(e["mark"] for e in entries)} if entries else None

    def _entry(self, piece: Assignment, whose: str, whole: Collection[str]) -> Data:
        words, task = self.words, self.problem.task.get(piece.task)
        seconds = sum(b - a for a, b in blocks(self.world, piece))
        there = dict.fromkeys((*piece.crew, *piece.units))
        others = [words.thing(name) for name in there if name != whose] if {*there} != {*whole} else []
        client, place = words.client(piece.job), words.place(piece)
        away = bool(task and (task.place or task.travel))
        return {
            "time": f"{words.clock(piece.start)}–{words.until(piece)}",
            "step": words.step(piece.task),
            "hours": "" if piece.outside else hours(seconds),
            "job": piece.job,
            "client": "" if away and client == place else client,
            "place": tr("at {place}", place=place) if away else "",
            "others": tr("with {others}", others=joined(others)) if others else "",
            "mark": "new" if self.marks.is_new(piece) else "",
        }

    def _gone(self, piece: Assignment) -> Data:
        words = self.known_words
        return {
            "time": f"{words.clock(piece.start)}–{words.until(piece)}",
            "step": words.step(piece.task),
            "hours": "",
            "job": piece.job,
            "client": words.client(piece.job),
            "place": "",
            "others": "",
            "mark": "gone",
        }

    def _with_duty(self, person: Person, day: ProblemDay, cell: Data | None) -> Data | None:
        """Return the work of a day under the working hours of it."""
        duty = next((duty for duty in self.world.duties[person.name] if duty.day == day.number), None)
        is_other = self.marks.is_other_duty(person.name, day, duty.windows if duty else None)
        if duty is None:
            return cell
        told = f"{self.words.clock(duty.start)}–{self.words.end_of_day(duty.end)}"
        told += " " + tr("overtime {hours}", hours=hours(duty.overtime)) if duty.overtime else ""
        cell = cell or {"entries": [], "changed": False}
        return {**cell, "duty": ("▲ " if is_other else "") + told, "changed": cell["changed"] or is_other}

    def _hours(self, person: Person, days: list[ProblemDay]) -> list[Data]:
        """Return the hours of somebody, overtime against its limits."""
        limits, found = self.problem.limits, hours_of(self.world, person, days)
        return [
            {"text": tr("duty {hours}", hours=hours(found.duty)), "full": False},
            {"text": tr("work {hours}", hours=hours(found.work)), "full": False},
            {"text": tr("overtime:"), "full": False},
            _against(tr("– week"), found.overtime_week, limits.overtime_week),
            _against(tr("– month"), found.overtime_month, limits.overtime_month),
        ]

    # -- what is not there, and rain ---------------------------------------------------------------------------

    def _away(self, days: Sequence[ProblemDay], absences: Iterable[tuple[str, Sequence[Absence]]]) -> list[Data | None]:
        return [self._absent(name, spans, days) for name, spans in absences if spans]

    def _absent(self, name: str, spans: Sequence[Absence], days: Sequence[ProblemDay]) -> Data | None:
        cells: list[Data | None] = []
        for day in days:
            told = [
                f"{_kinds()[span.kind]} {self.words.within(day, span.start, span.end)}".strip()
                for span in spans
                if span.start < day.end and day.start < span.end
            ]
            cells.append({"duty": "; ".join(told), "entries": [], "changed": False} if told else None)
        return {"name": self.words.thing(name), "lines": [], "cells": cells, "hours": []} if any(cells) else None

    def _rain(self, lead: str, days: Sequence[ProblemDay]) -> Data | None:
        """Return what a crew does instead, day by day, if the weather stops its work."""
        cells: list[Data | None] = []
        for day in days:
            out = stopped(self.world, [piece for piece in self.crews[lead].pieces if _in(piece, [day])])
            instead = [self.words.task(task.id) for task in standby(self.world, out)]
            told = "; ".join(instead) or tr("nothing that is ready")
            cells.append({"duty": told, "entries": [], "changed": False} if out else None)
        return {"name": self.words.crew(lead), "lines": [], "cells": cells, "hours": []} if any(cells) else None


def parts_of(row: Data) -> list[Data]:
    """Return a row as parts that are not torn at the end of a page; each after the first one says whose it is."""
    most = max(len(cell["entries"]) if cell else 0 for cell in row["cells"])
    parts = []
    for first in range(0, max(most, 1), MOST):
        cells = [cell and {**cell, "entries": cell["entries"][first : first + MOST]} for cell in row["cells"]]
        if first:
            cells = [cell and ({**cell, "duty": ""} if cell["entries"] else None) for cell in cells]
        again = {"name": tr("{name} (continued)", name=row["name"]), "lines": [], "hours": []} if first else {}
        parts.append({**row, **again, "cells": cells})
    return parts


def _in(piece: Assignment, days: Sequence[ProblemDay]) -> bool:
    return days[0].start <= piece.start < days[-1].end


def _kinds() -> dict[str, str]:
    return {
        "leave": tr("on leave"),
        "sick": tr("sick"),
        "lent": tr("lent"),
        "service": tr("in service"),
        "broken": tr("broken"),
        "under_way": tr("under way"),
    }


def _against(what: str, seconds: int, limit: int | None) -> Data:
    """Return overtime against its limit, and whether the limit is reached."""
    if limit is None:
        return {"text": f"{what} {hours(seconds)}", "full": False}
    is_full = bool(limit) and seconds >= limit
    text = tr("{what} {hours} of {limit}", what=what, hours=f"{seconds / 3600:g}", limit=hours(limit))
    return {"text": ("! " if is_full else "") + text, "full": is_full}
