"""Results: what became of a campaign's mails, summed up from recipients and mail events."""
