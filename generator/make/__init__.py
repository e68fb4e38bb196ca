"""Scripts that make the data this package ships: ``python -m generator.make.NAME``."""
