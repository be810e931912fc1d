"""German dates: one expression (``parse_date``) or all in a text (``find_dates``).

>>> from crawler.german.dates import parse_date
>>> parse_date("15. bis 19. Mai 2017").edtf
'2017-05-15/2017-05-19'
"""

from crawler.german.dates.find import find_dates, iter_dates
from crawler.german.dates.model import GermanDate, Precision, Prefer
from crawler.german.dates.parse import parse_date

__all__ = ["GermanDate", "Precision", "Prefer", "find_dates", "iter_dates", "parse_date"]
