"""Scripts for whoever maintains this."""
