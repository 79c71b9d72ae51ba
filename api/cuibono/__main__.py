"""Run the command line as `python -m cuibono`."""

from cuibono.cli import main

main()
