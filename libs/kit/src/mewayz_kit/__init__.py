"""The chassis: the only runtime code that Mewayz services share."""
