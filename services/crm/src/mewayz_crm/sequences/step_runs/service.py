"""Use-cases of step runs."""

from mewayz_crm.sequences.step_runs.repository import runs, times

__all__ = ["runs", "times"]
