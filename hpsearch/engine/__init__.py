"""The network engine: a stack of models of one shape, trained together in NumPy arrays.

Arrays are (models, units, examples): as (n, m) in the notes, a column for each example, with an axis for models in
front.
"""
