"""Public employment service: matching, service circles, employment vouchers (公共就业服务)."""

from doorstep._doorstep import DoorstepError, Table, fen_from_yuan, version

__all__ = ["DoorstepError", "Table", "fen_from_yuan", "version"]
__version__ = version()
