"""The network: a stack of models of one shape, trained together in NumPy arrays.

Arrays are (models, units, examples): the notes' (n, m), where a column is an example, with the stack in front.
"""
