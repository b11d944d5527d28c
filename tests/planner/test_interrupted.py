"""Ctrl-C while a solver is at work: it is stopped, and waited for."""

import subprocess
import sys

INTERRUPTED = """
import os, signal
from threading import Event
from agencysim.planner.search.solving import _run

class Slow:
    '''A solver that is interrupted once it is waited for, and then needs a while to come to its end.'''
    waited_for, stopped, ended = Event(), Event(), False

    def solve(self, model):
        self.waited_for.wait(10)
        os.kill(os.getpid(), signal.SIGINT)
        self.stopped.wait(10)
        Event().wait(0.3)
        self.ended = True
        return "what it has"

    def stop_search(self):
        self.stopped.set()

signal.signal(signal.SIGINT, signal.default_int_handler)
solver = Slow()
print(_run(solver, None, solver.waited_for.set), solver.ended, solver.stopped.is_set())
"""


def test_a_solver_that_is_interrupted_is_waited_for():
    """A process that ends while its solver works is aborted; and what the solver has would be lost."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "('what it has', True) True True", done.stderr
    assert done.returncode == 0
