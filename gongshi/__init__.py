"""gongshi (公示): the open-source public credit-query service of a city.

The rooms of the house stand at the top of the repository; the sub-packages here are links to them
(``gongshi/search -> ../search``), so every module has exactly one import name:
``gongshi.<room>.<module>``.
"""

__version__ = "0.1.0"
