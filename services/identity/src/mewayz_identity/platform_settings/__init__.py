"""Platform settings: what staff decides about accounts without a restart."""
