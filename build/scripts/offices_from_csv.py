"""Writes content/offices.toml out of the table of immigration offices that was collected by hand.

    python3 build/scripts/offices_from_csv.py PATH/offices.csv > content/offices.toml

The columns: office, class, city, province, how the city was found (L = a list, N = inferred), another class
that was seen or a note, address, contact. Addresses are kept: a reader can hold them against a map. Contacts
are not: they are years old, and a number that has passed on to a stranger does harm.
"""

import csv
import sys

HEADER = """\
# Immigration offices by province, for the block {offices}. Made by build/scripts/offices_from_csv.py: change
# the table it reads and run it again. Nothing here is from a current official list; all of it is unverified.
#
# class:          as one list of 2021-2022 has it; absent where none was found.
# class_conflict: the class that another, mostly newer list gives.
# city_inferred:  the city follows from the office's name; no list states it.
# address:        from a secondary list, undated.

sources = ["kantor-daftar-gabungan", "kantor-baru-2026"]
read = "2026-11-21"

office = ["""

# Cities that hold a remark, and the same in both languages.
REMARKS = {
    "Surakarta (office in Kab. Karanganyar)": (
        "Kab. Karanganyar",
        "Melayani Surakarta.",
        "Serves Surakarta.",
    ),
    "Kab. Sidoarjo (serves Surabaya)": ("Kab. Sidoarjo", "Melayani Surabaya.", "Serves Surabaya."),
    "Kota Banjarbaru (serves Banjarmasin)": (
        "Kota Banjarbaru",
        "Melayani Banjarmasin.",
        "Serves Banjarmasin.",
    ),
}
NOTES = {
    "new office, Jan 2026": ("Kantor baru, Januari 2026.", "New office, January 2026."),
    "not in list A; site bontang.imigrasi.go.id": (
        "Situsnya bontang.imigrasi.go.id.",
        "Its site is bontang.imigrasi.go.id.",
    ),
}


def other_class(note):
    """The class that another source gives, out of a note such as `B: II TPI`.

    A mock-up of an office's site is no source, and a class without its TPI part contradicts nothing.
    """
    source, found, value = note.partition(": ")
    is_class = found and value.endswith("TPI") and "mock-up" not in source
    return value if is_class else None


def office(row):
    """One office as an inline table of TOML."""
    name, klass, city, province, found, note, address, _contact = row
    keys = [("name", name)]
    if klass != "?":
        keys.append(("class", klass))
    if conflict := other_class(note):
        keys.append(("class_conflict", conflict))
    city, *remark = REMARKS.get(city, (city,))
    keys += [("city", city), ("province", province)]
    if address and not address.startswith("("):
        keys.append(("address", address))
    remark = remark or NOTES.get(note)
    fields = [f'{key} = "{value}"' for key, value in keys]
    if found == "N":
        fields.append("city_inferred = true")
    if remark:
        fields.append(f'note = {{ id = "{remark[0]}", en = "{remark[1]}" }}')
    return province, f"  {{ {', '.join(fields)} }},"


def main(path):
    """Offices by province: provinces as the table first names them, the new offices among their own."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    provinces = {}
    for province, line in map(office, rows):
        provinces.setdefault(province, []).append(line)
    print(HEADER)
    for province, lines in provinces.items():
        print(f"  # {province}", *lines, sep="\n")
    print("]")


if __name__ == "__main__":
    main(sys.argv[1])
