"""From a `Grid` or `Lines` to Forms, with what was inferred as doubts."""
