"""A MONAI that has a version."""

__version__ = "1.5.2"
