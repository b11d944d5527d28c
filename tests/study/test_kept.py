"""What a study keeps: every replication that ended, whatever happens then, and never those of another question."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from shops import METRICS, counting, shop, study

import agencysim as ag
from agencysim.study import folder as folders
from agencysim.study.identity import fingerprint

SCRIPT = Path(__file__).with_name("shops.py")


@pytest.fixture
def counts(tmp_path, monkeypatch):
    """The file in which every replication that was begun to be measured is written down."""
    monkeypatch.setenv("COUNTED", str(tmp_path / "counted"))
    return tmp_path / "counted"


@cache
def never_interrupted():
    """The answer of the study that is run in one go."""
    return study().run(workers=1).to_json()


def started(folder, workers=1, pause=0.05):
    """A process that runs the study in a process group of its own."""
    command = [sys.executable, str(SCRIPT), str(folder), str(workers)]
    path = os.pathsep.join([str(SCRIPT.parents[1]), *sys.path])
    return subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": path, "PAUSE": str(pause)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def journalled(folder):
    journal = folder / "journal"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def wait_until(holds, process, seconds=60):
    """Wait for something while a process runs."""
    end = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


# -- interrupted -----------------------------------------------------------------------------------------------


def test_killed_at_any_moment_it_goes_on_and_repeats_nothing_that_ended(tmp_path, counts):
    folder, chance = tmp_path / "kept", random.Random(1)
    for _ in range(3):
        reached = journalled(folder) + chance.randint(1, 5)
        process = started(folder)
        wait_until(lambda reached=reached: journalled(folder) >= reached, process)
        time.sleep(chance.random() * 0.1)
        process.kill()
        process.communicate()
    known = journalled(folder)
    assert known < 20
    begun = len(counts.read_text().splitlines())
    found = counting(folder).run(workers=1)
    assert len(counts.read_text().splitlines()) == begun + 20 - known  # only the others were run
    assert begun <= known + 3  # of each kill at most the one that was under way is lost
    assert found.to_json() == counting(None).run(workers=1).to_json()


def test_killed_with_its_workers_still_busy_it_leaves_nobody_behind(tmp_path, counts):
    process = started(tmp_path / "kept", workers=2, pause=0.3)
    wait_until(lambda: journalled(tmp_path / "kept") >= 2, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("who has started whom is read from /proc, as Linux has it")
    workers = [int(child) for child in children.read_text().split()]
    assert len(workers) >= 2
    process.kill()
    process.communicate()
    end = time.monotonic() + 20
    while any(alive(worker) for worker in workers):
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_after_ctrl_c_it_says_what_is_kept_and_goes_on(tmp_path, counts):
    process = started(tmp_path / "kept", workers=2, pause=0.3)
    wait_until(lambda: journalled(tmp_path / "kept") >= 2, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, told = process.communicate(timeout=60)
    known = journalled(tmp_path / "kept")
    assert told.splitlines()[-1] == (
        f"KeyboardInterrupt: interrupted; {known} replications are kept in {tmp_path / 'kept'}: "
        "run the study again, and it goes on from there"
    )
    assert told.count("Traceback") == 1  # the workers are silent
    assert counting(tmp_path / "kept").run(workers=1).replications == 10


def test_a_second_process_is_told_at_once(tmp_path, counts):
    first = started(tmp_path / "kept", pause=0.3)
    wait_until(lambda: journalled(tmp_path / "kept") >= 1, first)
    begin = time.monotonic()
    with pytest.raises(ag.AgencySimError, match="another process is working at this study: wait for it"):
        counting(tmp_path / "kept").run(workers=1)
    assert time.monotonic() - begin < 1
    first.kill()
    first.communicate()
    assert counting(tmp_path / "kept").run(workers=1).replications == 10  # a killed process leaves no lock behind


# -- the journal -----------------------------------------------------------------------------------------------


@pytest.fixture
def compacts_never(monkeypatch):
    monkeypatch.setattr(folders.Folder, "compact", lambda self: None)


def test_a_line_that_was_cut_anywhere_is_as_if_it_had_not_been_written(tmp_path, compacts_never):
    whole = study(tmp_path, replications=2).run(workers=1).to_json()
    journal = tmp_path / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    assert len(lines) == 4
    for cut in (1, 9, len(lines[3]) // 2, len(lines[3]) - 1):
        journal.write_bytes(b"".join(lines[:3]) + lines[3][:cut])
        assert study(tmp_path, replications=2).run(workers=1).to_json() == whole
        assert journal.read_bytes() == b"".join(lines)  # the last line was written again, in its place


def test_a_line_that_is_spoilt_is_run_again(tmp_path, compacts_never):
    whole = study(tmp_path, replications=2).run(workers=1).to_json()
    journal = tmp_path / "journal"
    journal.write_bytes(journal.read_bytes().replace(b'["base", 1, [', b'["base", 1, [9', 1))
    assert study(tmp_path, replications=2).run(workers=1).to_json() == whole


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, monkeypatch, compacts_never):
    written, real = [], os.write

    def limited(file, data):
        """Write half of the fourth line, as a disk does that becomes full, and then nothing."""
        written.append(data)
        if len(written) == 4:
            return real(file, data[: len(data) // 2])
        if len(written) > 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(file, data)

    with monkeypatch.context() as patch:
        patch.setattr("agencysim.study.journal.os.write", limited)
        with pytest.raises(
            ag.AgencySimError, match="cannot be written to: No space left on device; 3 replications are kept in"
        ):
            study(tmp_path).run(workers=1)
    assert (tmp_path / "journal").read_bytes().count(b"\n") == 3
    assert (tmp_path / "journal").read_bytes().endswith(b"\n")
    assert study(tmp_path).run(workers=1).to_json() == never_interrupted()


def test_where_the_table_cannot_be_written_the_journal_stays(tmp_path, monkeypatch):
    def full(self, path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("polars.DataFrame.write_parquet", full)
        first = study(tmp_path).run(workers=1)
    assert journalled(tmp_path) == 20
    assert study(tmp_path).run(workers=1).to_json() == first.to_json()
    assert journalled(tmp_path) == 0


def test_killed_between_the_table_and_the_journal_it_counts_nothing_twice(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("agencysim.study.journal.Journal.clear", lambda self: None)
        first = study(tmp_path).run(workers=1)
    assert (journalled(tmp_path), (tmp_path / "replications.parquet").exists()) == (20, True)
    second = study(tmp_path).run(workers=1)
    assert second.to_json() == first.to_json()
    assert second.values.height == 20


def test_a_long_journal_is_compacted_on_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "COMPACT_AT", 7)
    monkeypatch.setattr("agencysim.study.progress.EVERY", 0)
    lengths = []
    study(tmp_path).run(workers=1, progress=lambda _: lengths.append(journalled(tmp_path)))
    assert lengths == [number % 7 for number in range(21)]
    assert study(tmp_path).run(workers=1).to_json() == never_interrupted()


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ag.AgencySimError, match="file/kept: cannot be written to: Not a directory"):
        study(tmp_path / "file" / "kept").run(workers=1)


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a folder in which nobody may write, root included")
def test_a_folder_that_is_read_only_is_told():
    with pytest.raises(ag.AgencySimError, match="/sys/kernel: cannot be written to: "):
        study(Path("/sys/kernel")).run(workers=1)


def test_what_is_damaged_is_told(tmp_path):
    study(tmp_path, replications=1).run(workers=1)
    (tmp_path / "replications.parquet").write_bytes(b"rubbish")
    with pytest.raises(ag.AgencySimError, match=r"replications.parquet: is damaged .*: take it from a backup"):
        study(tmp_path, replications=1).run(workers=1)
    (tmp_path / "study.json").write_text("{")
    with pytest.raises(ag.AgencySimError, match=r"study.json: is damaged"):
        study(tmp_path, replications=1).run(workers=1)


# -- another question ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"weeks": 3}, "scenario 'base': weeks: 2 -> 3"),
        ({"warm_up": 1}, "scenario 'base': warm_up_weeks: 0 -> 1"),
        ({"seed": 2}, "seed: 1 -> 2"),
        ({"policies": "earliest_due"}, "policy of 'base': the scenario's -> earliest_due"),
        ({"metrics": METRICS[:2]}, "metrics: requests, .*, margin -> requests, on_time"),
    ],
)
def test_replications_of_another_study_are_never_mixed_in(tmp_path, how, told):
    study(tmp_path, replications=1).run(workers=1)
    with pytest.raises(
        ag.AgencySimError,
        match=rf"(?s)holds replications of another study: .*{told}.* Give another folder to keep both",
    ):
        study(tmp_path, replications=1, **how).run(workers=1)


def test_another_version_is_noticed(tmp_path, monkeypatch):
    study(tmp_path, replications=1).run(workers=1)
    monkeypatch.setattr("agencysim.study.identity.version", lambda name: "9.9")
    with pytest.raises(ag.AgencySimError, match=r"version of agencysim: 0\..* -> 9\.9"):
        study(tmp_path, replications=1).run(workers=1)


def test_another_state_is_noticed(tmp_path):
    study(tmp_path, replications=1).run(workers=1)
    state = ag.state_at(ag.simulate(shop(), weeks=1), 7 * 86400)
    with pytest.raises(ag.AgencySimError, match="the state is another one"):
        study(tmp_path, replications=1, state=state).run(workers=1)


def test_a_function_is_known_by_its_code_and_what_is_bound_in_it():
    def makes(weight):
        return lambda log: weight * log.jobs.height

    assert fingerprint(makes(1)) == fingerprint(makes(1)) != fingerprint(makes(2))


def test_a_metric_of_other_code_is_noticed(tmp_path):
    study(tmp_path, metrics=[("own", lambda log: 1.0)], replications=1).run(workers=1)
    with pytest.raises(ag.AgencySimError, match="the code of the metric 'own' has changed"):
        study(tmp_path, metrics=[("own", lambda log: 2.0)], replications=1).run(workers=1)


def test_more_options_may_be_asked_for_and_fewer(tmp_path, counts):
    counting(tmp_path / "kept").run(workers=1)
    begun = len(counts.read_text().splitlines())
    from shops import counted

    metrics = (*METRICS, ("counted", counted))
    three = {"base": shop(), "fast": shop(50), "faster": shop(40)}
    found = ag.Study(three, metrics=metrics, replications=10, folder=tmp_path / "kept").run(workers=1)
    assert list(found.estimates) == ["base", "fast", "faster"]
    assert len(counts.read_text().splitlines()) == begun + 10
    one = ag.Study({"base": shop()}, metrics=metrics, replications=10, folder=tmp_path / "kept").run(workers=1)
    assert list(one.estimates) == ["base"]
    assert len(counts.read_text().splitlines()) == begun + 10


def test_the_lock_is_given_back(tmp_path):
    study(tmp_path, replications=1).run(workers=1)
    with FileLock(tmp_path / "lock", timeout=0):
        pass
