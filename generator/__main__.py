"""``python -m generator`` is the command ``zipingbiao``."""

from .cli import main

main()
