"""How neural models of language grew, from 2003 to 2018."""
