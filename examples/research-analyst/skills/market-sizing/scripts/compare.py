"""Prints the difference between two estimates: compare.py TOP BOTTOM."""
import sys

top, bottom = (float(argument) for argument in sys.argv[1:3])
factor = max(top, bottom) / min(top, bottom)
print(f"The estimates differ by a factor of {factor:.1f}.")
