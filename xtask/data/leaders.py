#!/usr/bin/env python3
"""Makes knowledge/leaders-derived.tsv: people in office, from two open lists.

    python3 xtask/data/leaders.py SOURCES crates/detente-data/knowledge

SOURCES is a folder with
  factbook-leaders.tsv          fips, role, title_and_name, in_office_since, first_seen, last_seen: every chief of state and
                                head of government that factbook/factbook.json (CC0) ever listed, 2014 to 2026
  Phoenix.Countries.actors.txt  openeventdata/petrarch2 @676801c (MIT), actors with dates to January 2014

Neither says all: the first knows no end of an office (the successor's start or the last day seen stands for it), the
second mostly no office. What leaders.tsv says by hand goes before both.
"""

import re
import sys
import tomllib
from datetime import date, datetime
from pathlib import Path

# The lists' own codes (FIPS 10-4) where they differ from what the names give.
FIPS = {
    "af": "AFG", "al": "ALB", "ag": "DZA", "an": "AND", "ao": "AGO", "ac": "ATG", "ar": "ARG", "am": "ARM", "as": "AUS", "au": "AUT",
    "aj": "AZE", "bf": "BHS", "ba": "BHR", "bg": "BGD", "bb": "BRB", "bo": "BLR", "be": "BEL", "bh": "BLZ", "bn": "BEN", "bt": "BTN",
    "bl": "BOL", "bk": "BIH", "bc": "BWA", "br": "BRA", "bx": "BRN", "bu": "BGR", "uv": "BFA", "bm": "MMR", "by": "BDI", "cv": "CPV",
    "cb": "KHM", "cm": "CMR", "ca": "CAN", "ct": "CAF", "cd": "TCD", "ci": "CHL", "ch": "CHN", "co": "COL", "cn": "COM", "cf": "COG",
    "cg": "COD", "cs": "CRI", "iv": "CIV", "hr": "HRV", "cu": "CUB", "cy": "CYP", "ez": "CZE", "da": "DNK", "dj": "DJI", "do": "DMA",
    "dr": "DOM", "ec": "ECU", "eg": "EGY", "es": "SLV", "ek": "GNQ", "er": "ERI", "en": "EST", "wz": "SWZ", "et": "ETH", "fj": "FJI",
    "fi": "FIN", "fr": "FRA", "gb": "GAB", "ga": "GMB", "gg": "GEO", "gm": "DEU", "gh": "GHA", "gr": "GRC", "gj": "GRD", "gt": "GTM",
    "gv": "GIN", "pu": "GNB", "gy": "GUY", "ha": "HTI", "ho": "HND", "hk": "HKG", "hu": "HUN", "ic": "ISL", "in": "IND", "id": "IDN",
    "ir": "IRN", "iz": "IRQ", "ei": "IRL", "is": "ISR", "it": "ITA", "jm": "JAM", "ja": "JPN", "jo": "JOR", "kz": "KAZ", "ke": "KEN",
    "kr": "KIR", "kn": "PRK", "ks": "KOR", "kv": "XKX", "ku": "KWT", "kg": "KGZ", "la": "LAO", "lg": "LVA", "le": "LBN", "lt": "LSO",
    "li": "LBR", "ly": "LBY", "ls": "LIE", "lh": "LTU", "lu": "LUX", "mk": "MKD", "ma": "MDG", "mi": "MWI", "my": "MYS", "mv": "MDV",
    "ml": "MLI", "mt": "MLT", "rm": "MHL", "mr": "MRT", "mp": "MUS", "mx": "MEX", "fm": "FSM", "md": "MDA", "mn": "MCO", "mg": "MNG",
    "mj": "MNE", "mo": "MAR", "mz": "MOZ", "wa": "NAM", "nr": "NRU", "np": "NPL", "nl": "NLD", "nz": "NZL", "nu": "NIC", "ng": "NER",
    "ni": "NGA", "no": "NOR", "mu": "OMN", "pk": "PAK", "ps": "PLW", "pm": "PAN", "pp": "PNG", "pa": "PRY", "pe": "PER", "rp": "PHL",
    "pl": "POL", "po": "PRT", "qa": "QAT", "ro": "ROU", "rs": "RUS", "rw": "RWA", "sc": "KNA", "st": "LCA", "vc": "VCT", "ws": "WSM",
    "sm": "SMR", "tp": "STP", "sa": "SAU", "sg": "SEN", "ri": "SRB", "se": "SYC", "sl": "SLE", "sn": "SGP", "lo": "SVK", "si": "SVN",
    "bp": "SLB", "so": "SOM", "sf": "ZAF", "od": "SSD", "sp": "ESP", "ce": "LKA", "su": "SDN", "ns": "SUR", "sw": "SWE", "sz": "CHE",
    "sy": "SYR", "tw": "TWN", "ti": "TJK", "tz": "TZA", "th": "THA", "tt": "TLS", "to": "TGO", "tn": "TON", "td": "TTO", "ts": "TUN",
    "tu": "TUR", "tx": "TKM", "tv": "TUV", "ug": "UGA", "up": "UKR", "ae": "ARE", "uk": "GBR", "us": "USA", "uy": "URY", "uz": "UZB",
    "nh": "VUT", "vt": "VAT", "ve": "VEN", "vm": "VNM", "ym": "YEM", "za": "ZMB", "zi": "ZWE", "eu": "",
}
TITLE_WORDS = set(
    "president vice prime minister ministers premiers first second third deputy executive king queen prince princess sultan amir emir crown premier "
    "chancellor acting interim caretaker transition transitional supreme leader chairman chairperson general gen lt maj col brig adm dr "
    "sheikh grand duke duchess pope captain captains regent co-prince governor chief federal of the and for foreign affairs defense "
    "state council confederation republic presidency taoiseach emperor co-president co-vice presidents vice-president member members "
    "military authority commander head government general-secretary councilor sir dame ret. ret (ret) (ret.) rear admiral pontiff holiness "
    "highness royal majesty provisional designate paramount swiss finance economy interior justice president's his her".split()
)
MONTHS = "%d %B %Y", "%B %Y", "%Y"
# States whose officials the news names; of the others the heads are enough.
NEWS = set(
    "AFG ARG ARM AZE BGD BIH BLR BOL BRA BDI CAF CHL CHN CIV COD COL CUB CYP DJI DZA ECU EGY ERI ETH FRA GBR DEU GEO GRC GUY "
    "HND HTI IDN IND IRN IRQ ISR JOR JPN KEN KGZ KHM KOR KWT LBN LBR LBY LKA MAR MDA MKD MLI MMR MNE MRT MYS NER NGA NIC NPL "
    "PAK PER PHL POL PRK PRY PSE QAT ROU RUS RWA SAU SDN SRB SSD SOM SYR TCD THA TJK TKM TUN TUR TWN UGA UKR USA UZB VEN VNM "
    "XKX YEM ZWE ARE BHR".split()
)
# Rows of the factbook that are wrong: a head of state whom it listed as head of government for some weeks, or the reverse.
SLIPS = {
    ("si", "head of government", "Prime Minister Natasa PIRC MUSAR"),
    ("ic", "head of government", "Prime Minister Halla TOMASDOTTIR"),
    ("kg", "head of government", "President Adylbek KASYMALIYEV"),
}
END = "2026-05"
PHOENIX_DATE = "2014-01-30"
SECTORS = {"GOV": "GOV", "MIL": "MIL", "COP": "COP", "JUD": "JUD", "LEG": "LEG", "SPY": "SPY", "OPP": "OPP", "REB": "REB"}
SMALL = {"AL", "BIN", "IBN", "DE", "DEL", "DA", "DOS", "VON", "VAN", "DER", "EL", "UL", "AND", "OF", "LA", "E", "I"}


def when(text):
    """An ISO day or month from the list's "3 August 2013"."""
    text = re.sub(r"\s*\(.*", "", text).strip()
    for form, precision in zip(MONTHS, (10, 7, 4)):
        try:
            return datetime.strptime(text, form).date().isoformat()[:precision]
        except ValueError:
            continue
    return ""


def is_title(word):
    return word.strip(".,").lower() in TITLE_WORDS


def quiet(word):
    """A word in capitals as a name is written."""
    if re.fullmatch(r"[IVX]+", word):
        return word
    return "-".join(part.capitalize() if part.isupper() and len(part) > 1 else part for part in word.split("-"))


def split_name(text):
    """Title, name and surname of "President Hasan Fereidun RUHANI"; None where there is no name in capitals."""
    text = re.sub(r"[\"“”].*?[\"“”]", "", text)
    text = re.split(r",? also |\s-\s|\s\(|;", text.strip())[0].replace(",", " ")
    words = text.split()
    loud = [i for i, word in enumerate(words) if re.fullmatch(r"[A-Z'’]+(-[A-Za-z'’]+)*", word) and len(word.strip("'’")) > 1
            and word not in ("II", "III", "IV", "VI", "CEO", "SYR", "JR")]
    if not loud or "represented" in text or "elect" in text or "Commissioner" in text or "Administrator" in text:
        return None
    start = max((i + 1 for i in range(loud[0]) if is_title(words[i])), default=0)
    name = [word for word in words[start:] if word not in ("Jr.", "Jr", "Sr.")]
    surname = " ".join(words[i] for i in loud[:2] if i == loud[0] or i == loud[0] + 1)
    return " ".join(words[:start]), " ".join(map(quiet, name)), " ".join(map(quiet, surname.split()))


def office_of(title, role):
    low = title.lower()
    if re.search(r"vice|deputy|crown prince|first minister", low):
        return "deputy"
    if "minister" in low and "prime" not in low and "chief" not in low:
        return "minister"
    if role == "chief of state":
        # It also names the prime minister there, for information.
        if "prime minister" in low and not re.search(r"president|king|sultan|emir|amir", low):
            return "head-of-government"
        return "head-of-state" if low else "deputy"
    if re.search(r"prime|premier|chancellor|taoiseach|chief|chairman|head of government|president of the government|state minister", low):
        return "head-of-government"
    return "head-of-state" if re.search(r"president|king|sultan|leader|amir|prince", low) else "deputy"


def is_head(title, role):
    """Heads are called by the bare surname and everybody knows who is meant; of others the surname says little."""
    return office_of(title, role).startswith("head")


def spells(events, last_seen):
    """From who took over when, who held the office from when to when."""
    events = sorted(events)
    for i, (begin, person) in enumerate(events):
        if i and events[i - 1][1] == person:
            continue
        end = next((other for other, next_person in events[i + 1 :] if next_person != person), None)
        if end is None:
            end = "" if last_seen[person] >= END else last_seen[person]
        yield person, begin, end


def factbook(path):
    offices, names, last_seen = {}, {}, {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        fips, role, text, since, _, last = line.split("\t")
        if (fips, role, text) in SLIPS:
            continue
        code = FIPS.get(fips)
        split = split_name(text)
        begin = when(since)
        if not code or not split or not begin:
            continue
        title, name, surname = split
        if len(name) > 45 or not 2 <= len(name.split()) <= 5:
            continue
        person = (code, surname.lower(), name[0].lower())
        known = names.setdefault(person, [])
        known += [form for form in (name, surname if is_head(title, role) else name) if form not in known]
        last_seen[person] = max(last_seen.get(person, ""), last)
        offices.setdefault((code, office_of(title, role)), set()).add((begin, person))
    for (code, office), events in sorted(offices.items()):
        if office in ("deputy", "minister"):
            # Several hold such an office at once: each is followed alone.
            alone = [[event for event in events if event[1] == person] for person in sorted({event[1] for event in events})]
        else:
            alone = [events]
        for group in alone:
            for person, begin, end in spells(group, last_seen):
                yield names[person][0], names[person][1:], code, "GOV", office, begin, end


def phoenix_day(text):
    """An ISO day from yymmdd or yyyymmdd."""
    if len(text) == 6:
        text = ("19" if int(text[:2]) > 20 else "20") + text
    try:
        return date(int(text[:4]), max(int(text[4:6]), 1), max(int(text[6:8]), 1)).isoformat()
    except ValueError:
        return ""


def title_case(raw):
    words = [word for word in raw.strip("_ \t").split("_") if word]
    shown = []
    for word in words:
        parts = [part if part in SMALL and len(shown) + len(parts) > 0 else part for parts in [[]] for part in word.split("-")]
        shown.append("-".join(part.lower() if part in SMALL else part.capitalize() for part in parts))
    return " ".join(shown)


TITLES = re.compile(
    r"(^|_)(PRESIDENT|PREMIER|MINISTER|SECRETARY|AMBASSADOR|GENERAL|GEN|COLONEL|KING|QUEEN|SHEIKH|POPE|SENATOR|CHANCELLOR|CHAIRMAN|LEADER|GOVERNOR|MR|MRS)(_|$)"
)


def phoenix(path, states):
    name, aliases = "", []
    for line in path.read_text(encoding="latin-1").splitlines():
        body = line.split("#")[0].rstrip()
        if not body.strip():
            continue
        for code, span in re.findall(r"\[([A-Z]+)\s+([<>0-9-]+)\]", body):
            row = phoenix_row(name, aliases, code, span, states)
            if row:
                yield row
        if line.startswith("+"):
            raw = body[1:].split("[")[0].strip()
            if not TITLES.search(raw) and re.fullmatch(r"[A-Z'_ -]+", raw):
                aliases.append(title_case(raw.replace(" ", "")))
        elif not line[0].isspace():
            raw = body.split("[")[0].strip()
            name = title_case(raw) if re.fullmatch(r"[A-Z][A-Z'_.-]+", raw) else ""
            aliases = []


def phoenix_row(name, aliases, code, span, states):
    state, sector = code[:3], SECTORS.get(code[3:6])
    if len(name.split()) < 2 or state not in states or not sector or len(code) > 9:
        return None
    # It prefixes some people with their title.
    if re.match(r"(The|President|General|Colonel|King|Minister|Ministry|Office|National|United)\b", name):
        return None
    since, _, until = span.lstrip("<>").partition("-")
    begin = "" if span.startswith("<") else phoenix_day(since)
    end = phoenix_day(until) if until else phoenix_day(since) if span.startswith("<") else PHOENIX_DATE
    if not end or end < "1999" or (begin and end < begin):
        return None
    kept = [alias for alias in dict.fromkeys(aliases) if alias != name and (len(alias) > 4 and " " not in alias or len(alias.split()) > 1)]
    return name, kept[:6], state, sector, "official", begin, end


def merged(rows):
    """Spells of a person in the same state and sector as one, unless more than a year lies between them."""
    people = {}
    for name, aliases, *where, begin, end in rows:
        people.setdefault((name, *where), (aliases, []))[1].append((begin, end))
    for (name, *where), (aliases, careers) in people.items():
        spans = []
        for begin, end in sorted(careers):
            if spans and (not begin or int(begin[:4]) <= int(spans[-1][1][:4]) + 1):
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([begin, end])
        for begin, end in spans:
            # Shorter spells are mostly slips of the source.
            if begin and end[:7] <= f"{int(begin[:4]) + 1}{begin[4:7]}":
                continue
            yield name, aliases, *where, begin, end


def main():
    sources, folder = Path(sys.argv[1]), Path(sys.argv[2])
    states = {row["code"] for row in tomllib.loads((folder / "states.toml").read_text(encoding="utf-8"))["state"]}
    rows = list(factbook(sources / "factbook-leaders.tsv"))
    first = len(rows)
    rows += merged(row for row in phoenix(sources / "Phoenix.Countries.actors.txt", states) if row[2] in NEWS)
    head = (
        "# People in office, from two open lists; leaders.tsv goes before it.\n"
        "# Origin: factbook/factbook.json (CC0), chiefs of state and heads of government 2014 to 2026; openeventdata/petrarch2\n"
        "# @676801c (MIT, Copyright (c) 2014 Open Event Data Alliance), officials to January 2014. 2026-11.\n"
        "# Made by xtask/data/leaders.py: do not edit, put corrections into leaders.tsv.\n"
        "# name, aliases, state, sector, office, from, to\n"
    )
    lines = dict.fromkeys("\t".join((n, ";".join(a), c, s, o, b, e)) for n, a, c, s, o, b, e in rows)
    (folder / "leaders-derived.tsv").write_text(head + "".join(line + "\n" for line in lines), encoding="utf-8")
    print(first, "from the factbook,", len(lines), "in all")


if __name__ == "__main__":
    main()
