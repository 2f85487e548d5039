"""`make bench`: prints every table."""

from benchmarks import scaling, steps, whole_search

whole_search.main()  # first: the others keep this process to one CPU, and what it starts
print()
steps.main([])
print()
scaling.main()
