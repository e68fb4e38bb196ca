"""The true text of a broken text layer: detection, candidate maps, witnesses, the log."""
