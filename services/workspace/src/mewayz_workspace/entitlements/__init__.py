"""Entitlements: what a workspace may use, computed from its plan, bundles, choices and overrides; versioned."""
