"""Installed parts: which records came into the workspace as parts of templates, and whether they are shown yet."""
