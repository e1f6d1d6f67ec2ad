"""Own data: what is stored about a person, for them to have or to have erased, after a mail to their address."""
