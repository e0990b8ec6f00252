"""A definition ready to run: card, process, forms and texts, read once per process and shared by all cases."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from engine import bpmn
from engine.errors import DefinitionRefusedError, Finding
from engine.service.answers import Text
from engine.service.bundles import DOCUMENTS, NOTICES
from engine.service.cards import CARD_FILE, ItemCard, read_card
from engine.service.form_sets import FormSet
from engine.service.notice_texts import NoticeTemplate, read_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jsonschema import FormatChecker

    from engine.feel import WorkingCalendar

CACHE_SIZE = 64
NEWEST_SECONDS = 2.0
ITEM_PLACE = "{item}"
"""In form keys of shared diagrams: ``<department>/<item>`` of the case's own bundle."""
_EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class LoadedDefinition:
    """Everything that a case of one version runs on."""

    digest: str
    card: ItemCard
    process: bpmn.Definition
    forms: FormSet
    notices: Mapping[str, NoticeTemplate]
    documents: Mapping[str, Mapping[str, Any]]

    @property
    def item_name(self) -> Text:
        """The item's name in both languages."""
        return Text(zh=self.card.name.zh, en=self.card.name.en)

    def properties(self, element_id: str) -> Mapping[str, str]:
        """The properties of an element; empty for an unknown one."""
        element = self.process.elements.get(element_id)
        return _EMPTY if element is None else element.properties

    def element_name(self, element_id: str) -> Text:
        """What an element is called, in both languages."""
        element = self.process.elements.get(element_id)
        zh = element.name if element is not None and element.name else element_id
        return Text(zh=zh, en=self.properties(element_id).get("nameEn") or zh)

    def form_key(self, key: str | None) -> str | None:
        """A form key of a diagram as the bundle has it."""
        return key and key.replace(ITEM_PLACE, f"{self.card.department}/{self.card.id}")


def load_definition(
    files: Mapping[str, bytes], *, digest: str, formats: FormatChecker, calendar: WorkingCalendar
) -> LoadedDefinition:
    """Read a bundle.

    Raises:
        DefinitionRefusedError: with what is wrong in the first part that cannot be read.
        XmlError: for XML that is refused.
    """
    card = read_card(_card_of(files))
    return LoadedDefinition(
        digest=digest,
        card=card,
        process=bpmn.define(diagrams_of(files), process_id=card.process_id, calendar=calendar),
        forms=FormSet(files, formats),
        notices={
            template.key: template
            for template in (
                read_template(path, content) for path, content in files.items() if path.startswith(NOTICES)
            )
        },
        documents={
            path.removeprefix(DOCUMENTS).removesuffix(".yaml"): yaml.safe_load(content)
            for path, content in files.items()
            if path.startswith(DOCUMENTS)
        },
    )


def diagrams_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The diagrams and decisions of a bundle."""
    return {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn"))}


def _card_of(files: Mapping[str, bytes]) -> bytes:
    if CARD_FILE in files:
        return files[CARD_FILE]
    finding = Finding(
        rule="card-missing",
        element_id=None,
        message="The bundle has no item.yaml. Add the card of the item.",
        message_zh="定义包缺少 item.yaml，请补充事项卡。",
        file=CARD_FILE,
    )
    raise DefinitionRefusedError(name="bundle", findings=[finding])


class DefinitionCache:
    """The definitions in use, by digest; the one that was not used for longest makes room."""

    def __init__(self, load: Callable[[str], LoadedDefinition], current: Callable[[str], str | None]) -> None:
        """``load`` reads one from the database; ``current`` gives the digest of an item's newest version."""
        self._load = load
        self._current = current
        self._names: dict[str, Text] = {}
        self._newest: dict[str, tuple[float, str | None]] = {}
        self._entries: OrderedDict[str, LoadedDefinition] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> LoadedDefinition:
        """The definition with this digest.

        Raises:
            NotFoundError: where the database has none.
        """
        with self._lock:
            found = self._entries.get(digest)
            if found is not None:
                self._entries.move_to_end(digest)
                return found
        loaded = self._load(digest)
        with self._lock:
            self._entries[digest] = loaded
            while len(self._entries) > CACHE_SIZE:
                self._entries.popitem(last=False)
        return loaded

    def newest(self, item_id: str) -> LoadedDefinition | None:
        """The version that new cases of an item follow, as it was a moment ago; None where there is none.

        A deployment by another process is seen after ``NEWEST_SECONDS`` at the latest, one of this process at once.
        """
        now = time.monotonic()
        known = self._newest.get(item_id)
        if known is None or known[0] < now:
            known = (now + NEWEST_SECONDS, self._current(item_id))
            self._newest[item_id] = known
        return None if known[1] is None else self.get(known[1])

    def item_name(self, item_id: str) -> Text:
        """An item by name, of any version in use; its id where none is."""
        found = self._names.get(item_id)
        if found is None:
            digest = self._current(item_id)
            found = Text(zh=item_id, en=item_id) if digest is None else self.get(digest).item_name
            if digest is not None:
                self._names[item_id] = found
        return found

    def clear(self) -> None:
        """Forget all, as after a deployment."""
        with self._lock:
            self._entries.clear()
            self._names.clear()
            self._newest.clear()
