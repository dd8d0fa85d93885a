"""Every way in which a file itself can be wrong, before anything is asked about its meaning."""

from __future__ import annotations

from fairservice.errors import Defect

FILE_TOO_LARGE = Defect("FS001", "file-too-large", "error", "a file is larger than fairservice reads")
NOT_UTF_8 = Defect("FS002", "not-utf-8", "error", "a file is not saved as UTF-8 text")
CONTROL_CHARACTER = Defect(
    "FS003",
    "control-character",
    "error",
    "a control or invisible character makes a text differ from what is seen",
)
YAML_SYNTAX = Defect("FS004", "yaml-syntax", "error", "a line cannot be read as YAML")
TAG = Defect("FS005", "tag", "error", "a value begins with `!`, which YAML takes for a type")
ANCHOR = Defect("FS006", "anchor", "error", "a value begins with `&` or `*`, which YAML takes for a reference")
MERGE_KEY = Defect("FS007", "merge-key", "error", "`<<` merges entries out of sight")
DUPLICATE_KEY = Defect("FS008", "duplicate-key", "error", "a key stands twice in one place")
EMPTY_VALUE = Defect("FS009", "empty-value", "error", "a key or a list item has nothing after it")
BLOCK_TEXT = Defect("FS010", "block-text", "error", "`|` or `>` begins a text where no long text belongs")
SEVERAL_DOCUMENTS = Defect("FS011", "several-documents", "error", "a file holds more than one document")
NOT_A_MAPPING = Defect("FS012", "not-a-mapping", "error", "a file does not consist of `key: value` lines")
TOO_DEEP = Defect("FS013", "too-deep", "error", "values lie deeper within each other than anyone can follow")
TOO_MANY_VALUES = Defect("FS014", "too-many-values", "error", "a file holds more values than fairservice reads")
COMMENT_TOO_CLOSE = Defect(
    "FS015",
    "comment-too-close",
    "error",
    "a `#` in a value starts a comment and the rest would silently be lost",
)
COMMA_IN_TEXT = Defect(
    "FS016", "comma-in-text", "error", "a comma in an unquoted text between braces cuts the text in two"
)
SWALLOWED_COMPARISON = Defect(
    "FS017",
    "swallowed-comparison",
    "error",
    "an unquoted `>` begins a value, which YAML takes for a text marker",
)
UNQUOTED_PLACEHOLDER = Defect(
    "FS018", "unquoted-placeholder", "error", "an unquoted text begins with a `{placeholder}`"
)
UNQUOTED_SIGN = Defect("FS019", "unquoted-sign", "error", "an unquoted value begins with a sign that YAML keeps")
TEXT_AFTER_QUOTE = Defect("FS020", "text-after-quote", "error", "a text goes on after its closing quote")
TAB_INDENTATION = Defect("FS021", "tab-indentation", "error", "a line is indented with a tab")
MISSING_SPACE = Defect("FS022", "missing-space", "error", "there is no space after a colon or a dash")
TYPOGRAPHIC_QUOTES = Defect(
    "FS023",
    "typographic-quotes",
    "warning",
    "a value stands between curly quotes, which become part of the text",
)
NON_BREAKING_SPACE = Defect(
    "FS024",
    "non-breaking-space",
    "warning",
    "a key or value begins or ends with a space that is not an ordinary one",
)
DIRECTIVE = Defect("FS025", "directive", "error", "a line begins with `%`, which YAML takes for a directive")
JSON_SYNTAX = Defect("FS026", "json-syntax", "error", "a place cannot be read as JSON")
CSV_HEADER = Defect("FS027", "csv-header", "error", "the first row does not name each column once")
CSV_ROW = Defect("FS028", "csv-row", "error", "a row does not fit the header")
SHEET = Defect("FS029", "sheet", "error", "a sheet of rows is not there, or cannot be read")
SHEET_CELL = Defect("FS030", "sheet-cell", "error", "a cell of a sheet does not hold what its owner sees")
