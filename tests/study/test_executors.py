"""The same result on any executor, with any number of workers, in whatever order replications end."""

from __future__ import annotations

import random
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from shops import METRICS, fatal, shop, study

import agencysim as ag


class Shuffling(Executor):
    """Runs what it was given in a random order."""

    def __init__(self, seed):
        self.order, self._random, self._waiting = [], random.Random(seed), []
        self._thread = ThreadPoolExecutor(1)

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self._waiting.append((future, fn, args))
        self._thread.submit(self._run_any)
        return future

    def _run_any(self):
        future, fn, args = self._waiting.pop(self._random.randrange(len(self._waiting)))
        self.order.append(args[1:])
        future.set_result(fn(*args))

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._thread.shutdown(wait)


@pytest.fixture(scope="module")
def alone():
    return study().run(workers=1)


def same(one, other):
    return one.to_json() == other.to_json() and one.values.equals(other.values, null_equal=True)


def test_two_processes_give_the_same(alone):
    assert same(study().run(workers=2), alone)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_gives_the_same(alone, seed):
    with Shuffling(seed) as executor:
        found = study().run(executor)
    assert len(executor.order) == 20
    assert executor.order != sorted(executor.order, key=lambda task: task[1])
    assert same(found, alone)


def test_any_order_stops_at_the_same_number():
    with Shuffling(3) as executor:
        found = study(replications=None, precision={"busy.ann": 0.05}).run(executor)
    assert same(found, study(replications=None, precision={"busy.ann": 0.05}).run(workers=1))


def test_a_cluster_gives_the_same(alone):
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert same(study().run(client.get_executor()), alone)


def test_a_worker_that_dies_is_told_and_what_ended_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("FATAL", str(tmp_path / "fatal"))
    (tmp_path / "fatal").touch()
    metrics = (*METRICS, ("fatal", fatal))
    asked = study(tmp_path / "kept", metrics=metrics, replications=8)
    with (
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
        pytest.raises(
            ag.AgencySimError, match=r"a worker ended before its work was done.*; 8 replications are kept in"
        ),
    ):
        asked.run(pool)
    (tmp_path / "fatal").unlink()
    assert same(asked.run(workers=1), study(metrics=metrics, replications=8).run(workers=1))


def test_a_process_of_its_own_that_dies_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("FATAL", str(tmp_path / "fatal"))
    (tmp_path / "fatal").touch()
    with pytest.raises(
        ag.AgencySimError, match=r"a process ended before its work was done.*; \d+ replications are kept in"
    ):
        study(tmp_path / "kept", metrics=(("fatal", fatal),)).run(workers=2)


def test_a_replication_that_fails_is_named_and_the_others_are_kept(tmp_path):
    def failing(log):
        return 1 / (log.manifest.replication - 3)

    with pytest.raises(
        ag.AgencySimError, match=r"base, replication 3: ZeroDivisionError: .*; 4 replications are kept in"
    ):
        study(tmp_path, metrics=[("failing", failing)]).run(workers=1)


def test_what_cannot_be_sent_to_a_process_is_told():
    with pytest.raises(ag.AgencySimError, match=r"cannot be sent to other processes .* or use one worker"):
        study(metrics=[("own", lambda log: 1.0)]).run(workers=2)


def test_a_metric_has_to_give_a_number():
    with pytest.raises(ag.AgencySimError, match="the metric 'own' gave 'many': it has to give a finite number"):
        study(metrics=[("own", lambda log: "many")]).run(workers=1)


def test_what_is_no_executor_is_refused():
    with pytest.raises(ag.AgencySimError, match="executor is 2, should be a Executor"):
        ag.Study({"base": shop()}).run(2)
