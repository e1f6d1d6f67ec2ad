"""Onboarding programs: people whom staff has imported into identity become contacts, and are seen in (ADR 0016)."""
