"""One small registry, used for layers, losses, rules, data sets and demos."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import ClassVar, TypeVar

Text = tuple[str, str]  # (English, Persian)


class Entry:
    """Something a registry can hold; `add` fills in both names."""

    key: ClassVar[str]
    label: ClassVar[Text]


E = TypeVar("E", bound=Entry)


class Registry(Mapping[str, type[E]]):
    """Names to classes, in the order of registration.

    `@RULES.add("adam", label=(...))` registers a class; importing the package
    with `load` finds every module in it, so no list of names is kept by hand.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, type[E]] = {}

    def add(self, key: str, *, label: Text) -> Callable[[type[E]], type[E]]:
        """Register a class under `key`; raises ValueError when the key is taken."""

        def register(cls: type[E]) -> type[E]:
            if key in self._entries:
                raise ValueError(f"expected a new {self.kind} key, got {key!r} a second time")
            cls.key, cls.label = key, label
            self._entries[key] = cls
            return cls

        return register

    def load(self, package: ModuleType) -> None:
        """Import every module of `package`, so that its entries register themselves."""
        for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
            importlib.import_module(f"{package.__name__}.{module}")

    def __getitem__(self, key: str) -> type[E]:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"Registry({self.kind!r}: {', '.join(self)})"
