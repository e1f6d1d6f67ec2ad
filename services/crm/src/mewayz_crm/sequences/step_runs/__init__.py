"""Step runs: what was done at each step of each enrolment; written once, and never changed."""
