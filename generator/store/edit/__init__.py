"""Changes to a YAML file that a person has written: only the lines concerned."""
