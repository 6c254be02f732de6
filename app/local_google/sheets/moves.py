"""How indexes and references move when lines are inserted, deleted or moved, or a block is cut and pasted.

One rule serves formulas and everything else that is tied to the grid (named ranges, protections, rules).
"""

from dataclasses import dataclass, replace

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.rewrite import Change, End, Reference


@dataclass(frozen=True, slots=True)
class Insert:
    """`count` blank lines before index `at`."""

    at: int
    count: int

    def line(self, index: int) -> int | None:
        return index + self.count if index >= self.at else index

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Half-open lines; a span grows when lines come inside it."""
        return (
            start + self.count if start >= self.at else start,
            end + self.count if end > self.at else end,
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """Lines `start` up to `end` taken out."""

    start: int
    end: int

    def line(self, index: int) -> int | None:
        if self.start <= index < self.end:
            return None
        return index - (self.end - self.start) if index >= self.end else index

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        new_start = start - max(0, min(self.end, start) - self.start) if start > self.start else start
        new_end = end - max(0, min(self.end, end) - self.start) if end > self.start else end
        return (new_start, new_end) if new_end > new_start else None


@dataclass(frozen=True, slots=True)
class Move:
    """Lines `start` up to `end` put before index `to` (counted before anything moves)."""

    start: int
    end: int
    to: int

    def line(self, index: int) -> int:
        count = self.end - self.start
        if self.start <= index < self.end:
            return index + (self.to - self.start if self.to <= self.start else self.to - self.end)
        if self.to <= index < self.start:
            return index + count
        if self.end <= index < self.to:
            return index - count
        return index

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Spans within the moved lines go along; others keep their two ends' places."""
        first, last = self.line(start), self.line(end - 1)
        if start < self.start and self.end < end and start <= self.to <= end:
            return start, end
        return min(first, last), max(first, last) + 1


Lines = Insert | Delete | Move


def box_after(box: Box, change: Lines, rows: bool) -> Box | None:
    """A box of the same sheet after the change; None when nothing is left of it."""
    start, end = (box.top, box.bottom) if rows else (box.left, box.right)
    if end is None:
        if start == 0 and not isinstance(change, Move):
            return box
        moved = change.line(start)
        start = moved if moved is not None else (change.start if isinstance(change, Delete) else start)
        return replace(box, top=start) if rows else replace(box, left=start)
    span = change.span(start, end)
    if span is None:
        return None
    return replace(box, top=span[0], bottom=span[1]) if rows else replace(box, left=span[0], right=span[1])


def reference_change(change: Lines, rows: bool, title: str, own_title: str) -> Change:
    """What happens to a formula on `own_title` when lines of the tab `title` change."""
    target = title.lower()
    on_own = own_title.lower() == target

    def apply(reference: Reference) -> Reference | None:
        if reference.title is None:
            if not on_own:
                return reference
        elif reference.title.lower() != target:
            return reference
        return changed_reference(reference, change, rows)

    return apply


def changed_reference(reference: Reference, change: Lines, rows: bool) -> Reference | None:
    """The reference after lines of its own sheet changed; None when nothing is left of it."""
    first, last = reference.first, reference.last
    start = first.row if rows else first.column
    if last is None:
        if start is None:
            return reference
        moved = change.line(start)
        return None if moved is None else replace(reference, first=_with(first, moved, rows))
    end = last.row if rows else last.column
    if start is None and end is None:
        return reference
    if start is None or end is None:
        return _open_changed(reference, change, rows)
    low, high = min(start, end), max(start, end)
    span = change.span(low, high + 1)
    if span is None:
        return None
    new_first, new_last = (span[0], span[1] - 1) if start <= end else (span[1] - 1, span[0])
    return replace(reference, first=_with(first, new_first, rows), last=_with(last, new_last, rows))


def _open_changed(reference: Reference, change: Lines, rows: bool) -> Reference:
    """`A2:A`: the bounded corner moves; where it is deleted the range starts at what took its place."""
    return replace(
        reference,
        first=_open_end(reference.first, change, rows),
        last=None if reference.last is None else _open_end(reference.last, change, rows),
    )


def _open_end(end: End, change: Lines, rows: bool) -> End:
    index = end.row if rows else end.column
    if index is None:
        return end
    moved = change.line(index)
    if moved is None:
        moved = change.start if isinstance(change, Delete) else index
    return _with(end, moved, rows)


def _with(end: End, index: int, rows: bool) -> End:
    return replace(end, row=index) if rows else replace(end, column=index)


def block_change(source: Box, title: str, to_title: str, rows: int, columns: int, own_title: str) -> Change:
    """References wholly inside a block that was cut from `title` follow it to its new place."""
    target = title.lower()

    def apply(reference: Reference) -> Reference | None:
        named = own_title if reference.title is None else reference.title
        if named.lower() != target:
            return reference
        box = box_of(reference, source.sheet_id)
        if box is None or not source.contains(box):
            return reference
        keep_bare = reference.title is None and to_title.lower() == own_title.lower()
        return Reference(
            None if keep_bare else to_title,
            _moved_end(reference.first, rows, columns),
            None if reference.last is None else _moved_end(reference.last, rows, columns),
        )

    return apply


def _moved_end(end: End, rows: int, columns: int) -> End:
    return replace(
        end,
        row=None if end.row is None else end.row + rows,
        column=None if end.column is None else end.column + columns,
    )


def box_of(reference: Reference, sheet_id: int) -> Box | None:
    """The bounded box a reference names; None for open ranges."""
    first, last = reference.first, reference.last or reference.first
    if first.row is None or first.column is None or last.row is None or last.column is None:
        return None
    return Box(
        sheet_id,
        min(first.row, last.row),
        max(first.row, last.row) + 1,
        min(first.column, last.column),
        max(first.column, last.column) + 1,
    )
