"""Lead forms: what the answers of a form become: a contact, a consent, tags, points, a task, a deal."""
