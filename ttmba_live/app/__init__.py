"""Wiring: live (a clock), bounce (no clock), doctor, demo."""
