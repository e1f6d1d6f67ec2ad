"""Staff members: who looks after the platform, and with which role."""
