"""Formulas and chains that the simulator is held against agree with each other where they overlap."""

from __future__ import annotations

import math
from itertools import pairwise

import markov_chains as chains
import pytest
import queue_formulas as formulas
from log_measures import WARM_UP


def chain_wait(rate, service, servers):
    chances = chains.stationary(0, chains.mmc(rate, service, servers))
    return chains.mean(chances, lambda n: max(n - servers, 0)) / rate


@pytest.mark.parametrize(("rate", "service", "servers"), [(0.75, 1.0, 1), (1.2, 1.5, 3), (4.0, 1.0, 5)])
def test_the_wait_in_mmc_is_that_of_its_chain(rate, service, servers):
    assert formulas.wait_in_mmc(rate, service, servers) == pytest.approx(chain_wait(rate, service, servers))
    chances = chains.stationary(0, chains.mmc(rate, service, servers))
    waiting = chains.mean(chances, lambda n: n >= servers)
    assert formulas.longer_wait_in_mmc(rate, service, servers, 0.0) == pytest.approx(waiting)


def test_the_share_lost_is_that_of_its_chain():
    chances = chains.stationary(0, chains.mmc(2.0, 1.0, 3, most=3))
    assert formulas.erlang_b(3, 2.0) == pytest.approx(chances[3])


def test_exponential_services_and_gaps_make_mm1_of_mg1_and_gm1():
    assert formulas.wait_in_mg1(0.7, 1.0, 2.0) == pytest.approx(formulas.wait_in_mmc(0.7, 1.0, 1))
    assert formulas.wait_in_gm1(lambda s: 0.7 / (0.7 + s), 1.0) == pytest.approx(formulas.wait_in_mmc(0.7, 1.0, 1))


def test_priorities_share_out_the_same_total_of_work_waiting():
    rates, means, squares = (0.4, 0.2, 0.25), (0.5, 1.0, 1.2), (0.4, 2.0, 4.0)
    waits = formulas.waits_by_priority(rates, means, squares)
    work = sum(rate * square for rate, square in zip(rates, squares, strict=True))
    load = sum(rate * mean for rate, mean in zip(rates, means, strict=True))
    shared = sum(r * m * wait for r, m, wait in zip(rates, means, waits, strict=True))
    assert shared == pytest.approx(load * work / 2 / (1 - load))
    assert all(before < after for before, after in pairwise(waits))


def test_priorities_in_mmc_leave_the_mean_wait_over_all_as_it_is():
    rates = (0.7, 0.8, 0.8)
    waits = formulas.waits_by_priority_in_mmc(rates, 1.0, 3)
    mean = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
    assert mean == pytest.approx(formulas.wait_in_mmc(2.3, 1.0, 3))


def test_the_stay_at_a_fork_is_that_of_its_chain():
    rate, most = 0.6, 45

    def moves(state):
        first, second = state
        if max(state) < most:
            yield (first + 1, second + 1), rate
        if first:
            yield (first - 1, second), 1.0
        if second:
            yield (first, second - 1), 1.0

    present = chains.mean(chains.stationary((0, 0), moves), max)
    assert formulas.sojourn_in_fork_join(rate, 1.0) == pytest.approx(present / rate, rel=1e-6)


def test_the_sum_of_two_exponentials_begins_surely_and_ends_with_the_slower():
    assert formulas.sum_of_two_exponentials_exceeds(0.0, 0.5, 0.3) == pytest.approx(1.0)
    late = [formulas.sum_of_two_exponentials_exceeds(t, 0.5, 0.3) for t in (60.0, 61.0)]
    assert late[1] / late[0] == pytest.approx(math.exp(-0.3), rel=1e-5)


def test_jobs_drain_one_by_one_from_one_server_and_as_the_longest_of_all_from_many():
    assert formulas.drain_time(3, 2.0, 1) == pytest.approx(6.0)
    assert formulas.drain_time(3, 2.0, 5) == pytest.approx(2.0 * (1 + 1 / 2 + 1 / 3))


def test_the_weibull_distribution_with_an_exponential_s_quantiles_has_its_moments():
    assert formulas.moments_of_weibull(math.log(2), math.log(10)) == pytest.approx((1.0, 2.0))


def test_patient_clients_and_machines_that_hold_are_mmc():
    for moves in (chains.erlang_a(1.2, 1.5, 3, patience=1e9), chains.mmc(1.2, 1.5, 3, most=200)):
        assert chains.mean(chains.stationary(0, moves), float) == pytest.approx(1.8 + 1.2 * chain_wait(1.2, 1.5, 3))
    present = chains.mean(chains.stationary((0, True), chains.breakdowns(0.6, 1.0, 1e9, 1.0)), lambda s: s[0])
    assert present == pytest.approx(1.5)


def test_a_machine_breaks_down_as_often_as_its_lifetime_and_repair_say():
    chances = chains.stationary((0, True), chains.breakdowns(0.5, 1.0, 10.0, 2.0))
    assert chains.mean(chances, lambda s: s[1]) == pytest.approx(10 / 12)
    assert chains.stationary(0, chains.machine_repair(1, 5.0, 2.0, 1))[1] == pytest.approx(2 / 7)


def test_a_transient_of_infinitely_many_servers_is_that_of_its_closed_form():
    chances = chains.distribution_at(1.7, 0, chains.mmc(3.0, 1.0, 60, most=60))
    assert chains.mean(chances, float) == pytest.approx(3.0 * (1 - math.exp(-1.7)))
    assert sum(chances.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(("rate", "servers"), [(0.75, 1), (4.0, 5)])
def test_the_warm_up_leaves_less_than_three_thousandths_of_the_number_present_missing(rate, servers):
    moves = chains.mmc(rate, 1.0, servers, most=120)
    missing = chains.mean(chains.distribution_at(WARM_UP / rate, 0, moves), float)
    assert missing == pytest.approx(chains.mean(chains.stationary(0, moves), float), rel=3e-3)


def in_full(rates, services, most):
    """Yield moves of two specialists and an all-rounder whose queue is known in full: the types in order."""

    def moves(state):
        busy, queue = state
        for kind in (0, 1):
            idle = [server for server in (kind, 2) if not busy[server]]
            if idle:
                yield (taken(busy, idle[0]), queue), rates[kind]
            elif len(queue) < most:
                yield (busy, (*queue, kind)), rates[kind]
        for server in (0, 1, 2):
            if busy[server]:
                yield after(busy, queue, server), 1 / services[server]

    def after(busy, queue, server):
        for place, kind in enumerate(queue):
            if server in (kind, 2):
                return busy, queue[:place] + queue[place + 1 :]
        return tuple(flag and k != server for k, flag in enumerate(busy)), queue

    def taken(busy, server):
        return tuple(flag or k == server for k, flag in enumerate(busy))

    return moves


def test_the_short_chain_of_the_all_rounder_is_that_of_the_queue_in_full():
    rates, services, most = (0.8, 0.6), (1.0, 1.3, 0.7), 6
    chances = chains.stationary(((False,) * 3, ()), in_full(rates, services, most))
    short = chains.AllRounder(rates, services, most)
    waits = [chains.mean(chances, lambda s, k=kind: s[1].count(k)) / rates[kind] for kind in (0, 1)]
    assert short.waits() == pytest.approx(waits)
    for server in (0, 1, 2):
        assert short.utilisation(server) == pytest.approx(chains.mean(chances, lambda s, k=server: s[0][k]))
