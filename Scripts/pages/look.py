"""Checks pages in headless Chromium, and pictures them: python3 look.py PAGE... DIRECTORY

Each page gets a picture in light and dark, as wide as a desk's screen and as a phone's, and a PDF of what
would be printed. What can be told of them without looking is: each complaint is a line, and the exit
status is 1 if there are any.
"""

import itertools
import os
import re
import struct
import sys
import zlib

import chromium

WIDTHS = (1100, 400)
SCHEMES = ("light", "dark")
# What is left of A4 between Chromium's margins, in CSS pixels.
PAPER = 718
# Of 2,000 rows and all the rest.
MOST_PAPERS = 20

with open(os.path.join(os.path.dirname(__file__), "checks.js"), encoding="utf-8") as file:
    CHECKS = file.read().strip()


def check(browser, page, directory):
    """Pictures a page, and returns what is wrong with it."""
    complaints = []
    name = os.path.splitext(os.path.basename(page))[0]
    for scheme, width in itertools.product(SCHEMES, WIDTHS):
        label = f"{name}-{scheme}-{width}"
        browser.look(width, scheme=scheme)
        found = browser.open(page) + browser.evaluate(CHECKS)
        picture = browser.screenshot()
        if is_blank(picture):
            found.append("is blank")
        save(directory, f"{label}.png", picture)
        complaints += [f"{label}: {text}" for text in found]
    browser.look(PAPER, media="print", scheme="dark")
    found = browser.open(page) + browser.evaluate(CHECKS)
    if browser.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)":
        found.append("prints the paper in a colour")
    document = browser.pdf()
    papers = len(re.findall(rb"/Type\s*/Page\b", document))
    if not 1 <= papers <= MOST_PAPERS:
        found.append(f"takes {papers} sheets of paper")
    save(directory, f"{name}.pdf", document)
    return complaints + [f"{name}.pdf: {text}" for text in found]


def is_blank(picture):
    """Whether a PNG (without palette) has next to nothing in it."""
    data, place = b"", 8
    while place < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, place)
        if kind == b"IDAT":
            data += picture[place + 8:place + 8 + length]
        place += length + 12
    return len(set(zlib.decompress(data))) < 32


def save(directory, name, data):
    with open(os.path.join(directory, name), "wb") as file:
        file.write(data)


def main():
    *pages, directory = sys.argv[1:]
    program = chromium.find()
    if not program:
        sys.exit("look.py: there is no Chromium")
    os.makedirs(directory, exist_ok=True)
    with chromium.Chromium(program) as browser:
        complaints = [text for page in pages for text in check(browser, page, directory)]
    for text in complaints:
        print(text)
    sys.exit(1 if complaints else 0)


main()
