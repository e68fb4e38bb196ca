"""From a Form to its printed table: the layout is data (`profiles/*.yaml`), each section has a module."""
