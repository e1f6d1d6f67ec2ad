"""MFA demands: who demands a second factor of a person."""
