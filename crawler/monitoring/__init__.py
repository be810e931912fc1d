"""Monitoring of a run: logs, lock, failures, progress, summary, notifiers, health check."""
