"""Goals of a workspace: what it is here for. They decide which features it chooses from and what it sees."""
