"""A model that is changed while it trains, by panda."""
