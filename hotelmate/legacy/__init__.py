"""`hotel import`: another system's history comes in, row by row, judged by the rules that judge everything else.

`mapping` says which tables and columns the old system has and what becomes of them, `source` reads them, `loading`
hands every row to app.import_row and writes down what came of it, `report` says it. No rule of a hotel is here: what
is taken otherwise than it was, and what is refused, the database decides (db/functions/85_import).
"""

from hotelmate.legacy.command import command

__all__ = ["command"]
