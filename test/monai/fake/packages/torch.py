"""A torch that sees no GPU."""

from types import SimpleNamespace

cuda = SimpleNamespace(is_available=lambda: False)
