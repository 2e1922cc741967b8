"""Speed of the portal on this machine: ``make bench``. Works on a database of its own and takes a minute."""
