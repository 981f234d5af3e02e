package dev.marina.tenancy.rest;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
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

    /// Of what the control plane answered by pages.
    ///
    /// @param next where its next page begins; empty where there is none
    static <T> Page<T> of(List<T> items, String next) {
        return new Page<>(items, next.isEmpty() ? null : next);
    }

    /// Names the next page, for forms that have no place for it, by the header `Link` (RFC 8288): without the host, since this server does
    /// not know what a proxy calls it.
    void linkNext(UriInfo asked, MultivaluedMap<String, Object> headers) {
        if (next != null) {
            URI address = asked.getRequestUriBuilder().replaceQueryParam("continue", next).build();
            headers.putSingle("Link", "<?%s>; rel=\"next\"".formatted(address.getRawQuery()));
        }
    }

    /// Of a list that is short enough to be at hand whole.
    static <R, T> Page<T> ofWhole(List<R> rows, PageRequest page, Function<R, String> key, Function<R, T> answer) {
        return of(rows.stream().filter(row -> key.apply(row).compareTo(page.after()) > 0).limit(page.rows()).toList(), page, key, answer);
    }

    /// Likewise of rows that come in another order; they are answered by their keys.
    static <R, T> Page<T> sorted(List<R> rows, PageRequest page, Function<R, String> key, Function<R, T> answer) {
        return ofWhole(rows.stream().sorted(Comparator.comparing(key)).toList(), page, key, answer);
    }

    /// Of lines that have no key but their number, the first one's being 1.
    static <T> Page<T> ofLines(List<T> lines, PageRequest page) {
        int from = (int) Math.min(lines.size(), page.after().isEmpty() ? 0 : Math.max(0, page.before()));
        List<Integer> numbers = IntStream.range(from, Math.min(lines.size(), from + page.rows())).boxed().toList();
        return of(numbers, page, number -> Integer.toString(number + 1), lines::get);
    }
}
