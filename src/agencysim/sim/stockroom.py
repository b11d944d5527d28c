"""Material in stock, and the orders that fill it up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from agencysim.chance import entity_key, name_key
from agencysim.errors import HorizonError
from agencysim.hours import day_scale
from agencysim.sim.draws import Draw, Population

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.calendars import Calendar
    from agencysim.chance import Stream
    from agencysim.domain import Material
    from agencysim.hours import Hours
    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.recording import Recorder
    from agencysim.sim.visits import Visit


@dataclass(slots=True)
class Shelf:
    """One material: what is there, the quantities on order by number, and how many orders there have been."""

    material: Material
    lead_time: Draw
    calendar: Calendar
    level: float
    on_order: dict[int, float] = field(default_factory=dict)
    orders: int = 0

    def position(self) -> float:
        """Return what is there and on order; added up in one order, so that it is the same to the last bit."""
        return self.level + sum(self.on_order.values())


class Stockroom:
    """Hands out material in order of urgency, and orders at the reorder point.

    Parameters
    ----------
    env, hours, stream, recorder
        Of the run.
    materials
        What is kept.
    done
        Called with a visit that got all its material.
    wake
        Called when something is to be decided at the end of the instant.
    """

    def __init__(
        self,
        env: Clockwork,
        hours: Hours,
        stream: Stream,
        recorder: Recorder,
        done: Callable[[Visit], None],
        wake: Callable[[], None],
    ) -> None:
        self.env = env
        self.recorder = recorder
        self.shelves = {name: _shelf(m, hours, stream) for name, m in hours.scenario.materials.items()}
        self._delivered: list[tuple[str, int]] = []
        self.waiting: list[tuple[tuple[int, tuple[int, ...], int], Visit, dict[str, float]]] = []
        self._done = done
        self._wake = wake
        self._changed = True
        self._touched = set(self.shelves)
        self._wasted: dict[Visit, dict[str, float]] = {}

    def ask(self, visit: Visit, uses: dict[str, float], waste: float = 0.0) -> None:
        """Let a visit wait for material, and for the share of it that is wasted, until it is there."""
        key = (visit.ready, visit.job.order, visit.step.position)
        taken = {name: quantity * (1 + waste) for name, quantity in uses.items()}
        self.waiting.append((key, visit, taken))
        if waste:
            self._wasted[visit] = {name: taken[name] - quantity for name, quantity in uses.items()}
        self._touched.update(uses)
        self.look_again()

    def look_again(self) -> None:
        """Let material be handed out at the end of the instant."""
        self._changed = True
        self._wake()

    def serve(self) -> None:
        """Hand out what is there, first come first served; nobody takes what an earlier one waits for."""
        if not self._changed:
            return
        self._changed = False
        for name, number in sorted(self._delivered):
            self._put_away(name, number)
        self._delivered.clear()
        self.waiting.sort(key=lambda entry: entry[0])
        kept, blocked = [], set[str]()
        for entry in self.waiting:
            _, visit, uses = entry
            if visit.job.gone:
                continue
            if not blocked.intersection(uses) and all(self.shelves[m].level >= q for m, q in uses.items()):
                self._hand_out(visit, uses)
            else:
                blocked.update(uses)
                kept.append(entry)
        self.waiting = kept
        for name in self.shelves:
            if name in self._touched:
                self._reorder(name)
        self._touched.clear()

    def _hand_out(self, visit: Visit, uses: dict[str, float]) -> None:
        for name, quantity in uses.items():
            self.shelves[name].level -= quantity
            self._note(name, "taken", quantity, visit.job.id, visit)
        for name, quantity in self._wasted.pop(visit, {}).items():  # part of what was taken
            self._note(name, "wasted", quantity, visit.job.id, visit)
        self._done(visit)

    def _note(self, name: str, event: str, quantity: float, reference: str, visit: Visit | None = None) -> None:
        which = (visit.step.name, visit.attempt) if visit else (None, None)
        self.recorder.stock.append((int(self.env.now), name, event, quantity, reference, *which))

    def _reorder(self, name: str) -> None:
        """Order whole lots until what is there and on order is above the reorder point again."""
        shelf = self.shelves[name]
        material = shelf.material
        wanted = sum(uses.get(name, 0.0) for _, _, uses in self.waiting)
        short = material.reorder_point - (shelf.position() - wanted)
        if short < 0:
            return
        quantity = (short // material.reorder_quantity + 1) * material.reorder_quantity
        shelf.orders += 1
        now = int(self.env.now)
        self._note(name, "ordered", quantity, str(shelf.orders))
        self.recorder.money.append((now, "material", None, name, -quantity * material.price))
        self.expect(name, shelf.orders, quantity, now)

    def expect(self, name: str, number: int, quantity: float, ordered: int) -> None:
        """Let an order that was placed at a moment come in when the supplier's time has passed."""
        shelf, now = self.shelves[name], int(self.env.now)
        shelf.on_order[number] = quantity
        key = (entity_key("material", name), -1, number)
        passed = shelf.calendar.work_between(ordered, now)
        drawn = shelf.lead_time.beyond(*key, passed) if ordered < now else shelf.lead_time.at(*key)
        try:
            arrives = shelf.calendar.finish(ordered, ceil(drawn))
        except HorizonError:
            return  # after any moment of the run
        self.env.call_at(arrives, self._arrived, name, number)

    def _arrived(self, name: str, number: int) -> None:
        self._delivered.append((name, number))
        self._touched.add(name)
        self.look_again()

    def _put_away(self, name: str, number: int) -> None:
        shelf = self.shelves[name]
        quantity = shelf.on_order.pop(number)
        shelf.level += quantity
        self._note(name, "delivered", quantity, str(number))


def _shelf(material: Material, hours: Hours, stream: Stream) -> Shelf:
    calendar = hours.named(material.calendar)
    scale = day_scale(material.lead_time, calendar)
    nobody = Population()
    nobody.begin(stream, np.empty(0, np.uint64))
    lead_time = Draw(nobody, name_key("lead time"), material.lead_time, scale)
    return Shelf(material, lead_time, calendar, material.stock)
