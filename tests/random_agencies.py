"""Random small agencies with everything in them, for tests of what holds in every run."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from agencysim.scenario import Scenario

WEEKS = 3


def examples(count: int) -> settings:
    """Try some agencies; one that fails hardly gets any smaller, and trying to shrink it would take minutes."""
    return settings(max_examples=count, phases=(Phase.explicit, Phase.generate))


CALENDARS = {
    "day": {"week": {"mon-sat": ["08:30-12:00", "14:00-17:30"]}},
    "late": {"week": {"mon-fri": ["13:00-17:00", "18:00-21:00"]}},
    "night": {"week": {"mon-thu": "22:00-06:00"}},
    "mall": {"week": {"mon-sun": ["07:00-10:00", "15:00-23:30"]}},
    "office": {"week": {"mon-fri": "09:00-17:00"}},
}
HOURS = st.sampled_from(["day", "day", "late", "night", "always"])


def time(low: int, mode: int, high: int) -> st.SearchStrategy[Any]:
    """Durations around a mode, in minutes: fixed, between bounds, or without an upper bound."""
    return st.sampled_from(
        [
            f"{mode}m",
            f"{low}m / {mode}m / {high}m",
            {"kind": "exponential", "mean": f"{mode}m"},
            {"kind": "lognormal", "median": f"{mode}m", "p90": f"{high}m"},
        ]
    )


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A few groups who hold the skills a to d between them, some of them slowly or for a time only."""
    groups: dict[str, Any] = {}
    for name, skills in (("ann", "ab"), ("ben", "b"), ("cat", "abcd"), ("dan", "cd")):
        group: dict[str, Any] = {
            "count": draw(st.integers(1, 2)),
            "calendar": draw(HOURS),
            "skills": {skill: draw(st.sampled_from([1.0, 1.0, 0.8, 1.2])) for skill in skills},
        }
        group |= draw(st.sampled_from([{}, {}, {"leave": ["2026-01-08..2026-01-12"]}, LENT, HIRED, CHANGED]))
        groups[name] = group
    groups["dan"]["certificates"] = {"d": draw(st.sampled_from(["2026-01-10", "2027-01-01"]))}
    groups["cat"]["certificates"] = {"d": "2027-01-01"}
    return groups


LENT = {"lent": [{"first": "2026-01-09", "last": "2026-01-14", "skills": {"b": 0.9, "d": 1.0}}]}
HIRED = {
    "hired_from": "2026-01-07",
    "employed_until": "2026-01-21",
    "ramp_up": {"lasts": "5 days", "speed": 0.6},
}
CHANGED = {"calendar_changes": [{"from": "2026-01-12", "until": "2026-01-16", "calendar": "late"}]}

RULES = st.sampled_from(["pause", "pause", "finish", "restart", "no_start"])


@st.composite
def work(draw: st.DrawFn, crew: Any, *, long: bool = False) -> dict[str, Any]:
    """A work step with any rule for the end of the shift."""
    step = {"kind": "work", "crew": crew, "end_of_shift": draw(RULES)}
    # What starts anew at the end of the shift must fit into one.
    step["content"] = draw(time(60, 200, 500) if long and step["end_of_shift"] != "restart" else time(10, 45, 150))
    step["wait_for_same_people"] = draw(st.booleans())
    step["overtime"] = draw(st.sampled_from([True, True, False]))
    return step


@st.composite
def installation(draw: st.DrawFn) -> dict[str, Any]:
    """A crew with its van on the way to a site."""
    step = draw(work({"c": draw(st.integers(1, 2)), "d": 1}, long=True))
    step["per"] = draw(st.sampled_from(["clock", "person"]))
    step["vehicles"] = {"van": 1}
    step["site"] = draw(st.sampled_from(["mall", "office", None]))
    step |= draw(st.sampled_from([{}, {"travel": "20m"}, {"travel": "10m / 30m / 50m", "loading": "15m"}]))
    return step


@st.composite
def route(draw: st.DrawFn) -> dict[str, Any]:
    """A route with a bit of everything, shortened at random."""
    bens = draw(st.sampled_from(["b", {"b": 2}, [{"skill": "a"}, {"skill": "b"}]]))
    steps: dict[str, Any] = {
        "brief": draw(work("a")),
        "win": {"kind": "choice", "branches": [{"to": "order", "chance": 0.9}, {"to": "end"}]},
        "order": {"kind": "milestone", "earns": 0.5, "costs": 10},
        "split": {"kind": "fork", "branches": ["draft", "measure"], "join": "merge"},
        "draft": draw(work("b", long=True)),
        "ask": {"kind": "wait", "on": "client"},
        "fine": {"kind": "choice", "branches": [{"to": "draft", "chance": [0.6, 0.3, 0.1]}, {"to": "merge"}]},
        "measure": draw(work(bens)) | {"next": "twice"},
        "twice": {"kind": "fork", "branches": ["permit", "sheets"], "join": "both"},
        "permit": {"kind": "wait", "delay": draw(time(60, 600, 3000)), "calendar": "office", "next": "both"},
        "sheets": {
            "kind": "stock",
            "uses": {"sheet": draw(st.sampled_from([1.5, {"kind": "exponential", "mean": 2}]))},
        },
        "both": {"kind": "join", "next": "merge"},
        "merge": {"kind": "join"},
        "print": draw(work("b")) | {"equipment": {"printer": 1}},
        "check": draw(work("b")) | {"same_people_as": "draft"},
        "big": {
            "kind": "choice",
            "branches": [{"to": "sign", "when": {"fact": "value", "above": 1500}}, {"to": "install"}],
        },
        "sign": draw(work("boss")),
        "install": draw(installation()),
        "good": {
            "kind": "choice",
            "branches": [
                {"to": "print", "chance": 0.15},
                {"to": "done", "when": {"fact": "tier", "among": ["key"]}},
                {"to": "done"},
            ],
        },
        "done": {
            "kind": "milestone",
            "earns": 0.5,
            "births": [
                {"job_type": "care", "chance": 0.3},
                {"job_type": "care", "when": {"fact": "passed", "among": ["sign"]}, "about": "colour"},
            ],
        },
    }
    if draw(st.booleans()):
        steps["brief"]["outsource"] = {
            "price": 50,
            "delay": "6h",
            "after": draw(st.sampled_from(["0", "2h", "8h"])),
        }
    return steps


PROMISE = {"lead_time": {"kind": "uniform", "low": "3 working days", "high": "7 working days"}}


@st.composite
def overtime(draw: st.DrawFn) -> dict[str, Any]:
    """Any overtime policy, with tight limits or wide ones."""
    return {
        "policy": draw(st.sampled_from(["never", "finish_task", "hold_dates"])),
        "granule": draw(st.sampled_from(["30m", "20m", "1h"])),
        "max_day": draw(st.sampled_from(["1h", "3h"])),
        "max_month": draw(st.sampled_from(["4h", "36h"])),
    }


@st.composite
def agencies(draw: st.DrawFn) -> Scenario:
    """A small agency over three weeks, with chance and trouble in every corner."""
    steps = draw(route())
    demand = draw(
        st.sampled_from(
            [
                {"per_week": 12, "calendar": "office"},
                {"gap": {"kind": "exponential", "mean": "12h"}, "at_start": 2},
                {"per_week": 9, "dates": ["2026-01-07", "2026-01-07"], "at_start": 1},
            ]
        )
    )
    raw: dict[str, Any] = {
        "name": "random",
        "start": draw(st.sampled_from(["2026-01-05", "2026-01-03"])),
        "weeks": WEEKS,
        "country": "CN",
        "calendar": "day",
        "calendars": CALENDARS,
        "skills": {"d": {"certificate": True}},
        "roles": {"chief": {"skills": {"boss": 1.0}}, "deputy": {"skills": {"b": 1.0}}},
        "people": {
            **draw(people()),
            "eve": {"role": "chief", "calendar": draw(HOURS)},
            "fay": {"role": "deputy"},
        },
        "stand_ins": [{"absent": "chief", "by": "deputy", "after": draw(st.sampled_from(["0", "3h", "30h"]))}],
        "account_teams": {
            "red": {"people": ["ann"], "share": 1},
            "blue": {"people": ["cat", "fay"], "tiers": ["small"]},
        },
        "equipment": {
            "printer": {
                "count": draw(st.integers(1, 2)),
                "calendar": draw(st.sampled_from([None, "day"])),
                "maintenance": [{"weekdays": "wed", "at": "15:00", "lasts": "90m"}],
                "breakdown": {"every": {"kind": "exponential", "mean": "60h"}, "repair": "2h / 5h / 9h"},
            }
        },
        "vehicles": {"van": {"count": draw(st.integers(1, 2)), "away": ["2026-01-13"]}},
        "materials": {
            "sheet": {
                "stock": draw(st.sampled_from([0, 10])),
                "reorder_point": draw(st.sampled_from([0, 5])),
                "reorder_quantity": 8,
                "lead_time": draw(st.sampled_from(["0", "2 working days", {"kind": "exponential", "mean": "30h"}])),
                "price": 3,
            }
        },
        "tiers": {
            "key": {"share": 1, "answer": "2h", "priority": -1, "weight": 2, "calendar": "office"},
            "small": {
                "share": 2,
                "accounts": 3,
                "answer": draw(time(60, 300, 2000)),
                "bad_debt": 0.2,
                "new_share": 0.5,
                **draw(st.sampled_from([{}, {"patience": {"kind": "exponential", "mean": "5 days"}}])),
            },
        },
        "credit": {"good": {}, "doubtful": {"deposit": 0.8, "bad_debt": 0.5}},
        "clients": {"acme": {"tier": "small", "team": "red"}},
        "job_types": {
            "job": {
                "demand": demand,
                "route": steps,
                "due": "done",
                "promise": PROMISE | draw(st.sampled_from([{}, {"at": "order"}])),
                "value": {"kind": "lognormal", "mean": 1000, "cv": 0.8},
                "patience_until": draw(st.sampled_from([None, "order"])),
            },
            "care": {
                "route": {
                    "which": {
                        "kind": "choice",
                        "branches": [{"to": "fix", "when": {"fact": "about", "among": ["colour"]}}, {"to": "look"}],
                    },
                    "look": draw(work("a")),
                    "fix": draw(work("c")),
                    "over": {"kind": "milestone", "costs": 5},
                },
                "priority": draw(st.integers(-1, 1)),
            },
        },
        "routines": {
            "meeting": {
                "who": ["ann", "cat"],
                "weekdays": "tue",
                "at": draw(st.sampled_from(["09:00", "16:30"])),
                "lasts": "1h",
                "rota": 1,
            }
        },
        "overtime": draw(overtime()),
        "sickness": {
            "spells_per_year": draw(st.sampled_from([0, 40, 150])),
            "length": "0.5 working days / 1 working days / 3 working days",
        },
        "dispatch": {
            "policy": draw(st.sampled_from(["first_come", "earliest_due", "least_slack", "weighted_tardiness"])),
            "reserve": draw(st.booleans()),
        },
    }
    return Scenario.model_validate(raw)
