"""Referrals: who brought whom, and what that earns: for the platform, for affiliates, for customers of a workspace."""
