"""Configs and scripts that reproduce what the documentation says."""
