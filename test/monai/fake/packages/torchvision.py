"""A torchvision that can be imported."""
