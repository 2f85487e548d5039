"""`python -m tests.parity [NETWORKS]`: the proof, with as many networks as one likes."""

import sys

from .proof import main

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
