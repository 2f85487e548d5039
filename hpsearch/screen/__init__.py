"""The screen that shows a training and takes changes to it: `hpsearch watch RUN`. All it ever writes is commands."""
