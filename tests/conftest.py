"""What all tests share."""

from hypothesis import HealthCheck, settings

# Load on the machine must not make a test fail, and a run must find what the last one found.
settings.register_profile("agencysim", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("agencysim")
