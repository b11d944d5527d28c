"""The time that people have before what is planned for them next."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from agencysim.sim.floor import Floor
from agencysim.sim.plan_book import FOR_EVER, PlanBook, Planned
from agencysim.sim.visits import Task
from agencysim.staff import bits

if TYPE_CHECKING:
    from agencysim.plans import TaskId
    from agencysim.sim.line import Line
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Job


class TimeBetween(Floor):
    """A floor that knows from when on everybody is wanted for planned work."""

    def have(self, book: PlanBook) -> None:
        """Let a plan say who is wanted when."""
        self.book = book
        self._expected: dict[Task, Planned] = {}
        self._given_up: dict[Task, Planned] = {}
        self._claims: dict[int, int] | None = None
        self._spare: dict[int, int] = {}
        self._next: dict[int, int | None] = {}
        self._slow: dict[tuple[int, int], float] = {}
        self._jobs: dict[str, Job] = {}
        self._known_jobs = 0

    def reckon_anew(self) -> None:
        """Let what was true at an earlier instant go."""
        self._claims = None
        self._spare.clear()
        self._next.clear()
        self.spare_time.forget()

    def _claimed(self) -> dict[int, int]:
        """Return from when on everybody is taken by planned work that is here."""
        if self._claims is None:
            claims: dict[int, int] = {}
            now = self.env._now
            for planned in self._expected.values():
                begins = max(now, planned.start)
                for member in planned.members:
                    if begins < claims.get(member, FOR_EVER):
                        claims[member] = begins
            self._claims = claims
        return self._claims

    def next_start(self, member: int) -> int | None:
        """Return when somebody has something to do next: at once, if planned work waits that he is in."""
        if member in self._next:
            return self._next[member]
        found = self._next[member] = self._next_to(self._claimed().get(member), member)
        return found

    def next_other_start(self, member: int, task: Task) -> int | None:
        """Return when somebody has something else to do next than a planned task that is here."""
        mine = [p.start for t, p in self._expected.items() if t is not task and p.crew >> member & 1]
        return self._next_to(max(self.env._now, min(mine)) if mine else None, member)

    def _next_to(self, claimed: int | None, member: int) -> int | None:
        """Return when somebody has something to do next who is claimed from a moment on by work that is here."""
        now = self.env._now
        for start, name in self.book.coming(member, now):
            if self._is_to_come(name, member):
                return max(now, start) if claimed is None else min(claimed, max(now, start))
        return claimed

    def _is_to_come(self, name: TaskId, member: int) -> bool:
        """Return whether somebody will still have to do a planned task, as far as can be seen."""
        job = self._job(name.job)
        if job is None or job.ended is not None:
            return False
        step = job.route.steps.get(name.step)
        if step is None:
            return False  # the plan is of another route
        if job.visits[step.position] != name.attempt:
            return job.visits[step.position] < name.attempt
        task = job.open.get(step.position)
        if task is None or task in self._given_up or task in self._expected:
            return False  # done; left to others; or among those that claim their people
        return bool(isinstance(task, Task) and not task.outside and task.crew >> member & 1)

    def _job(self, name: str) -> Job | None:
        """Return a job that is, or has been, in the house."""
        jobs = self.recorder.jobs
        if self._known_jobs < len(jobs):
            for job in jobs[self._known_jobs :]:
                self._jobs[job.id] = job
            self._known_jobs = len(jobs)
        return self._jobs.get(name)

    def _with_time(self, line: Line, task: Task, among: int) -> int:
        """Return those of some whom a line's task would let go before they have something planned to do."""
        found = 0
        step: WorkStep = task.step
        able = self.free & line.interest
        left = max(0.0, step.expected - task.done) / step.shared_by / self._slowest(step, able)
        needed = ceil(step.lead + left)
        spare = self._spare
        for member in bits(able & among):
            if (spare[member] if member in spare else self._time_left(member)) >= needed:
                found |= 1 << member
        return found

    def _time_left(self, member: int) -> int:
        """Return the seconds that somebody can work before he has something planned to do."""
        begins, now, calendar = self.next_start(member), self.env._now, self.calendars[member]
        if begins is None:
            left = FOR_EVER
        elif calendar is None:
            left = begins - now
        else:
            left = calendar.work_between(now, begins)
        self._spare[member] = left
        return left

    def crew_in_time(self, line: Line, task: Task, among: int) -> int:
        """Return a crew and things for a line's task that it would, by estimate, let go before they are wanted."""
        able = self._with_time(line, task, among)
        crew = self._pick(line, able) if able else 0
        while crew and (wanted := self._first_wanted(task, crew)):
            able &= ~wanted  # it pauses while he is off, and so takes longer than he has time: somebody else may have
            crew = self._pick(line, able)
        return crew

    def _first_wanted(self, task: Task, crew: int) -> int:
        """Return who of a crew is wanted first, if that is before a task would, by estimate, let it go; as a mask."""
        step, now = task.step, self.env._now
        work = ceil(max(1.0, step.expected - task.done) / step.shared_by / self._slowest(step, crew))
        starts = {member: start for member in bits(crew) if (start := self.next_start(member)) is not None}
        if not starts or min(starts.values()) >= self.timing.estimated_end(step, crew, now, work):
            return 0
        return 1 << min(starts, key=lambda member: (starts[member], member))

    def _slowest(self, step: WorkStep, members: int) -> float:
        """Return the least speed at which anybody of some would do a step, whatever his place."""
        if not (step.uneven or self.paces):
            return 1.0
        if (found := self._slow.get((step.index, members))) is not None:
            return found
        speeds = (
            levels.get(member, 1.0) * self.paces.get(member, 1.0)
            for levels in step.levels
            for member in bits(members & self.people)
        )
        found = self._slow[step.index, members] = min(speeds, default=1.0)
        return found

    def change_pace(self, speeds: dict[int, float], person: int, speed: float) -> None:
        """Let somebody become faster or slower at what he begins from now on: at everything, or by one skill."""
        super().change_pace(speeds, person, speed)
        self._slow.clear()
