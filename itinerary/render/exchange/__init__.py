"""The programme in formats of other tools: schedules, jCal, tables, plain text"""
