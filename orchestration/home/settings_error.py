"""What is raised where the environment says something that cannot be meant."""


class SettingsError(ValueError):
    """A variable of the environment holds what it must not."""
