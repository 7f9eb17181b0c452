"""Stories: a run's valuations -> figures of groups -> what of them may be published."""
