"""How the property tests run."""

from hypothesis import settings

# A deadline would measure how busy the machine is, not the code.
settings.register_profile("frontmap", deadline=None)
settings.load_profile("frontmap")
