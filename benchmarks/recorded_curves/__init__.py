"""Which policy of halving is worth building: policies compared on learning curves that are recorded once.

    python -m benchmarks.recorded_curves record
    python -m benchmarks.recorded_curves replay --seeds 0 50

A replay trains nothing: a policy that starts a setting, or lets it go on, reads its recorded curve.
"""
