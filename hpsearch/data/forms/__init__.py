"""The forms of cells, as which the text of a whole column can be read, one file each."""
