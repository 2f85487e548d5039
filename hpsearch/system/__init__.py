"""What hpsearch asks of the system: child processes, threads, files, imports."""
