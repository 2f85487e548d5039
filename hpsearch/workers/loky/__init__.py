"""Worker processes on this machine, started by loky."""
