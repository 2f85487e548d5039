"""The screen on which one watches a training and steers it: `hpsearch watch RUN`. All it ever writes is commands."""
