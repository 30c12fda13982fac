"""What the installation imports to see whether it works."""
