"""What is generated: which outputs are stale, how each is made, and how they are kept up to date."""
