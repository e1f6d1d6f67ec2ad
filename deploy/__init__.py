"""How Mewayz is packed and run: image, compose file, manifests. What follows from the contracts is generated."""
