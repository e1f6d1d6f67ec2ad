"""Push subscriptions: browsers that a person's notifications reach by Web Push (RFC 8030)."""
