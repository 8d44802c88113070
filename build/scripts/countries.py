"""Writes content/countries.toml: names of states in both languages, by the code that passports use.

Names are those of the Unicode CLDR (through Babel), codes those of ISO 3166-1 (through pycountry), with
the codes that ICAO Doc 9303, part 3, section 5 adds for people without a nationality.

    pip install babel pycountry
    python3 build/scripts/countries.py > content/countries.toml

The codes are also listed in rules/src/country.rs; `cargo test -p rules` holds the two against each other.
"""

import babel
import pycountry

ADDED = {
    "RKS": ("Kosovo", "Kosovo"),
    "XXA": ("Tanpa kewarganegaraan", "Stateless"),
    "XXB": ("Pengungsi (Konvensi 1951)", "Refugee (1951 Convention)"),
    "XXC": ("Pengungsi lain", "Other refugee"),
    "XXX": ("Kewarganegaraan tidak disebut", "Nationality not stated"),
}

indonesian = babel.Locale("id").territories
english = babel.Locale("en").territories
names = {
    country.alpha_3: (indonesian[country.alpha_2], english[country.alpha_2])
    for country in pycountry.countries
}
names.update(ADDED)

print("# Names of states by the code that passports use. Made by build/scripts/countries.py.")
for code, (in_indonesian, in_english) in sorted(names.items()):
    print(f'{code} = {{ id = "{in_indonesian}", en = "{in_english}" }}')
