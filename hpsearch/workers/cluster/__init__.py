"""Workers in a Dask or Ray cluster, on this machine or on others."""
