"""The folder that a person works in: where its files lie, and its settings."""
