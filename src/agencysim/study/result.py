"""What a study found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from agencysim.errors import AgencySimError
from agencysim.figures import window_of
from agencysim.language import tr
from agencysim.metrics import METRICS, metric
from agencysim.statistics import bonferroni, compare, estimate, growth
from agencysim.study.identity import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from numpy.typing import NDArray

    from agencysim.metrics import Metric
    from agencysim.statistics import Comparison, Decision, Estimate, Growth
    from agencysim.study.question import Question
    from agencysim.study.values import Values
