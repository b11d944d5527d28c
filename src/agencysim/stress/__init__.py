"""The STRESS-DES report: what others need to know to judge a simulation study, and to do it again.

The items are those of Monks, Currie, Onggo, Robinson, Kunc and Taylor, Strengthening the reporting of empirical
simulation studies: introducing the STRESS guidelines, Journal of Simulation 13 (2019), for discrete-event simulation.
"""

from agencysim.stress.experiment import Experiment
from agencysim.stress.items import Item, items_of
from agencysim.stress.writing import as_html, as_markdown, write_stress

__all__ = ["Experiment", "Item", "as_html", "as_markdown", "items_of", "write_stress"]
