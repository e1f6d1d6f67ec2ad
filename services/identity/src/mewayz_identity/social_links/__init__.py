"""Social links: accounts elsewhere that sign a person in here."""
