"""Lead magnets: files that people get by mail for filling in a form."""
