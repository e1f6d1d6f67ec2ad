"""Results: what became of a sequence's contacts and mails, summed up from enrolments, messages and mail events."""
