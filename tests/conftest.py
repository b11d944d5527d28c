"""What all tests share."""

import gc

import pytest
from hypothesis import HealthCheck, settings

# Load on the machine must not make a test fail, and a run must find what the last one found.
settings.register_profile("agencysim", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("agencysim")

LONGEST = {"test_notebooks.py", "theory", "workbook"}
"""Files and folders that begin first, so that no process is left alone with one of them at the end."""


@pytest.fixture(autouse=True, scope="session")
def english():
    """Let the command line speak English, wherever the tests are run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


def pytest_collection():
    """Do not look for garbage while the tests are read: all of it stays."""
    gc.disable()


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; all else stays in its order."""
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))


def pytest_collection_finish():
    """Let what was read count as old at no cost; frozen it may not stay, since a run would collect more often then."""
    gc.freeze()
    gc.unfreeze()
    gc.enable()
