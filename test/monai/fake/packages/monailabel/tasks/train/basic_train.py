"""What the installation imports to see whether training works."""
