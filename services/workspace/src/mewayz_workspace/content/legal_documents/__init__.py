"""Legal documents: versions in every language; a published one never changes."""
