"""A page for each crew and day as data: where to go, what to do there, and room for what only they can write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.handout.marks import Marks
from agencysim.handout.rain import standby, stopped
from agencysim.handout.week import version_in_words
from agencysim.handout.words import Words, hours
from agencysim.language import name_in_language, tr
from agencysim.planner.planned import blocks, crews_of, skills_worked
from agencysim.planner.verifier.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencysim.handout.history import Known
    from agencysim.planner.planned import Crew
    from agencysim.planner.problem import ProblemDay, Task
    from agencysim.plans import Assignment

Data = dict[str, Any]


def crew_pages(known: Known, before: Known | None = None) -> Data:
    """Return the pages of all crews, day by day, as data to be set.

    Parameters
    ----------
    known
        The plan that is handed out.
    before
        The version that people know: stops that are different from it are marked.
    """
    maker = _Pages(known, before)
    problem, plan = known.planned
    crews = crews_of(problem, plan)
    pages = [maker.page(crew, day) for day in problem.days for crew in crews]
    return {
        "scenario": problem.scenario.replace("_", " "),
        "version": version_in_words(known, before),
        "pages": [page for page in pages if page is not None],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "page": tr("page"),
        "none": tr("No crew goes out in this plan."),
        "members": tr("who comes"),
        "certificates": tr("skills, certificates"),
        "duty": tr("working hours"),
        "with": tr("vehicles and machines"),
        "stop": tr("stop"),
        "address": tr("address"),
        "contact": tr("contact, phone"),
        "material": tr("material"),
        "tools": tr("more tools"),
        "permits": tr("permits, access"),
        "accepted": tr("accepted by: name, signature, time"),
        "remarks": tr("remarks"),
        "begun": tr("begun"),
        "ended": tr("ended"),
        "rain": tr("If it rains"),
    }


class _Pages:
    def __init__(self, known: Known, before: Known | None) -> None:
        self.problem, self.plan = known.planned
        self.world = World(self.problem, self.plan)
        self.words = Words(self.problem)
        self.marks = Marks(before.planned if before else None, known.planned)

    def page(self, crew: Crew, day: ProblemDay) -> Data | None:
        """Return the page of a crew and day; ``None`` if it has nothing to do."""
        pieces = [piece for piece in crew.pieces if day.start <= piece.start < day.end]
        if not pieces:
            return None
        words = self.words
        units = dict.fromkeys(unit for piece in pieces for unit in piece.units)
        people = dict.fromkeys([crew.lead, *(name for piece in pieces for name in piece.people)])
        return {
            "crew": words.crew(crew.lead),
            "day": f"{day.date} {words.day(day.start)[:3].strip()}, {words.day_type(day)}",
            "members": [self._member(name, crew, pieces, day) for name in people],
            "units": words.things(units),
            "stops": [self._stop(number, piece) for number, piece in enumerate(pieces, 1)],
            "rain": self._rain(pieces),
        }

    def _member(self, name: str, crew: Crew, pieces: Sequence[Assignment], day: ProblemDay) -> Data:
        duty = next((duty for duty in self.world.duties[name] if duty.day == day.number), None)
        told = self.words.person(name)
        return {
            "name": tr("★ {lead} (lead)", lead=told) if name == crew.lead and crew.is_led else told,
            "duty": f"{self.words.clock(duty.start)}–{self.words.end_of_day(duty.end)}" if duty else "",
            "certificates": "; ".join(dict.fromkeys(self._certificates(name, pieces))),
        }

    def _certificates(self, name: str, pieces: Sequence[Assignment]) -> Iterator[str]:
        """Yield the skills that somebody is there for, and until when he may use them, where that ends."""
        person = self.problem.person.get(name)
        for piece in pieces:
            for who, skill in skills_worked(self.world, piece):
                if who != name or person is None:
                    continue
                told = name_in_language(skill, self.problem.labels.get(skill, ""))
                until = [h.until for h in person.holdings if h.skill == skill and h.covers(piece.start, piece.end)]
                if until and until[0] is not None:
                    told = tr("{skill} until {until}", skill=told, until=self.words.date(until[0]))
                yield told

    def _stop(self, number: int, piece: Assignment) -> Data:
        task = self.problem.task[piece.task]
        progress, words = self.world.progress(task, piece), self.words
        whole = sum(b - a for a, b in blocks(self.world, piece))
        return {
            "number": str(number),
            "time": f"{words.clock(piece.start)}–{words.until(piece)}",
            "place": words.place(piece),
            "mark": self.marks.is_new(piece),
            "facts": [
                [tr("job"), " ".join(filter(None, (piece.job, words.job_type(piece.job))))],
                [tr("client"), words.client(piece.job)],
                [tr("task"), words.step(piece.task)],
                [tr("due"), self._due(piece)],
                [tr("way"), self._way(task, piece, progress.begins, progress.ends)],
                [tr("hours"), tr("{work} at work, {whole} in all", work=hours(progress.main), whole=hours(whole))],
                [tr("who comes"), words.people(piece.people)],
                [tr("with"), words.things(piece.units) or "–"],
                [tr("site open"), words.spans(words.site_hours(task.site, piece.start)) if task.site else "–"],
            ],
        }

    def _due(self, piece: Assignment) -> str:
        return self.words.due(piece.job) or "–"

    def _way(self, task: Task, piece: Assignment, begins: int, ends: int) -> str:
        if not task.travel and not task.loading:
            return "–"
        clock = self.words.clock
        times = (clock(moment) for moment in (piece.start, begins, ends, piece.end))
        leave, there, away, back = times
        return tr(
            "load and leave {leave}, there {there}, off {away}, back {back}",
            leave=leave,
            there=there,
            away=away,
            back=back,
        )

    def _rain(self, pieces: Sequence[Assignment]) -> str:
        out = stopped(self.world, pieces)
        if not out:
            return ""
        told = "; ".join(self.words.task(task.id) for task in standby(self.world, out))
        return told or tr("nothing that is ready")
