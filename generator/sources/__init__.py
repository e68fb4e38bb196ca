"""Documents as received, read into a `Grid` (tables with geometry) or `Lines` (plain-text dumps)."""
