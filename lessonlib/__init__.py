"""The library behind the workbook: compute (``nn``), the stepping machine (``stage``), labs, and homework checks.

``import lessonlib`` itself imports nothing heavy: numpy, torch and the widgets come only with the part that needs them.
"""

__version__ = "0.1.0"
