"""What must hold of every Persian page, read from what is drawn."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.lab import Lab

# Names that Persian prose writes in Latin letters as they are; everything else is an isolate.
NAMES = re.compile("CIFAR-10|ConvNetJS|PNG|CSV|VGG|ResNet|English|img/s|ms")
ISOLATES = "bdi, code, pre, math, kbd, svg, [lang=en], .drawing, template, script, style"


def prose(page: Page) -> list[tuple[str, str]]:
    """Each visible right-to-left text that no isolate holds, and all of the element around it."""
    found = page.evaluate(
        """(isolates) => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const out = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement;
            if (parent.closest(isolates) || !parent.checkVisibility()) continue;
            if (getComputedStyle(parent).direction === "ltr") continue;
            out.push([node.textContent, parent.textContent]);
          }
          return out;
        }""",
        ISOLATES,
    )
    return [(str(text), str(around)) for text, around in found]


def latin_words(page: Page) -> list[str]:
    """Visible right-to-left prose with Latin words that no isolate holds."""
    return [text.strip() for text, _ in prose(page) if re.search("[A-Za-z]", NAMES.sub("", text))]


def raised_apart(page: Page) -> list[str]:
    """Visible right-to-left prose with an exponent or index that left its letter's isolate."""
    return [around for text, around in prose(page) if re.search("[²³¹\u2070-\u209c]", text)]


def persian_digits_in_tiles(lab: Lab) -> list[str]:
    """Numbers of the tiles that are not ASCII in a left-to-right isolate."""
    found = lab.js(
        """() => [...document.querySelectorAll("#tiles dd")].flatMap((cell) => {
          const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          const wrong = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const island = node.parentElement.closest("bdi");
            const ltr = island && getComputedStyle(island).direction === "ltr";
            const text = node.textContent;
            const persian = /[\\u06f0-\\u06f9\\u0660-\\u0669]/.test(text);
            if (persian || (/[0-9]/.test(text) && !ltr)) wrong.push(text);
          }
          return wrong;
        })"""
    )
    return [str(text) for text in found]
