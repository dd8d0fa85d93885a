"""Who sits at this machine is what the operating system says, and not what anybody types."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from fairservice.desk.login import own_login
from fairservice.errors import NotStaff

pytestmark = pytest.mark.skipif(os.name != "posix", reason="accounts are found otherwise there")


def test_the_login_is_that_of_the_account() -> None:
    """As `id` tells it."""
    assert own_login() == subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def test_nobody_acts_as_another_by_the_environment() -> None:
    """`USER`, `LOGNAME` and their like can be set by anybody, and change nothing."""
    line = "from fairservice.desk.login import own_login; print(own_login())"
    names = dict.fromkeys(("USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER", "HOME"), "director")
    told = subprocess.run([sys.executable, "-c", line], env={**os.environ, **names}, capture_output=True, text=True)
    assert told.stdout.strip() == own_login(), told.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can work as another account")
def test_an_account_without_a_name_is_nobody() -> None:
    """In a container a process can run as a number that no list of users has."""
    line = "import os, pwd; from fairservice.desk.login import own_login; os.seteuid(54321); own_login()"
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    assert NotStaff.__name__ in told.stderr and "the account 54321 has no name on this machine" in told.stderr
