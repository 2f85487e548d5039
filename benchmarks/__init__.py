"""Speed, and what searches find, side by side with what people use instead."""
