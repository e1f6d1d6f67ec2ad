"""Plan changes of staff: analysed, announced, applied to old subscribers in batches, rolled back."""
