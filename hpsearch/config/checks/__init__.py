"""Checks over several keys: values without effect, relations, starting settings, keys in the wrong section."""
