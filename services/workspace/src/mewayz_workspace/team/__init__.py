"""Team: members, roles and invitations share their tables here."""
