"""What install.py and server.py are made of; Python's standard library only."""
