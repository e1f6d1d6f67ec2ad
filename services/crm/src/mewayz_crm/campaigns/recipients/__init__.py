"""Campaign recipients: who a campaign goes to, fixed at its start, and what became of each."""
