"""The inverted index: which articles have a fingerprint, and which fingerprints mean nothing.

A fingerprint is boilerplate when it stands under more than ``HEADLINES`` different headlines, or in
more than ``ARTICLES`` articles (*frequent*). Copies of one release keep their headline, mostly; the
same programme description stands under a new one in every call. Only these have a row in
``story_boilerplate``; what is frequent is not looked up, so the work an article makes is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from typing import NamedTuple

HEADLINES = 5
ARTICLES = 60
ENOUGH = 0.05
"""Part of the fingerprints of the shorter text that the other one has if it tells the same.

Two long texts of one field have a few words in a row in common by chance; a copy of half a text
has four times as many of its fingerprints at least.
"""
NEARLY_ALL = 0.7
"""Part of the fingerprints of both that two texts share of which one copies the other whole."""

_LISTED = "(SELECT value FROM json_each(?))"
_SHARED = f"""
    SELECT hash, json_group_array(article_id) FROM story_fingerprints
    WHERE hash IN {_LISTED} GROUP BY hash HAVING count(*) > 1
"""  # noqa: S608
_HOLDERS = f"SELECT DISTINCT article_id FROM story_fingerprints WHERE hash IN {_LISTED}"  # noqa: S608
_SIGNATURES = (
    f"SELECT article_id, heading, fingerprints FROM story_signatures WHERE article_id IN {_LISTED}"  # noqa: S608
)
_SIZES = (
    "SELECT article_id, length(fingerprints) / 8 FROM story_signatures "  # noqa: S608
    f"WHERE article_id IN {_LISTED}"
)
_BOILERPLATE = f"SELECT hash, frequent FROM story_boilerplate WHERE hash IN {_LISTED}"  # noqa: S608
_COUNTS = """
    SELECT k.value, (
        SELECT count(*) FROM (SELECT 1 FROM story_fingerprints WHERE hash = k.value LIMIT ?)
    ) FROM json_each(?) AS k
"""
_HEADLINES = f"""
    SELECT f.hash, count(DISTINCT s.heading) FROM story_fingerprints AS f
    JOIN story_signatures AS s ON s.article_id = f.article_id
    WHERE f.hash IN {_LISTED} GROUP BY f.hash
"""  # noqa: S608


class Fingerprinted(NamedTuple):
    """What the index has of an article: the number of its headline, and its fingerprints."""

    heading: int
    keys: frozenset[int]


class FingerprintIndex:
    """The index as a batch of articles needs it: each row is read once, for all of them.

    Nobody else may write fingerprints while it is in use.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._signatures: dict[int, Fingerprinted | None] = {}
        self._read: set[int] = set()
        """Fingerprints of which the following is known."""
        self._boilerplate: dict[int, bool] = {}
        """Those that are boilerplate, and whether they are frequent."""
        self._holders: dict[int, list[int]] = {}
        """Those that several articles have, and which, but for frequent ones."""

    def signature(self, article_id: int) -> Fingerprinted | None:
        """The number of the headline and the fingerprints of an article, as stored."""
        self._read_signatures([article_id])
        return self._signatures[article_id]

    def boilerplate(self, ids: Collection[int]) -> frozenset[int]:
        """What is boilerplate among the fingerprints of articles."""
        keys = self._keys_of(ids)
        unread = self._db.execute(_BOILERPLATE, (_listed(keys - self._read),))
        return frozenset(keys & self._boilerplate.keys()).union(key for key, _ in unread)

    # -- Who shares what ---------------------------------------------------------------------------

    def candidates(self, url_keys: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
        """The other articles that share enough evidence, nearly all fingerprints, or an address.

        For each of those in ``url_keys``, which has the fingerprints that stand for its addresses.
        The same from either side.
        """
        self._read_keys(self._keys_of(url_keys).union(*url_keys.values()))
        shared = {article_id: self._shared(article_id) for article_id in url_keys}
        sizes = self._sizes(shared.keys() | {other for found in shared.values() for other in found})
        found: dict[int, set[int]] = {}
        for article_id, certain in url_keys.items():
            size = sizes.get(article_id, 0)
            found[article_id] = {
                other
                for other, (alike, evidence) in shared[article_id].items()
                if other in sizes
                and (
                    evidence >= max(1, ENOUGH * min(sizes[other], size))
                    or alike >= NEARLY_ALL * max(sizes[other], size)
                )
            }
            for key in certain:
                if key not in self._boilerplate:
                    found[article_id] |= {*self._holders.get(key, ())} - {article_id}
        return found

    def _shared(self, article_id: int) -> dict[int, tuple[int, int]]:
        """How many fingerprints others have in common with an article, and how many are evidence.

        Those with little in common are left out.
        """
        alike: Counter[int] = Counter()
        evidence: Counter[int] = Counter()
        keys = self._keys_of([article_id])
        for key in keys & self._holders.keys():  # most texts are alone with most of theirs
            alike.update(self._holders[key])
            if key not in self._boilerplate:
                evidence.update(self._holders[key])
        return {
            other: (number, evidence[other])
            for other, number in alike.items()
            if other != article_id and (evidence[other] or number >= NEARLY_ALL * len(keys))
        }

    # -- Writing -----------------------------------------------------------------------------------

    def replace(self, signatures: Mapping[int, Fingerprinted | None]) -> set[int]:
        """Replace the fingerprints of articles; None: the article is gone.

        Once for a batch, before anything else is asked. Returns the articles whose fingerprints
        became boilerplate by that, or evidence again.
        """
        self._read_signatures(signatures)
        news = {one: new for one, new in signatures.items() if new != self._signatures[one]}
        added: list[tuple[int, int]] = []
        dropped: list[tuple[int, int]] = []
        touched: set[int] = set()
        for article_id, new in news.items():
            old = self._signatures[article_id]
            before, after = (one.keys if one else frozenset[int]() for one in (old, new))
            added += [(key, article_id) for key in after - before]
            dropped += [(key, article_id) for key in before - after]
            is_same_heading = old is not None and new is not None and old.heading == new.heading
            touched |= before ^ after if is_same_heading else before | after
        self._write(news, added, dropped)
        self._read_keys(touched)
        return self._recount(touched)

    def _write(
        self,
        signatures: Mapping[int, Fingerprinted | None],
        added: list[tuple[int, int]],
        dropped: list[tuple[int, int]],
    ) -> None:
        self._db.executemany(
            "DELETE FROM story_fingerprints WHERE hash = ? AND article_id = ?", sorted(dropped)
        )
        self._db.executemany(
            "INSERT INTO story_fingerprints (hash, article_id) VALUES (?, ?)", sorted(added)
        )
        self._db.executemany(
            "DELETE FROM story_signatures WHERE article_id = ?",
            [(article_id,) for article_id, new in signatures.items() if new is None],
        )
        self._db.executemany(
            "INSERT INTO story_signatures (article_id, heading, fingerprints) VALUES (?, ?, ?) "
            "ON CONFLICT (article_id) DO UPDATE SET "
            "heading = excluded.heading, fingerprints = excluded.fingerprints",
            [
                (article_id, new.heading, array("q", sorted(new.keys)).tobytes())
                for article_id, new in signatures.items()
                if new is not None
            ],
        )
        self._signatures.update(signatures)

    def _recount(self, keys: Set[int]) -> set[int]:
        """Set right what is boilerplate among ``keys``; the articles for which that changed."""
        known = {key: self._boilerplate[key] for key in keys & self._boilerplate.keys()}
        counts = dict.fromkeys(known, 0)
        counts |= {key: len(self._holders[key]) for key in keys & self._holders.keys()}
        frequent = [key for key, is_frequent in known.items() if is_frequent]
        counts |= dict(self._db.execute(_COUNTS, (ARTICLES + 1, _listed(frequent))))
        doubtful = [
            key
            for key, count in counts.items()
            if count <= ARTICLES and (count > HEADLINES or key in known)
        ]
        headlines = dict(self._db.execute(_HEADLINES, (_listed(doubtful),)))
        now = {key: True for key, count in counts.items() if count > ARTICLES}
        now |= {key: False for key in doubtful if headlines.get(key, 0) > HEADLINES}
        changed = {key for key in counts if now.get(key) is not known.get(key)}
        self._db.executemany(
            "DELETE FROM story_boilerplate WHERE hash = ?", [(key,) for key in changed]
        )
        self._db.executemany(
            "INSERT INTO story_boilerplate (hash, frequent) VALUES (?, ?)",
            [(key, now[key]) for key in changed if key in now],
        )
        self._read -= changed
        for key in changed:
            self._boilerplate.pop(key, None)
            self._holders.pop(key, None)
        return {row[0] for row in self._db.execute(_HOLDERS, (_listed(changed),))}

    # -- Reading -----------------------------------------------------------------------------------

    def _keys_of(self, ids: Collection[int]) -> frozenset[int]:
        self._read_signatures(ids)
        found = (self._signatures[article_id] for article_id in ids)
        return frozenset[int]().union(*(one.keys for one in found if one))

    def _read_signatures(self, ids: Iterable[int]) -> None:
        missing = [article_id for article_id in ids if article_id not in self._signatures]
        if not missing:
            return
        self._signatures.update(dict.fromkeys(missing))
        for article_id, heading, stored in self._db.execute(_SIGNATURES, (_listed(missing),)):
            keys = array("q")
            keys.frombytes(stored)
            self._signatures[article_id] = Fingerprinted(heading, frozenset(keys))

    def _sizes(self, ids: Collection[int]) -> dict[int, int]:
        """How many fingerprints articles have."""
        return dict(self._db.execute(_SIZES, (_listed(ids),)))

    def _read_keys(self, keys: Set[int]) -> None:
        """Read what is boilerplate among fingerprints, and who shares which."""
        missing = keys - self._read
        self._read |= missing
        found = {
            key: bool(frequent)
            for key, frequent in self._db.execute(_BOILERPLATE, (_listed(missing),))
        }
        self._boilerplate |= found
        rare = missing - {key for key, is_frequent in found.items() if is_frequent}
        for key, holders in self._db.execute(_SHARED, (_listed(rare),)):
            self._holders[key] = json.loads(holders)


def stored_signature(db: sqlite3.Connection, article_id: int) -> Fingerprinted | None:
    """The number of the headline and the fingerprints of an article, as stored."""
    return FingerprintIndex(db).signature(article_id)


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))
