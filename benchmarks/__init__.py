"""Speed, side by side with what people use instead; never part of the tests."""
