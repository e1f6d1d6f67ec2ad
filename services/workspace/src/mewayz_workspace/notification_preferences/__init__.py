"""Notification preferences: which channels a person wants, when not, and how mail is bundled or ended."""
