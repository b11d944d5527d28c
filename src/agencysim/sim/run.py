"""One run: the agency, its jobs, and the clock that drives them."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from agencysim.chance import child_key
from agencysim.errors import HorizonError
from agencysim.sim.absences import Absence, absences
from agencysim.sim.clientele import Clientele
from agencysim.sim.escalation import Escalation
from agencysim.sim.floor import Floor
from agencysim.sim.following import PlannedFloor
from agencysim.sim.kernel import Clockwork, Journey
from agencysim.sim.overtime import OvertimeDesk
from agencysim.sim.planned_hours import planned_overtime
from agencysim.sim.recording import Recorder
from agencysim.sim.route_steps import EVERYONE
from agencysim.sim.steps import child, walk
from agencysim.sim.stockroom import Stockroom
from agencysim.sim.visits import Job, Task, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agencysim.calendars import Calendar
    from agencysim.chance import Stream
    from agencysim.domain import Birth
    from agencysim.plans import Plan
    from agencysim.sim.draws import Draw
    from agencysim.sim.following import Reaction
    from agencysim.sim.ground import Ground
    from agencysim.sim.plan_book import PlanBook
    from agencysim.sim.policies import Policy
    from agencysim.staff import HolderChange
    from agencysim.state import State

PromiseDate = Callable[[Job, int], int | None]
"""Gives the due date of a job that asks for one at a moment."""


class Run:
    """Everything that a run consists of.

    Parameters
    ----------
    ground
        The agency as the run finds it, and the span that it is about.
    stream
        The replication's source of chance.
    policy
        Which waiting task goes first.
    reserve
        Whether the first waiting crew keeps the people that it can have.
    promise
        Gives due dates instead of the scenario's lead times.
    reaction
        What people do when reality departs from the plan, if there is one.
    open_keys
        Keys of the jobs that are there when it begins, by job type.
    reverse
        Process simultaneous events in the opposite order; nothing may change.

    Attributes
    ----------
    state
        From where it went on, if it did not begin with an empty house.
    """

    def __init__(
        self,
        ground: Ground,
        stream: Stream,
        *,
        policy: Policy,
        reserve: bool,
        promise: PromiseDate | None = None,
        reaction: Reaction = "keep",
        open_keys: Mapping[str, Sequence[int]] = MappingProxyType({}),
        reverse: bool = False,
    ) -> None:
        self.scenario = scenario = ground.scenario
        self.after, self.start, self.end = ground.after, ground.start, ground.end
        self.hours, self.staff, self.plan, self.routes = ground.hours, ground.staff, ground.plan, ground.routes
        self.coming = ground.begin(stream, open_keys)
        self._keys = {name: arrivals.keys.tolist() for name, arrivals in self.coming.items()}
        self.rows = {
            (name, key): row for name, keys in open_keys.items() for row, key in enumerate(keys, len(self._keys[name]))
        }
        self.planned_overtime: list[tuple[int, int, int]] = []
        self.recorder = Recorder()
        self.env = Clockwork(self.start, self.decide, reverse=reverse)
        kind = Floor if self.plan is None else PlannedFloor
        self.floor = kind(self.env, self.staff, ground.work, self.recorder, policy=policy, reserve=reserve)
        self.escalation = Escalation(self.env, self.floor)
        self.overtime = OvertimeDesk(scenario, self.hours, self.floor, self._wake)
        self.stockroom = Stockroom(self.env, self.hours, stream, self.recorder, self._got_material, self._wake)
        self.stream = stream
        self.state: State | None = None
        self._awake = True
        self._promise = promise or self._lead_time
        self.clientele = Clientele(scenario)
        self.restored: set[int] = set()
        self._impatient: dict[Job, None] = {}
        self._leaving: list[Absence] = []
        self._returning: list[int] = []
        self._away_until: dict[int, int] = {}
        self._changed = 0
        self._deprived = 0
        self._open_gates(ground.gates)
        self._turns = iter(ground.turns)
        if ground.plan and ground.book:
            self._follow(ground.plan, ground.book, reaction)
        self._schedule_absences(absences(scenario, self.staff, self.hours, stream, self.end))
        self._schedule_changes(ground.levels)
        self._next_turn()
        self.env.call_at(self.start, self._wake)  # so that there is a first decision

    # -- what is known from the start ----------------------------------------------------------------------

    def _follow(self, plan: Plan, book: PlanBook, reaction: Reaction) -> None:
        """Let work be done as planned, and overtime be worked and paid as planned."""
        assert isinstance(self.floor, PlannedFloor)
        self.floor.follow(book, self._give, helps=reaction != "keep")
        self.overtime.planned_until = 0 if reaction == "overtime" else plan.end
        for person, begins, ends, pay in planned_overtime(self.staff, plan):
            if self.after < begins:
                self.env.call_at(begins, self._work_overtime, person, begins, ends, pay)

    def _work_overtime(self, person: int, start: int, end: int, pay: str) -> None:
        """Note overtime that was planned, as it begins; whoever is sick then works none."""
        if not self.floor.absent >> person & 1:
            self.planned_overtime.append((person, start, end))
            self.overtime.note(person, start, end)
            self.recorder.overtime.append((person, start, end, pay, None, None))

    def _open_gates(self, gates: Sequence[Calendar]) -> None:
        for index, gate in enumerate(gates):
            if gate.is_open(self.start):
                self.floor.open_gates(1 << index)

    def _schedule_absences(self, spells: Iterable[Absence]) -> None:
        """Let sickness and breakdowns happen when their time comes; those known before are told by the state."""
        for absence in spells:
            if absence.start > self.after:
                self.env.call_at(absence.start, self._leaves, absence)

    def _schedule_changes(self, levels: Sequence[dict[int, float]]) -> None:
        """Let certificates end, people be lent and newcomers get faster when the time comes."""
        start = self.start
        for change in self.staff.holder_changes:
            if change.time <= start:
                self.floor.change_holder(change.capability, change.mask)
            else:
                self.env.call_at(change.time, self._change_holder, change)
        paces = [(c.time, self.floor.paces, c.person, c.factor) for c in self.staff.pace_changes]
        paces += [(c.time, levels[c.capability], c.person, c.level) for c in self.staff.level_changes]
        for time, speeds, person, speed in sorted(paces, key=lambda change: change[0]):
            if time <= start:
                self.floor.change_pace(speeds, person, speed)
            else:
                self.env.call_at(time, self.floor.change_pace, speeds, person, speed)

    def _change_holder(self, change: HolderChange) -> None:
        self.floor.change_holder(change.capability, change.mask)
        self._changed = EVERYONE
        self._deprived |= change.mask & ~self.floor.holders[change.capability]
        self._wake()

    def _leaves(self, absence: Absence) -> None:
        self._leaving.append(absence)
        self._wake()

    def expect_return(self, resource: int, until: int) -> None:
        """Let somebody be back, or something be repaired, when the time comes."""
        self._away_until[resource] = max(until, self._away_until.get(resource, 0))
        self.env.call_at(until, self._returns, resource)

    def _returns(self, resource: int) -> None:
        self._returning.append(resource)
        self._wake()

    def _wake(self) -> None:
        """Let more than dispatch be decided at the end of the instant."""
        self._awake = True

    def _next_turn(self) -> None:
        turn = next(self._turns, None)
        if turn is not None:
            self.env.call_at(turn.time, self._turn, turn)

    def _turn(self, turn: Any) -> None:
        """Open and close what opens and closes now; who goes home is decided when all has happened."""
        self._wake()
        self.floor.in_overtime &= ~turn.opens
        self.floor.open(turn.opens, turn.gates_open)
        self.floor.close(0, turn.gates_close & ~turn.gates_open)
        self.overtime.closing |= turn.closes & ~turn.opens & ~self.floor.in_overtime
        self.overtime.day_done |= turn.day_done & ~turn.opens & ~self.floor.in_overtime
        self.overtime.ending |= turn.shift_ends & ~turn.opens & ~self.floor.in_overtime
        self._changed |= turn.day_done
        self._next_turn()

    # -- jobs ----------------------------------------------------------------------------------------------

    def feed(self) -> None:
        """Let jobs come in."""
        rows = sorted((t, name, i) for name, found in self.coming.items() for i, t in enumerate(found.times.tolist()))
        self._rows = iter(rows)
        self._next_row = next(self._rows, None)
        self._expect_arrival()

    def _expect_arrival(self) -> None:
        if self._next_row is not None:
            self.env.call_at(self._next_row[0], self._arrive)

    def _arrive(self) -> None:
        now = self.env._now
        while self._next_row is not None and self._next_row[0] == now:
            _, name, row = self._next_row
            self._admit(self._from_outside(name, row, now))
            self._next_row = next(self._rows, None)
        self._expect_arrival()

    def _from_outside(self, name: str, row: int, now: int) -> Job:
        arrivals = self.coming[name]
        key, label = self._keys[name][row], f"{name}-{arrivals.labels[row]}"
        if key in self.restored:  # another chance brought a job of this name, which is still there
            key, row, label = child_key(key, "again", 1), -1, f"{label}+"
        return Job(label, key, row, self.routes[name], now, (now, key))

    def bear(self, parent: Job, birth: Birth) -> None:
        """Let a job bring about another one, for the same client."""
        name, key = child(parent, birth.job_type)
        now = int(self.env.now)
        job = Job(name, key, -1, self.routes[birth.job_type], now, (now, key), parent.id)
        job.tier, job.client, job.team, job.about = parent.tier, parent.client, parent.team, birth.about
        self._admit(job)

    def _admit(self, job: Job) -> None:
        """Find out what kind of client a new job has, promise a date, and set it on its way."""
        if self.clientele.tiers and not job.client:
            self.clientele.choose(job)
        self.clientele.know(job)
        if value := job.route.draws.get("value"):
            job.value = value.at(job.key, job.row, 1) * self.clientele.price_factor(job)
        job.due = job.first_due = self._promise(job, job.arrived)
        self.recorder.jobs.append(job)
        if job.route.patience:
            self.expect_impatience(job)
        Journey(self.env, walk(self, job, job.route.first))

    def finish(self, job: Job) -> None:
        """Note that a job has come to the end of its route: done, or lost if it never reached its due milestone."""
        if job.route.spec.due is None and job.due_reached is None:
            job.due_reached = int(self.env.now)
        self._close(job, "lost" if job.due_reached is None else "done")

    def _close(self, job: Job, outcome: str) -> None:
        job.ended = int(self.env.now)
        job.outcome = outcome
        self._impatient.pop(job, None)
        self.floor.over(job)

    def _lead_time(self, job: Job, now: int) -> int | None:
        promise = job.route.spec.promise
        if promise is None:
            return None
        return self.hours.promised(promise, now, ceil(job.route.draws["lead time"].at(job.key, job.row, 1)))

    def promise(self, job: Job, now: int) -> None:
        """Set a job's due date, the end of the promised day, and let its waiting tasks know."""
        job.due = self._promise(job, now)
        for visit in job.open.values():
            if isinstance(visit, Task):
                self.floor.reconsider(visit)

    # -- waiting -------------------------------------------------------------------------------------------

    def _give_away(self) -> None:
        """Let other firms do the tasks that have waited too long for own people."""
        overdue, self.escalation.overdue = self.escalation.overdue, []
        for task in overdue:
            if task.line is not None and task.part == 1 and not task.job.gone:
                self._give(task)

    def _give(self, task: Task) -> None:
        out, job, now = task.step.outside, task.job, int(self.env.now)
        assert out is not None
        price = out.price.at(job.key, job.row, task.attempt)
        self.recorder.money.append((now, "outsourcing", job, task.step.name, -price))
        self.floor.give_away(task, self.end_outside(task, now))

    def end_outside(self, task: Task, given: int) -> int:
        """Return when another firm has done what it was given at a moment."""
        out, job = task.step.outside, task.job
        assert out is not None
        return self.end_of_delay(out.delay, out.calendar, (job.key, job.row, task.attempt), given)

    def end_of_delay(self, draw: Draw, calendar: Calendar | None, key: tuple[int, int, int], since: int) -> int:
        """Return when a delay is over that passes on a calendar, and is not over yet if it began before."""
        now = int(self.env.now)
        if since < now:
            passed = now - since if calendar is None else calendar.work_between(since, now)
            delay = ceil(draw.beyond(*key, passed))
        else:
            delay = ceil(draw.at(*key))
        if calendar is None:
            return since + delay
        try:
            return calendar.finish(since, delay)
        except HorizonError:
            return calendar.horizon + 1

    def _got_material(self, visit: Visit) -> None:
        self.env.at(int(self.env.now), visit)

    def expect_impatience(self, job: Job) -> None:
        """Let a client lose patience when his time comes."""
        draw = job.route.patience.get(job.tier)
        if draw is None or job.patience_over:
            return
        now = int(self.env.now)
        moment = job.arrived + ceil(draw.at(job.key, job.row, 1))
        if moment <= now and job.is_idle():
            moment = job.arrived + ceil(draw.beyond(job.key, job.row, 1, now - job.arrived))
        if moment <= now:
            self._impatient[job] = None
        else:
            self.env.call_at(moment, self._lose_patience, job)

    def _lose_patience(self, job: Job) -> None:
        if job.ended is None and not job.patience_over:
            self._impatient[job] = None

    def _let_go(self) -> None:
        """Let impatient clients go elsewhere whose job only waits."""
        for job in list(self._impatient):
            if job.patience_over:
                del self._impatient[job]
            elif job.is_idle():
                self._abandon(job)

    def _abandon(self, job: Job) -> None:
        job.gone = True
        now = int(self.env.now)
        for visit in job.open.values():
            row = (visit.ready, None, now, 0, getattr(visit, "done", 0.0), None, 0, "abandoned")
            self.recorder.tasks += (job, visit.step, visit.attempt, visit.part, *row)
            if isinstance(visit, Task) and visit.waits:
                self.floor.withdraw(visit)
            elif visit.step.kind == "stock":
                self.env.call_at(now, self.stockroom.look_again)  # others may get the material now
        job.open.clear()
        self._close(job, "abandoned")

    # -- the end of an instant -----------------------------------------------------------------------------

    def decide(self) -> None:
        """Decide once, when everything has been applied that happens at this moment."""
        if self._awake:
            self._awake = False
            self._apply()
            if self.env.goes_on():
                return  # what got its material now is ready only now
        self.floor.dispatch()
        if self.escalation.overdue or self._impatient:
            self._give_away()
            self._let_go()
            self.floor.dispatch()

    def _apply(self) -> None:
        """Let people stay or go home, leave and come back, and hand out material."""
        self.overtime.decide()
        if self._returning or self._leaving:
            self._change_presence()
        if self._changed:
            if self.floor.refresh(self._changed):
                self.floor.reservation.forget()
            self._changed = 0
        if self._deprived:
            self.floor.hand_over(self._deprived)
            self._deprived = 0
        self.stockroom.serve()

    def _change_presence(self) -> None:
        now = int(self.env.now)
        for resource in sorted(set(self._returning)):
            self._changed |= 1 << resource
            if self._away_until[resource] <= now:
                self.floor.back(resource)
        for absence in sorted(self._leaving):
            row = (absence.resource, absence.start, absence.end, absence.kind)
            self.recorder.absences.append(row)
            self._changed |= 1 << absence.resource
            self.floor.send_away(absence.resource)
            self.expect_return(absence.resource, absence.end)
        self._returning.clear()
        self._leaving.clear()
