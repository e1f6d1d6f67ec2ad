"""Views: saved ways to look at the records of one kind: which, in what order, by what they are grouped."""
