"""Ctrl-C while a solver is at work: it is stopped, and waited for."""

import os
import signal
import time
from threading import Event, Timer

from agencysim.planner.search.solving import _run


class Slow:
    """A solver that works until it is stopped, and then needs a while to come to its end."""

    def __init__(self):
        self.stopped, self.ended = Event(), False

    def solve(self, model):
        self.stopped.wait(10)
        time.sleep(0.3)
        self.ended = True
        return "what it has"

    def stop_search(self):
        self.stopped.set()


def test_a_solver_that_is_interrupted_is_waited_for():
    """A process that ends while its solver works is aborted; and what the solver has would be lost."""
    solver = Slow()
    Timer(0.25, os.kill, (os.getpid(), signal.SIGINT)).start()
    assert _run(solver, None, lambda: None) == ("what it has", True)
    assert solver.ended
    assert solver.stopped.is_set()
