"""E-mail verifications: proving control of an address by a code or a link."""
