"""Mail: how a mail leaves this service, and the links that mails carry."""
