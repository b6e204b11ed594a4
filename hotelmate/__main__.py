"""python -m hotelmate: what ./hotel runs, and what it is called in its own words."""

from hotelmate.cli import main

if __name__ == "__main__":
    main(prog_name="./hotel")
