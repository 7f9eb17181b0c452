"""Where a season stands, part by part: exports, problems, the run of the period, deliveries. No export is read."""
