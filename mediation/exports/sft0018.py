"""The columns of SF/T 0018 for the ministry's platform: codes as they are, nothing to translate."""

from collections.abc import Iterable, Iterator

from mediation.exports.csv_rows import lines
from mediation.exports.record import Export, Record

# head → where it comes from: a code's name, or a key of the values
COLUMNS = {
    "案件编码": "", "案号": "volume_no", "调委会": "committee", "调解员": "mediators", "受理日期": "accepted_on",
    "纠纷类别(JFLB)": "JFLB", "案件来源(AJLY)": "AJLY", "案件难易程度(AJNDJB)": "AJNDJB", "案件简要情况": "summary",
    "案件预测(AJYC)": "AJYC", "调解结果(TJJG)": "TJJG", "协议类型(TJLX)": "TJLX", "履行方式(LXFS)": "LXFS",
    "协议涉及金额": "amount", "协议日期": "agreed_on", "履行情况(XYLXQK)": "XYLXQK", "涉及人数": "people",
    "当事人": "parties",
}  # fmt: skip


def _write(records: Iterable[Record]) -> Iterator[bytes]:
    return lines(list(COLUMNS), ([_cell(record, key) for key in COLUMNS.values()] for record in records))


def _cell(record: Record, key: str) -> object:
    return record.codes.get(key) if key in record.codes else record.values.get(key)


EXPORT = Export("sft0018", "SF/T 0018 信息表(报司法部平台)", "csv", "text/csv; charset=utf-8", _write, goes_on=True)
