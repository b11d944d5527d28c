"""Whether a state can be and fits a scenario, and who of the state is who in the scenario."""

from agencysim.state_fit.checks import problems
from agencysim.state_fit.names import Names, renamed

__all__ = ["Names", "problems", "renamed"]
