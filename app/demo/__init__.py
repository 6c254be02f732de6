"""The made-up school that `python -m app demo` lives in. Nobody in it exists."""
