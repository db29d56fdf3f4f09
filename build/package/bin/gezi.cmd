@echo off
rem The command line of Gezi: gezi.cmd send PEER TEXT. Gezi.exe is a program of the desktop: an interactive prompt would not wait for it,
rem a script does, and gets its exit code. What follows -- neither Chromium nor Electron reads.
setlocal DisableDelayedExpansion
"%~dp0..\Gezi.exe" -- %*
exit /b %ERRORLEVEL%
