"""Adapters of mail providers: each sends one mail and says what its answers and its delivery events mean (ADR 0013)."""
