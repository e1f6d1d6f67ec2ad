"""Notes: what members write down about a record."""
