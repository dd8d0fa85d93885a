"""`python -m fairservice` is the same as `fairservice`."""

from fairservice.cli.main import main

if __name__ == "__main__":
    main()
