"""A YAML file to a Form, with the place of every value."""
