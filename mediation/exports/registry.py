"""Every export there is. A new one is two files: its module, and its line here."""

from mediation.exports import csv_rows, json_lines, sft0018, xes, xlsx_rows
from mediation.exports.record import Export

EXPORTS: dict[str, Export] = {
    one.EXPORT.key: one.EXPORT for one in (xlsx_rows, csv_rows, sft0018, json_lines, xes)
}  # fmt: skip
