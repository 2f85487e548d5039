"""Random attacks on configs, tables, models, run folders and `tell`; all of them must end in a sentence.

`python -m tests.fuzz --seconds 600 --seed 1` draws cases until the time is over, and prints those that failed by name;
`python -m tests.fuzz --case tables:1:123` runs one of them again, and shows what the commands said.
"""
