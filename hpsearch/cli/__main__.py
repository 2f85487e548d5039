"""`python -m hpsearch.cli`; started by its path, it also finds a package that is not on Python's path."""

import sys
from pathlib import Path

if __name__ == "__main__":
    if not __package__:
        sys.path.append(str(Path(__file__).parents[2]))
    from hpsearch.cli import main

    main()
