"""Platform: how many people and workspaces there are, for staff."""
