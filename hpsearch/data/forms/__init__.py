"""The forms of cells: what the text of a whole column is read as, one file each."""
