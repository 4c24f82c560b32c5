"""Object storage is tested in an environment of its own (`make test` makes it, .venv/s3): what s3fs
brings would hold other libraries back at versions that a plain install does not have."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("moto") and find_spec("s3fs") else ["test_*.py"]
