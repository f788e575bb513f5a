"""Zones whose clocks do what one does not expect."""

import datetime as dt

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
SAMPLE = [
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Chatham",  # 12:45, changes at 02:45
    "Antarctica/Troll",  # two hours
    "Pacific/Apia",
    "Africa/Cairo",  # changes at midnight
    "Asia/Beirut",  # changes at midnight
    "America/Havana",  # falls back over midnight's hour
    "America/Nuuk",  # changes on Saturday evening
    "Africa/Casablanca",  # Ramadan
    "Europe/London",
    "America/New_York",
    "UTC",
]


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
