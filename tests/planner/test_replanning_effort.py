"""How long is looked for a better answer: by the clock, or by rounds, which are the same on any machine."""

import os
import subprocess
import sys
from itertools import count
from types import SimpleNamespace

import pytest
from mended import disturbance, two_who_print

import agencysim as ag
from agencysim.planner import replan
from agencysim.planner.construct import construct
from agencysim.planner.instances import sized


def crowded():
    """Return a week in which replanning finds better answers than the first one, and what disturbs it."""
    given = sized(8, 40, load=0.85, seed=2)
    known = construct(given)
    now, leave = disturbance(given, known, 2)
    return given, known, now, leave


def test_the_same_rounds_give_the_same_plan_however_slow_the_machine(monkeypatch):
    given, known, now, leave = crowded()
    plain = replan(given, known, now, absent=[leave], rounds=4)
    hours = count(0, 3600)
    monkeypatch.setattr("agencysim.planner.budget.time", SimpleNamespace(monotonic=lambda: next(hours)))
    slow = replan(given, known, now, absent=[leave], rounds=4, time_limit=1)
    assert slow.plan == plain.plan
    assert slow.result.seconds > 3600 > plain.result.seconds
    assert [answer.ring for answer in slow.answers] == [answer.ring for answer in plain.answers]
    assert len(plain.answers) > 1


def test_the_same_rounds_give_the_same_plan_in_every_process():
    ask = (
        "import test_replanning_effort as t; from agencysim.planner import replan; "
        "given, known, now, leave = t.crowded(); "
        "print(replan(given, known, now, absent=[leave], rounds=3).plan.model_dump_json())"
    )
    plans = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, env=environment)
        plans.add(run.stdout)
    assert len(plans) == 1


def test_no_rounds_give_the_first_answer():
    given, known, now, leave = crowded()
    first = replan(given, known, now, absent=[leave], time_limit=0)
    found = replan(given, known, now, absent=[leave], rounds=0)
    assert found.plan == first.plan
    assert [answer.ring for answer in found.answers] == ["first"]


@pytest.mark.parametrize(("rounds", "told"), [(-1, "rounds is -1"), (1.5, "rounds is 1.5"), (True, "rounds is True")])
def test_rounds_that_are_none_are_refused(rounds, told):
    given, known = two_who_print()
    with pytest.raises(ag.AgencySimError, match=told):
        replan(given, known, rounds=rounds)
