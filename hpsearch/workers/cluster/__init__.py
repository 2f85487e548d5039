"""Workers that others have started, on this machine or on others, in a cluster of Dask or Ray."""
