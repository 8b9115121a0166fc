"""Studies of a network before choosing its storage: disturbing layers, sweeping over methods,
reporting."""

from seedlite.study.augmentation import Augmentation, augment
from seedlite.study.disturbance import KINDS, Disturbance
from seedlite.study.figures.canvas import DESK, Plot, import_matplotlib, png, svg
from seedlite.study.figures.comparison import comparison_figure
from seedlite.study.figures.sensitivity import sensitivity_figure
from seedlite.study.network import StudiedNetwork
from seedlite.study.numbers import points
from seedlite.study.report.original import PUBLISHED
from seedlite.study.report.write import report_page, write_report
from seedlite.study.sensitivity import Sensitivity, measure_sensitivity
from seedlite.study.summary import name_of, summarise
from seedlite.study.sweeping.sweep import Sweep, sweep
