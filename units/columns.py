"""Which column of a file is which column of the schema."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..common.errors import UsageError
from ..readers.findings import Findings
from ..readers.headers import ORIGIN_COLUMNS, Known, plain
from .schema import COLUMNS

POSITION = "position"
"""Both coordinates in one cell; not a column of the schema but a way to write lat and lon."""

# Usual spellings, best first. English, Polish, Russian, Belarusian, Ukrainian, Lithuanian,
# Latvian, German.
SPELLINGS: dict[str, str] = {
    "id": "uid, unit id, unit_id, identyfikator, ид, kennung, code, uuid",
    "name": "designation, unit, unit name, unit_name, title, nazwa, jednostka, название,"
    " наименование, назва, найменне, найменування, часть, подразделение, pavadinimas, nosaukums,"
    " bezeichnung, verband, name:en, name_en, label, name of unit, name of the unit, military unit,"
    " unit designation, formation, nazwa jednostki, nazwa jednostki wojskowej, jednostka wojskowa,"
    " nazwa oddziału, nazwa obiektu, название части, наименование части, название воинской части,"
    " наименование воинской части, воинская часть, войсковая часть, в/ч, название подразделения,"
    " наименование объекта, назва часткі, назва часці, найменне часці, вайсковая часць,"
    " назва частини, найменування частини, назва військової частини, військова частина,"
    " dalinio pavadinimas, vieneto pavadinimas, dalinys, vienības nosaukums, vienība,"
    " name der einheit, einheit, truppenteil",
    "name_local": "local name, native name, nazwa lokalna, nazwa oryginalna, name local,"
    " название местное, official name, official_name",
    "country": "iso3, iso_a3, nation, state, kraj, państwo, страна, государство, краіна, країна,"
    " šalis, valsts, land, staat, adm0_a3, valstybė, nazwa państwa, страна принадлежности",
    "kind": "type, category, typ, rodzaj obiektu, тип, вид, тып, tipas, tips, art, unit type,"
    " unit_type, class, rodzaj jednostki, typ jednostki, typ obiektu, тип объекта, тип части",
    "branch": "service, arm, branch of service, rodzaj wojsk, rodzaj, род войск, вид войск,"
    " род войскаў, рід військ, truppengattung, teilstreitkraft",
    "echelon": "size, szczebel, poziom, эшелон, уровень, ўзровень, рівень, ebene",
    "parent": "parent unit, superior, higher formation, higher, subordination, subordinate to,"
    " podległość, nadrzędna, подчинение, підпорядкування, вышестоящая, parent_unit",
    "level": "unit level, level of command",
    "unit_state": "unit state, state of unit, stan jednostki, состояние части",
    "vd_class": "vienna document paragraph, vd class",
    "sidc": "symbol, symbol code, app6, app-6, app6d, milsymbol, symbolcode, symbol_code",
    "settlement": "place, location, town, city, garrison, locality, miejscowość, miasto, garnizon,"
    " место, город, гарнизон, населённый пункт, горад, гарнізон, місто, населений пункт, vieta,"
    " ort, standort, dislokacja, дислокация, miejsce stacjonowania, miejsce postoju,"
    " miejsce dyslokacji, место дислокации, пункт дислокации, пункт постоянной дислокации, ппд,"
    " месца дыслакацыі, дыслакацыя, місце дислокації, пункт дислокації, dislokacijos vieta,"
    " vietovė, dislokācijas vieta, stationierungsort, peacetime location,"
    " normal peacetime location",
    "located_in": "located in, stands in, host country, host_country, host state, host, na terenie,"
    " страна размещения, дислоцирована в, краіна размяшчэння, країна розташування, aufnahmestaat",
    "lat": "latitude, lat_dd, lat dd, lat (n), lat n, lat_wgs84, szerokość, szerokość geograficzna,"
    " szer, szer geogr, широта, шырата, platuma, platums, breite, breitengrad, geo_lat,"
    " szerokość (n), szerokość n, szer. geogr. n, широта (с. ш.), широта с. ш., широта n",
    "lon": "lng, long, longitude, lon_dd, lon dd, lon (e), lon e, lon_wgs84, long_, długość,"
    " długość geograficzna, dług, dł, dl geogr, долгота, даўгата, довгота, ilguma, garums, länge,"
    " laenge, längengrad, geo_lon, długość (e), długość e,"
    " dł. geogr. e, долгота (в. д.), долгота в. д., долгота e",
    "position_accuracy_m": "accuracy_m, accuracy (m), position accuracy (m), accuracy m,"
    " position accuracy, accuracy, uncertainty_m, uncertainty (m), dokładność (m), dokładność,"
    " точность (м), точность, дакладнасць, точність, genauigkeit (m), genauigkeit, radius_m",
    "personnel": "strength, people, men, troops, personel, stan osobowy, żołnierze, personnel"
    " strength, личный состав, численность, асабовы склад, особовий склад, personal, stärke",
    "tanks": "battle tanks, mbt, tank, czołgi, танки, panzer",
    "acv": "armoured combat vehicles, armored combat vehicles, afv, bwp/kto, бронемашины, ббм",
    "artillery": "guns, artillery pieces, artyleria, артиллерия, артылерыя, артилерія, artillerie",
    "valid_from": "from, start, since, start date, start_date, od, ważne od, с, от, дата начала,"
    " von, gültig ab, begin",
    "valid_to": "to, until, end, end date, end_date, do, ważne do, по, до, дата окончания, bis,"
    " gültig bis",
    "evidence": "certainty, podstawa",
    "source_title": "source, źródło, источник, крыніца, джерело, šaltinis, avots, quelle,"
    " source title, reference",
    "source_url": "url, link, source url, source link, adres źródła, ссылка, спасылка, посилання,"
    " website",
    "source_date": "date of source, date, as of, stan na dzień, data źródła, дата источника, дата,"
    " stand",
    "source_2_title": "second source, source 2, drugie źródło, второй источник",
    "source_2_url": "second source url, source 2 url, url 2",
    "source_2_date": "second source date, source 2 date",
    "accessed": "date accessed, access date, retrieved",
    "notes": "note, remarks, comment, comments, description, uwagi, opis, примечание, примечания,"
    " заметки, заўвагі, примітки, pastabos, piezīmes, bemerkung, bemerkungen, desc, cmt",
    POSITION: "coordinates, coordinate, coords, coord, lat/lon, latlon, lat lon, lat_lon, mgrs,"
    " grid, grid reference, utm, współrzędne, koordynaty, pozycja, координаты, каардынаты,"
    " koordinatės, koordinātas, koordinaten, pozycja gps, gps",
}
KNOWN_LISTS: dict[frozenset[str], dict[str, str]] = {
    # H. Schlottman's and S. Huwiler's uawardata: units_all.csv, units_current.csv.
    frozenset({"unit", "unitnumber", "strength_in_btg_number", "subordinate_to"}): {
        "name": "unit", "parent": "subordinate_to", "echelon": "strength", "branch": "type",
        "sidc": "icon15", "source_url": "sources_url", "source_date": "sources_date",
        "country": "country", "notes": "notes", "lat": "lat", "lon": "lng",
    },
}  # fmt: skip
"""Lists whose headers mean something else than usual: known by some, mapped by all."""


LONGEST_HEADER = 100
_KNOWN: dict[str, tuple[str, int]] = {}
for _column, _words in SPELLINGS.items():
    for _rank, _word in enumerate(_words.split(",")):
        _KNOWN.setdefault(plain(_word), (_column, _rank + 2))
for _column in (*COLUMNS, POSITION):
    _KNOWN[plain(_column)] = (_column, 1)


def known_headers() -> dict[str, tuple[str, int]]:
    """Return every spelling of a header, in the form of `plain`, with its column and its rank."""
    return dict(_KNOWN)


def parse_column_map(text: str) -> dict[str, str]:
    """Return a column map from its written form.

    Parameters
    ----------
    text : str
        ``name=Designation,lat=Y``: column of the schema, then the file's own header.

    Raises
    ------
    UsageError
        If a part has no ``=``, or a column is mapped twice.

    Examples
    --------
    >>> parse_column_map("name=Designation, lat=Y")
    {'name': 'Designation', 'lat': 'Y'}
    """
    mapping: dict[str, str] = {}
    for part in text.split(","):
        column, sign, header = (piece.strip() for piece in part.partition("="))
        if not sign or not column or not header:
            raise UsageError(f"{part.strip()!r} maps nothing; write COLUMN=HEADER,COLUMN=HEADER")
        if column in mapping:
            raise UsageError(f"{column!r} is mapped twice; give it once")
        mapping[column] = header
    return mapping


is_known: Final = Known(frozenset(_KNOWN), longest=LONGEST_HEADER)
"""Tells whether a header is one of the usual spellings of a schema column."""


def _known_list(headers: Sequence[str]) -> dict[str, str]:
    for signs, mapping in KNOWN_LISTS.items():
        if signs <= set(headers):
            return {column: header for column, header in mapping.items() if header in headers}
    return {}


def recognise(
    headers: Sequence[str],
    findings: Findings,
    *,
    column_map: Mapping[str, str] | None = None,
    header_row: int | None = 1,
) -> dict[str, str]:
    """Return which header of a file stands for which column of the schema.

    Parameters
    ----------
    headers : sequence of str
        The file's own column names, each once.
    findings : Findings
        Takes what is missing or can be read two ways.
    column_map : mapping of str to str, optional
        Column of the schema (or ``position``) to the file's own name; goes before every guess.
    header_row : int or None, optional
        Where the headers stand in the file.

    Returns
    -------
    dict of str to str
        Schema column (or ``position``) to header. Headers that stand for nothing are not in it.

    Raises
    ------
    UsageError
        If ``column_map`` names a column that the schema does not have.
    """
    chosen: dict[str, str] = {}
    for column, header in {**_known_list(headers), **(column_map or {})}.items():
        if column not in COLUMNS and column != POSITION:
            raise UsageError(
                f"{column!r} is no column of a unit list; there are {', '.join(COLUMNS)}"
                f" and {POSITION}"
            )
        if header not in headers:
            listed = ", ".join(repr(name) for name in headers[:40])
            findings.fault(
                header_row, column, f"there is no column {header!r}", f"the file has {listed}"
            )
            continue
        chosen[column] = header
    taken = set(chosen.values())
    candidates: dict[str, list[tuple[int, int, str]]] = {}
    for place, header in enumerate(headers):
        if header in taken or header in ORIGIN_COLUMNS or plain(header) not in _KNOWN:
            continue
        column, rank = _KNOWN[plain(header)]
        candidates.setdefault(column, []).append((0 if header == column else rank, place, header))
    _take_best(candidates, chosen, findings, header_row)
    if POSITION in chosen and "lat" in chosen and "lon" in chosen:
        findings.doubt(
            header_row, chosen[POSITION], "is kept as it is: positions are taken from lat and lon"
        )
        del chosen[POSITION]
    return chosen


def _take_best(
    candidates: dict[str, list[tuple[int, int, str]]],
    chosen: dict[str, str],
    findings: Findings,
    header_row: int | None,
) -> None:
    """Add to ``chosen`` the best header for each column; the others are told."""
    for column, found in candidates.items():
        if column in chosen:
            continue
        best, *others = sorted(found)
        if others and column in {"lat", "lon", POSITION} and best[0] > 1:
            findings.fault(
                header_row, column, f"both {best[2]!r} and {others[0][2]!r} can be it",
                f"say which with {column}=NAME in --columns (column_map)",
            )  # fmt: skip
        chosen[column] = best[2]
        for _rank, _place, header in others:
            findings.doubt(
                header_row,
                header,
                f"could be {column} too; {best[2]!r} is taken and this kept as it is",
            )
