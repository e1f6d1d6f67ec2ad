"""Activities: tasks, calls, meetings and mails that members do for records."""
