"""The statistics of what-if studies: functions of the figures of replications, with intervals that can be trusted.

>>> from agencysim.statistics import compare
>>> print(compare([12.0, 14.5, 11.0, 13.5], [10.5, 13.0, 10.0, 11.5], good="more"))
better: difference 1.50 (95 % interval 0.85 to 2.15, n = 4)
"""

from agencysim.statistics.batches import BatchMeans, batch_means
from agencysim.statistics.comparisons import Comparison, compare, compare_all
from agencysim.statistics.estimates import Estimate, estimate
from agencysim.statistics.needed import Advice, advise
from agencysim.statistics.order import Interval, quantile, share
from agencysim.statistics.overload import Growth, growth
from agencysim.statistics.precision import Decision, Precision, Target, decide
from agencysim.statistics.samples import bonferroni
from agencysim.statistics.warm_up import WarmUp, mser5, welch

__all__ = [
    "Advice",
    "BatchMeans",
    "Comparison",
    "Decision",
    "Estimate",
    "Growth",
    "Interval",
    "Precision",
    "Target",
    "WarmUp",
    "advise",
    "batch_means",
    "bonferroni",
    "compare",
    "compare_all",
    "decide",
    "estimate",
    "growth",
    "mser5",
    "quantile",
    "share",
    "welch",
]
