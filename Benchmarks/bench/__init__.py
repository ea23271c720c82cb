"""Measures swoop against its peers."""
