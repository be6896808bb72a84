"""Measurements that the command line offers: `ttmba-live bench WHAT`. Nothing but `cli` knows it.

Each file is one of them: ``add_arguments(parser)`` declares what ``run(arguments)`` reads, which
prints a table with its floor on stdout, or JSON. What needs this repository or a sound server is
in ``bench/`` at its root.
"""
