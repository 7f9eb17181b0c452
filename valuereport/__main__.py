"""`python -m valuereport`."""

from valuereport.cli import main

if __name__ == "__main__":
    main()
