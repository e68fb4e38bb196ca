"""From a document to YAML files: read, restore, recognise, merge, write; with a journal of what was done."""
