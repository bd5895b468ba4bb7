"""让一让 (rangyirang): the case manager for people's mediators."""
