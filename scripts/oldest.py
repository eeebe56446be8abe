"""Print the lowest versions that setup.cfg allows, as constraints for pip."""

import configparser
import re
from pathlib import Path

config = configparser.ConfigParser()
config.read(Path(__file__).parent.parent / "setup.cfg", encoding="utf-8")
for line in config["options"]["install_requires"].split("\n"):
    match = re.match(r"([A-Za-z0-9_.-]+)\s*[>=]=\s*([0-9.]+)", line.strip())
    if match:
        print(f"{match[1]}=={match[2]}")
