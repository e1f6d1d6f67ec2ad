"""The setup wizard: six steps, resumable, priced, paid."""
