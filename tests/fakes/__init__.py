"""Systems to pull from, on loopback: each answers in the documented shapes, from one organisation of 3,000 members."""
