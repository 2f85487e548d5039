"""Text for people: safe to show, commands that can be pasted."""
