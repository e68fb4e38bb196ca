"""Scripts that make the data shipped with the package; run from a checkout, never by users."""
