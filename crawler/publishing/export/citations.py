"""References to articles: BibTeX, RIS and CSL-JSON.

A reference names the page as it was published; ``accessed`` is when it was last seen like this.
BibTeX is biblatex's ``@online`` in UTF-8, which biber and Zotero read. RIS is written by rispy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from crawler.program import install_extra
from crawler.publishing.export.output_file import ExportError
from crawler.publishing.export.selection import Record

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
_BLANKS = re.compile(r"\s+")

Titles = Callable[[str | None], str | None]
"""From the name of a portal to its title."""


def write_bibtex(records: Iterable[Record], file: BinaryIO, portal_title: Titles) -> int:
    """Write an ``@online`` entry an article; how many."""
    count = 0
    for record in records:
        count += 1
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in record["editors"]),
            "title": f"{{{_tex(_line(record['title'] or record['url']))}}}",
            "subtitle": _tex(_line(record["subtitle"])),
            "date": _edtf_date(record),
            "organization": _tex(portal_title(record["portal"]) or ""),
            "url": _url(record["url"]),
            "urldate": record["last_seen_at"][:10],
            "langid": {"de": "ngerman", "en": "english"}.get(record["language"] or "", ""),
            "keywords": ", ".join(_tex(name.replace(",", " ")) for name in record["topics"]),
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        file.write(f"@online{{{_key(record)},\n{body}\n}}\n\n".encode())
    return count


def write_ris(records: Iterable[Record], file: BinaryIO, portal_title: Titles) -> int:
    """Write an ``ELEC`` reference an article; how many. Raises ExportError without rispy."""
    try:
        import rispy  # type: ignore[import-untyped]
    except ImportError:
        raise ExportError(install_extra("rispy, which RIS needs,", "export")) from None
    count = 0
    for record in records:
        count += 1
        fields: dict[str, Any] = {
            "type_of_reference": "ELEC",
            "id": _key(record),
            "title": _line(record["title"] or record["url"]),
            "authors": [_line(name) for name in record["editors"]],
            "date": (record["published_on"] or "").replace("-", "/"),
            "year": (record["published_on"] or supplied_year(record) or ""),
            "secondary_title": portal_title(record["portal"]),
            "abstract": _line(record["lead"]),
            "keywords": [_line(name) for name in record["topics"]],
            "language": record["language"],
            "urls": [record["url"]],
            "access_date": record["last_seen_at"][:10].replace("-", "/"),
        }
        entry = {name: value for name, value in fields.items() if value}
        file.write(_reference(rispy, entry).encode())
    return count


def _reference(rispy: Any, entry: dict[str, Any]) -> str:
    """One reference; rispy numbers those of a file in lines that RIS does not know."""
    text: str = rispy.dumps([entry], enforce_list_tags=False)
    return text[text.index("TY  - ") :].strip() + "\n\n"


def write_csl(records: Iterable[Record], file: BinaryIO, portal_title: Titles) -> int:
    """Write one JSON array with an item an article, each on its line; how many."""
    count = 0
    file.write(b"[")
    for count, record in enumerate(records, start=1):
        item: dict[str, Any] = {
            "id": _key(record),
            "type": "webpage",
            "title": _line(record["title"] or record["url"]),
            "author": [{"literal": name} for name in record["editors"]],
            "issued": _csl_date(record["published_on"]) or _csl_supplied(record),
            "accessed": _csl_date(record["last_seen_at"]),
            "container-title": portal_title(record["portal"]),
            "abstract": record["lead"],
            "keyword": ", ".join(record["topics"]),
            "language": record["language"],
            "URL": record["url"],
        }
        line = json.dumps(
            {name: value for name, value in item.items() if value}, ensure_ascii=False
        )
        file.write((",\n" if count > 1 else "\n").encode() + line.encode())
    file.write(b"\n]\n")
    return count


def supplied_year(record: Record) -> str | None:
    """The year of an article that states none, as cataloguers supply it: ``[2016]``, ``[2016?]``.

    ISBD (4.4) and RDA (1.9.2): square brackets for what is not on the page, a question mark for
    what is likely. None where nothing tells, or the page states a day.
    """
    if record["published_on"] or not record["published_estimate"]:
        return None
    first, last = record["published_earliest"] or "", record["published_latest"] or ""
    if first[:4] == last[:4]:
        return f"[{last[:4]}]"
    return f"[{record['published_estimate'][:4]}?]"


def _edtf_date(record: Record) -> str:
    """A day, or EDTF of the interval, which biblatex reads as it is: ``2016-02-11/2016-02-26``."""
    first, last = record["published_earliest"], record["published_latest"]
    if record["published_on"] or not (first and last):
        return record["published_on"] or ""
    return first if first == last else f"{first}/{last}"


def _csl_supplied(record: Record) -> dict[str, Any] | None:
    year = supplied_year(record)
    return {"literal": year} if year else None


def _key(record: Record) -> str:
    """What papers cite: never another article's, for ids are not given twice."""
    return f"{record['portal'] or 'article'}-{record['id']}"


def _line(text: str | None) -> str:
    return _BLANKS.sub(" ", text or "").strip()


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _url(url: str) -> str:
    """Braces and backslashes are no part of a URL; percent-encoded they mean the same."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _csl_date(moment: str | None) -> dict[str, Any] | None:
    if not moment:
        return None
    return {"date-parts": [[int(part) for part in moment[:10].split("-")]]}
