from tests.archive.conftest import archive, make, run_id

__all__ = ["archive", "make", "run_id"]
