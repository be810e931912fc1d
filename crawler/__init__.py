"""Clusterarchiv: what every spider shares."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("clusterarchiv")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"

NAME = "clusterarchiv"
"""How we call ourselves: the product token in ``User-Agent`` and robots.txt."""
