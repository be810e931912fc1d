"""Clusterarchiv: what every spider shares."""
