"""The version of the program: asking the installed package for it takes longer than answering."""

VERSION = "0.1.0"
