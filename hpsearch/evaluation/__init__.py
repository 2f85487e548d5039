"""How good a chosen model is: its metrics on the test part with intervals, and the baselines that it has to beat."""
