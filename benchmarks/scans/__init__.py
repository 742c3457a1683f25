"""Scans made from documents whose figures are known, and what is read of them."""
