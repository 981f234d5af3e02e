package dev.marina.tenancy.rest;

import jakarta.json.bind.annotation.JsonbProperty;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// One page of a list.
///
/// @param next names the page after this one; null on the last
public record Page<T>(
        List<T> items,
        @JsonbProperty("continue") @Schema(description = "For the next page; absent on the last") String next) {

    /// @param rows in the list's order, one more than the page takes where there are more
    /// @param key of a row, which the next page begins after
    static <R, T> Page<T> of(List<R> rows, PageRequest page, Function<R, String> key, Function<R, T> answer) {
        boolean more = rows.size() > page.limit();
        List<R> shown = more ? rows.subList(0, page.limit()) : rows;
        return new Page<>(shown.stream().map(answer).toList(), more ? key.apply(shown.getLast()) : null);
    }

    /// Of a list that is short enough to be at hand whole.
    static <R, T> Page<T> ofWhole(List<R> rows, PageRequest page, Function<R, String> key, Function<R, T> answer) {
        return of(rows.stream().filter(row -> key.apply(row).compareTo(page.after()) > 0).limit(page.rows()).toList(), page, key, answer);
    }
}
