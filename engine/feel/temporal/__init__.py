"""Dates, times and durations of FEEL: years to ±999,999,999, nanoseconds, offsets and IANA zones."""
