"""All cases in which theory says what the simulator must find."""

from __future__ import annotations

import cases_of_classes
import cases_of_moments
import cases_of_networks
import cases_of_stations

THEORIES = (
    cases_of_stations.THEORIES | cases_of_classes.THEORIES | cases_of_networks.THEORIES | cases_of_moments.THEORIES
)
"""Each case by its name."""
