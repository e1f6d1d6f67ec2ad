"""Mail: the platform's own mails, their templates, the queue, and the local mailbox."""
