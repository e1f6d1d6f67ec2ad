"""Held notices: mail and push that wait for the end of quiet hours or for the next digest."""
