"""Contact requests: questions of people who need no account, from the public form."""
