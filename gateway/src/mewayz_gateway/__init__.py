"""The only public door of Mewayz."""
