"""The login of who sits at this machine, as the operating system knows it.

The environment (`USER`, `LOGNAME`) is never asked, as `getpass.getuser` would: anybody can set it. Whoever works as
another account, by `sudo` or as a service, acts as that account.
"""

from __future__ import annotations

import os
import sys

from fairservice.errors import NotStaff


def own_login() -> str:
    """The account that this process runs as. Raises `NotStaff` where it has no name."""
    if sys.platform == "win32":
        try:
            return os.getlogin()  # there it is the account of the process, by GetUserNameW
        except OSError:
            raise _nameless("this process") from None
    import pwd

    user = os.geteuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # in a container, say
        raise _nameless(f"the account {user}") from None


def _nameless(what: str) -> NotStaff:
    help = "give the account a name in the system's list of users, and put that name into the staff file"
    return NotStaff(f"{what} has no name on this machine, so nobody knows who acts", help)
