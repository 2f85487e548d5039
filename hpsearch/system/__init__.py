"""Access to the operating system: child processes, threads, files, imports."""
