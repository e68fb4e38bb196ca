"""A Form to its YAML text."""
