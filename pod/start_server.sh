#!/bin/sh
# Starts MONAI Label by hand, exactly as the bot does; Ctrl+C ends it. Lies in the workspace, beside the folder labelpod.
cd "$(dirname "$0")/labelpod" && exec python3 pod/server.py run --home "$PWD"
