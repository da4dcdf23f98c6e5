"""Files that somebody sends: received, waiting, looked into and brought in by a worker beside the server."""
