"""Reading the plan out of a solved model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.plans import Assignment, Duty, Plan, Unplanned

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from agencysim.planner.search.model import DayModel, Expression, Model, TaskModel
    from agencysim.planner.search.scene import ShiftOption


class Reader:
    """Reads a plan out of a solved model."""

    def __init__(self, model: Model, solver: cp_model.CpSolver) -> None:
        self.model = model
        self.solver = solver

    def holds(self, literal: Expression) -> bool:
        """Return whether a literal holds."""
        return bool(literal if isinstance(literal, int) else self.solver.value(literal))

    def plan(self) -> Plan:
        """Return the plan, what is fixed included; no more overtime than is needed is in it."""
        model, problem = self.model, self.model.problem
        pieces = [*model.fixed, *(piece for task in model.tasks.values() for piece in self.pieces(task))]
        undone = {name for name, task in model.tasks.items() if not self.holds(task.done)}
        others = [each for each in model.plan.unplanned if each.task not in model.tasks]
        unplanned = [Unplanned(job=n.job, step=n.step, attempt=n.attempt) for n in sorted(undone)]
        return Plan(
            scenario=problem.scenario,
            start=problem.start,
            end=problem.end,
            assignments=tuple(sorted(pieces, key=lambda p: (p.start, p.end, p.task))),
            duties=self._duties(pieces),
            unplanned=(*others, *unplanned),
        )

    def pieces(self, task: TaskModel) -> list[Assignment]:
        """Return the pieces of a task that the model has chosen."""
        times = self.model.scene.times
        job, step, attempt = task.task.id
        if self.holds(task.outside):
            out = task.task.outside
            start = times.moment(self.solver.value(task.start))
            end = times.passed(out.calendar, start, out.delay) if out else None
            assert end is not None
            return [Assignment(job=job, step=step, attempt=attempt, start=start, end=end, outside=True)]
        held = [piece for piece in self.model.fixed if piece.task == task.task.id]
        chosen = (i for i, literal in enumerate(task.modes) if self.holds(literal))
        return [
            Assignment(
                job=job,
                step=step,
                attempt=attempt,
                mode=task.task.modes[i].name,
                people=held[0].people if held else self._crew(task, i),
                units=tuple(sorted(name for name, literal in piece.units.items() if self.holds(literal))),
                start=times.moment(self.solver.value(piece.start)),
                end=times.moment(self.solver.value(piece.end)),
            )
            for i in chosen
            for piece in task.pieces.values()
            if self.holds(piece.there)
        ]

    def _crew(self, task: TaskModel, i: int) -> tuple[str, ...]:
        """Return who does a task in one of its ways, place by place."""
        places = range(len(task.task.modes[i].crew))
        return tuple(name for j in places for name, literal in task.seats[i, j].items() if self.holds(literal))

    def _duties(self, pieces: list[Assignment]) -> tuple[Duty, ...]:
        """Return all duties, those that the model chose without overtime that nothing needs."""
        model = self.model
        duties = [duty for duty in model.plan.duties if duty.person not in set(model.people)]
        spans: dict[str, list[tuple[int, int]]] = {name: [] for name in model.people}
        for piece in pieces:
            for name in piece.crew:
                if name in spans:
                    spans[name].append((piece.start, piece.end))
        covers = {name: self._covers_in_overtime(name) for name in spans}
        for (name, day), each in model.days.items():
            for option, literal in each.options.items():
                if self.holds(literal):
                    duty = self._duty(each, option, [*spans[name], *covers[name]])
                    needed = each.rostered or day in self._must_stay(name)
                    if needed or any(duty.start <= start < duty.end for start, _ in spans[name]):
                        duties.append(duty)
        return tuple(sorted(duties, key=lambda duty: (duty.start, duty.person)))

    def _duty(self, day: DayModel, option: ShiftOption, spans: list[tuple[int, int]]) -> Duty:
        """Return a duty with as much of the overtime that the model chose as its pieces, and the cover, need."""
        granule, problem = self.model.scene.granule, self.model.problem
        most = [self._number(number) * granule for number in (day.before, day.after)]
        mine = [(s, e) for s, e in spans if option.start - most[0] <= s and e <= option.end + most[1]]
        before = max((option.start - start for start, _ in mine), default=0)
        after = max((end - option.end for _, end in mine), default=0)
        return Duty(
            person=day.person,
            day=problem.days[day.day].number,
            shift=option.shift,
            hours=problem.shifts[option.shift].hours[day.day],
            before=-(-max(0, before) // granule) * granule,
            after=-(-max(0, after) // granule) * granule,
            rostered=day.rostered,
            pay=problem.person[day.person].days[day.day].pay,
        )

    def _covers_in_overtime(self, name: str) -> list[tuple[int, int]]:
        """Return the slots of overtime in which somebody is there since he has to be."""
        moment = self.model.scene.times.moment
        return [(moment(slot), moment(slot + 1)) for slot, stays in self.model.stays[name] if self.holds(stays)]

    def _must_stay(self, name: str) -> set[int]:
        """Return the days off on which somebody comes, frozen ones, or since he covers something."""
        model = self.model
        until = model.problem.frozen_until or model.problem.start
        skills = {holding.skill for holding in model.problem.person[name].holdings}
        covers = any(each.skill in skills for each in model.problem.coverage)
        return {
            day
            for (who, day), each in model.days.items()
            if who == name and (covers or any(option.start < until for option in each.options))
        }

    def _number(self, value: Expression) -> int:
        return value if isinstance(value, int) else self.solver.value(value)
