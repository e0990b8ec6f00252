"""For each rule of soundness a diagram that breaks it: rule → sketch (see ``sketch``)."""

UNSOUND: dict[str, str] = {
    "deadlock": "start s\nxor g\nuser a\nuser b\nand j\nend e\ns > g > a > j > e\ng > b > j",
    "lack-of-synchronisation": "start s\nand g\nuser a\nuser b\nxor m\nuser c\nend e\ns > g > a > m > c > e\ng > b > m",
    "unreachable": "start s\nend e\nuser a\nuser b\ns > e\na > b > a",
    "endless-automatic-loop": "start s\nxor m\nscript a\nscript b\ns > m > a > b > m",
    "no-way-to-end": "start s\nxor m\nuser a\ns > m > a > m",
    "loop-never-changes": "start s\nxor m\nscript a : <script>{other: 1}</script>\nxor g\nend e\ns > m > a > g\n"
    "g > m if tries < 3\ng > e else",
    "undefined-variable": "start s\nscript a : <script>{total: amuont * 2}</script>\nend e\ns > a > e",
    "maybe-undefined-variable": "start s\nxor g\nscript a : <script>{known: 1}</script>\nxor m\n"
    "script use : <script>{double: known * 2}</script>\nend e\ns > g\ng > a if tries > 1\ng > m else\na > m\nm > use > e",
    "no-message-partner": '^ <message id="m" name="answer"/>\nstart s\n'
    'catch c : <messageEventDefinition messageRef="m"/>\nend e\ns > c > e',
}
