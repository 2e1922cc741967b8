"""Building tables, online contract filing, existing homes, daily reports (楼盘表, 网签备案, 存量房, 交易日报)."""
