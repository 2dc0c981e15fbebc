"""How good the answers are: question sets, metrics with intervals, comparison, calibration, the report."""
