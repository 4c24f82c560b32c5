"""The running server, the only place with threads, sockets and the clock."""
