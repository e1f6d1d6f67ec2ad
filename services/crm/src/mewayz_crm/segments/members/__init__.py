"""Members of segments: who belongs to which, judged whenever a contact changes."""
