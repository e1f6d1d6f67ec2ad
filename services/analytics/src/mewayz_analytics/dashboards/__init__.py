"""Dashboards: the boards a workspace arranges, and the widgets on them."""
