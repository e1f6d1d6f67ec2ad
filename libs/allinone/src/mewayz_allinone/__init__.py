"""The whole product as one process."""
