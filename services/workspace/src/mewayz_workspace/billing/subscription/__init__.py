"""The subscription of a workspace: checkout, change, cancel, pause, trial, and what time and payments do."""
