"""`make bench`: prints every table."""

from benchmarks import whole_search

whole_search.main()
