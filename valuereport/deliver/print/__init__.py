"""The print file: what the mail house prints, one file or parts of it, and the table that maps sheets to members."""
