"""Lead form submissions: what has become of each filled-in form."""
