"""Staff roles: platform roles of your own, beside super_admin, admin and support."""
