"""Portal logins: buyers, learners and guests of one workspace come in by a code from a mail."""
