"""Material in stock, and the orders that fill it up again."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from agencysim.chance import entity_key, name_key
from agencysim.errors import HorizonError
from agencysim.sim.staff import day_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.chance import Stream
    from agencysim.domain import Material
    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.recording import Recorder
    from agencysim.sim.staff import Hours
    from agencysim.sim.visits import Visit


@dataclass(slots=True)
class Shelf:
    """One material: what is there, what is on order, and how many orders there have been."""

    material: Material
    level: float
    on_order: float = 0.0
    orders: int = 0


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
        self.hours = hours
        self.stream = stream
        self.recorder = recorder
        self.shelves = {name: Shelf(m, m.stock) for name, m in hours.scenario.materials.items()}
        self.waiting: list[tuple[tuple[int, tuple[int, ...], int], Visit, dict[str, float]]] = []
        self._done = done
        self._wake = wake

    def ask(self, visit: Visit, uses: dict[str, float]) -> None:
        """Let a visit wait for material until the end of the instant, or longer."""
        key = (visit.ready, visit.job.order, visit.step.position)
        self.waiting.append((key, visit, uses))
        self._wake()

    def serve(self) -> None:
        """Hand out what is there, first come first served; nobody takes what an earlier one waits for."""
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
            self._reorder(name)

    def _hand_out(self, visit: Visit, uses: dict[str, float]) -> None:
        for name, quantity in uses.items():
            self.shelves[name].level -= quantity
            self.recorder.stock.append((int(self.env.now), name, "taken", quantity, visit.job.id))
        self._done(visit)

    def _reorder(self, name: str) -> None:
        shelf = self.shelves[name]
        wanted = sum(uses.get(name, 0.0) for _, _, uses in self.waiting)
        short = max(shelf.material.reorder_point + wanted - shelf.level - shelf.on_order, 0.0)
        if shelf.level + shelf.on_order - wanted > shelf.material.reorder_point:
            return
        lots = max(1, ceil(short / shelf.material.reorder_quantity))
        shelf.orders += 1
        quantity = lots * shelf.material.reorder_quantity
        shelf.on_order += quantity
        now, price = int(self.env.now), quantity * shelf.material.price
        self.recorder.stock.append((now, name, "ordered", quantity, str(shelf.orders)))
        self.recorder.money.append((now, "material", None, name, -price))
        self.expect(name, shelf.orders, quantity, int(self.env.now))

    def expect(self, name: str, number: int, quantity: float, ordered: int) -> None:
        """Let an order that was placed at a moment come in when the supplier's time has passed."""
        material = self.shelves[name].material
        calendar = self.hours.named(material.calendar)
        u = self.stream.uniform(entity_key("material", name), name_key("lead time"), number)
        drawn = float(material.lead_time.quantile(np.array([u]))[0]) * day_scale(material.lead_time, calendar)
        try:
            arrives = calendar.finish(ordered, ceil(drawn))
        except HorizonError:
            return  # after any moment of the run
        self.env.call_at(max(arrives, int(self.env.now)), lambda _: self._arrived(name, number, quantity))

    def _arrived(self, name: str, number: int, quantity: float) -> None:
        shelf = self.shelves[name]
        shelf.level += quantity
        shelf.on_order -= quantity
        self.recorder.stock.append((int(self.env.now), name, "delivered", quantity, str(number)))
        self._wake()
