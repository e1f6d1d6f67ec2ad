"""Record access: who of a workspace sees only their own records of crm, copied from its events (ADR 0017)."""
