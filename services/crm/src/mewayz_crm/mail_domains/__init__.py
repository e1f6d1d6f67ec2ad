"""Mail domains: the domains that a workspace signs its mail for, and what DNS says of them."""
