"""Random agencies without chance, all of whose times are multiples of a quarter of an hour.

What the planner assumes is then what comes true, so that a simulated week has to be the planned week to the second.
"""

from __future__ import annotations

import random
from typing import Any

from agencysim.scenario import Scenario

SKILLS = ("draw", "print", "build", "fit", "lead", "drive")


def agency(seed: int) -> Scenario:
    """Return an agency with everything in it that a plan can be about."""
    return Scenario.model_validate(Maker(random.Random(seed)).scenario(seed))


class Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def one_of(self, *things: Any) -> Any:
        return self.chance.choice(things)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def scenario(self, seed: int) -> dict[str, Any]:
        return {
            "name": f"random week {seed}",
            "start": "2026-03-02",  # a Monday
            "zone": self.one_of("UTC", "Asia/Shanghai"),
            "weeks": 3,
            "calendar": "day",
            "calendars": {
                "day": {"week": {"mon-fri": ["08:30-12:00", "13:30-18:00"]}},
                "early": {"week": {"mon-sat": ["07:00-11:00", "11:30-15:30"]}},
                "late": {"week": {"mon-fri": ["13:00-17:00", "17:30-21:30"]}},
                "night": {"week": {"mon-thu": ["22:00-02:00", "02:30-06:00"]}},
                "office": {"week": {"mon-fri": "09:00-17:00"}},
                "mall": {"week": {"mon-sun": ["07:00-12:30", "14:00-23:30"]}},
                "nights": {"week": {"mon-sun": ["22:00-24:00", "00:00-06:00"]}},
            },
            "skills": {"drive": {"certificate": True}},
            "people": self.people(),
            "equipment": {"printer": {"count": 2, **self.one_of({}, {"calendar": "early"}, SERVICE)}},
            "vehicles": {"van": self.one_of({"count": 1}, {"count": 2}), "lift": {"count": 1, "hired": True}},
            "job_types": {f"job{n}": self.job_type() for n in range(self.one_of(2, 3))},
            "routines": self.one_of(
                {}, {"meeting": {"who": ["ann"], "weekdays": "mon-fri", "at": "09:00", "lasts": "30m"}}
            ),
            "overtime": {
                "policy": self.one_of("finish_task", "hold_dates", "never"),
                "max_day": "2h",
                "max_month": "20h",
            },
            "planning": self.planning(),
        }

    def planning(self) -> dict[str, Any]:
        rules: dict[str, Any] = {"days_off": self.happens(0.7), "overtime_early": self.one_of("0m", "1h")}
        if self.happens(0.3):
            rules["reserve"] = {"draw": 0.25}
        if self.happens(0.3):
            rules["coverage"] = [{"skill": "draw", "calendar": "office"}]
        if self.happens(0.3):
            rules["rules"] = "eu"
        return rules

    def people(self) -> dict[str, Any]:
        people: dict[str, Any] = {}
        for name, skills in GROUPS.items():
            own: dict[str, Any] = {
                "count": self.one_of(1, 2),
                "calendar": self.one_of("day", "day", "early", "late"),
                "skills": {skill: self.one_of(1, 1, 2, 0.5) for skill in skills},
                "certificates": {"drive": self.one_of("2026-03-04", "2030-01-01")},
            }
            own |= self.one_of({}, {}, {"may_work": ["late", "night"]}, {"leave": ["2026-03-04..2026-03-05"]})
            people[name] = own
        people["dan"] |= {"count": 2, "certificates": {"drive": "2030-01-01"}, "leave": []}
        return people

    def job_type(self) -> dict[str, Any]:
        return {
            "demand": {"at_start": self.one_of(1, 2, 3)},
            "value": 100,
            "due": "done",
            "promise": {"lead_time": self.one_of("1d", "2d", "4d", "8d"), "calendar": "always"},
            "weight": self.one_of(1, 2),
            "route": self.route(),
        }

    def route(self) -> dict[str, Any]:
        steps: dict[str, Any] = {"draw": self.work("draw")}
        if self.happens(0.5):
            steps["answer"] = {
                "kind": "wait",
                "delay": self.one_of("2h", "6h"),
                "calendar": self.one_of("office", "always"),
            }
            if self.happens(0.3):
                steps["permit"] = {"kind": "wait", "delay": "3h", "calendar": "always"}
        if self.happens(0.4):
            steps["again"] = {
                "kind": "choice",
                "branches": [{"to": "draw", "when": {"fact": "attempt", "below": 2}}, {"to": "part"}],
            }
        steps["part"] = {"kind": "fork", "branches": ["print", "build"], "join": "meet"}
        steps["print"] = self.work("print", equipment={"printer": 1}, next="meet")
        steps["build"] = self.work("build", per=self.one_of("clock", "person"), crew=self.one_of("build", {"build": 2}))
        steps["meet"] = {"kind": "join"}
        if self.happens(0.5):
            steps["dry"] = {"kind": "wait", "delay": "5h", "calendar": "always"}
        steps["fit"] = self.fitting()
        if self.happens(0.5):
            steps["check"] = self.work("draw", same_people_as="draw")
        steps["done"] = {"kind": "milestone"}
        if self.happens(0.3):
            steps["file"] = self.work("draw")
        return steps

    def fitting(self) -> dict[str, Any]:
        crew = [{"skill": "lead", "lead": True}, {"skill": "fit", "count": 1}, {"skill": "drive", "shared": True}]
        step = self.work("fit", crew=crew, vehicles={"van": 1})
        step |= self.one_of({}, {"site": "mall"}, {"site": "nights"})
        step |= self.one_of({}, {"travel": "30m"}, {"travel": "45m", "loading": "15m"})
        if self.happens(0.3):
            step["alternatives"] = {"alone": {"crew": [crew[0], crew[2]], "slower": 2, "vehicles": {"van": 1}}}
        if self.happens(0.2):
            step["vehicles"] = {"van": 1, "lift": 1}
        return step

    def work(self, skill: str, **others: Any) -> dict[str, Any]:
        step = {
            "kind": "work",
            "crew": skill,
            "content": self.one_of("1h", "2h", "3h", "5h", "9h"),
            "end_of_shift": self.one_of("pause", "pause", "finish", "no_start"),
        }
        step |= others
        if step["end_of_shift"] != "pause" and step["content"] == "9h":
            step["content"] = "4h"
        if "vehicles" not in others and self.happens(0.2):
            step["outsource"] = {"price": 50, "delay": "5h", "calendar": "office", "after": "90 days"}
        return step


SERVICE = {"maintenance": [{"weekdays": "tue", "at": "14:00", "lasts": "1h"}]}
GROUPS = {
    "ann": ("draw", "print"),
    "bob": ("draw", "build"),
    "cat": ("print", "build", "fit"),
    "dan": ("build", "fit", "lead", "drive"),
    "eve": ("fit", "drive"),
}
