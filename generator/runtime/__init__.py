"""How work is run: files written whole, locks, pools of workers, limits, failures as data."""
