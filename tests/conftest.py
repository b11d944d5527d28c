"""What all tests share."""

import pytest
from hypothesis import HealthCheck, settings

# Load on the machine must not make a test fail, and a run must find what the last one found.
settings.register_profile("agencysim", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("agencysim")


@pytest.fixture(autouse=True, scope="session")
def english():
    """Let the command line speak English, wherever the tests are run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield
