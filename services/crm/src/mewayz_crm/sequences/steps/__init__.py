"""Steps: what a sequence does with a contact, one after the other, and when. Pure."""
