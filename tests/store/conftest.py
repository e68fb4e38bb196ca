"""Properties run alike on every machine: no deadline, no chance."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
