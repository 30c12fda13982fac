"""Stands in for a training that runs for long."""

import time

while True:
    time.sleep(60)
