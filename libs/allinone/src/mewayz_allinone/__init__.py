"""The whole product on one machine: as one process (`mewayz up`) or as a local fleet (`mewayz fleet`)."""
