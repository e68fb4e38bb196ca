"""The workbench: documents, doubts, forms and outputs of a workspace in a browser on the same machine.

The browser keeps nothing. Every change is an edit of a YAML file or of a repairs file, as by hand.
"""
