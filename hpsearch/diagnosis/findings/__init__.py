"""The kinds of findings, one file each, in the folder of their phase.

The class in a file has the `name` of the finding, its `phase` and `place` in the order of the advice, the sentences
`trigger` and `proposes` for the table in docs/diagnosis.md, and `found`, which checks the evidence.
"""
