"""Mail providers: what they report about mails that they have taken from us."""
