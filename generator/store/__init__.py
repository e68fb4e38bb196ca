"""The YAML files: reading with positions, writing, the JSON Schema."""
