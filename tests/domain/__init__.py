"""Tests of the domain: plain values, no clock, no database."""
