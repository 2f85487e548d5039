"""Panda: train one model interactively, with changes during training, rollbacks, and bit-exact replay."""
