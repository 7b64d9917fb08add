"""The plan in time: months, weeks, years, hours of the week, and what lies outside the period."""

from planner.site.views.calendar.archive import archive_page
from planner.site.views.calendar.hours import hours_page
from planner.site.views.calendar.hub import calendar_page
from planner.site.views.calendar.months import month, month_pages, months
from planner.site.views.calendar.subscribing import calendar_files
from planner.site.views.calendar.weeks import week_pages
from planner.site.views.calendar.years import year_pages

__all__ = [
    "archive_page",
    "calendar_files",
    "calendar_page",
    "hours_page",
    "month",
    "month_pages",
    "months",
    "week_pages",
    "year_pages",
]
