"""Assignment: who gets new contacts and leads that come without an owner."""
