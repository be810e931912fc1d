"""The report: one page with the charts and how the last runs went, for mail or a wiki."""
