"""Panda: one model under your eyes, changed while it trains, taken back when it got worse, and repeated to the bit."""
