"""Roles: named sets of permission patterns; four are built in, the others belong to one workspace."""
