"""German dates: one expression (``parse_date``) or all in a text (``find_dates``).

>>> from crawler.german.dates import parse_date
>>> parse_date("15. bis 19. Mai 2017").edtf
'2017-05-15/2017-05-19'
"""

from .model import GermanDate, Precision, Prefer
from .parse import parse_date
from .search import find_dates, iter_dates

__all__ = ["GermanDate", "Precision", "Prefer", "find_dates", "iter_dates", "parse_date"]
