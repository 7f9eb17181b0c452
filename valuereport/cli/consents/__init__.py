"""The commands about consents, one file each."""
