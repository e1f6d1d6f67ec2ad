"""Running: one step of one enrolment at a time, and what would come when."""
