"""All accounts at once, in floats: fast enough for every tick, close enough to know whom to look at exactly.

`margin.engine` decides what is shown and what is warned about; these figures only say where it must look.
"""

from margin.fleet.book import Fleet
from margin.fleet.flat import flatten
from margin.fleet.plain import Figures, figures

__all__ = ["Figures", "Fleet", "figures", "flatten"]
