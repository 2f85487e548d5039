"""The screen that shows a training and takes changes: `hpsearch watch RUN`. It writes only commands."""
