"""Tracking: opens and clicks of mails, as far as a workspace looks at them, machines told from people."""
