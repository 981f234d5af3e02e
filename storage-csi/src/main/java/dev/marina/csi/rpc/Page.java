package dev.marina.csi.rpc;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// A part of a list in the order of ids. What comes next begins after the last id that was given, so that nothing is given twice or
/// passed over that was there all the time.
///
/// @param next token with which the rest can be had; "" at the end
record Page<T>(List<T> items, String next) {

    private static final String TOKEN = "after/";

    static <T> Page<T> of(List<T> all, Function<T, String> id, int most, String token) {
        if (most < 0) {
            throw CsiFailure.invalid("max_entries must not be negative");
        }
        if (!token.isEmpty() && !token.startsWith(TOKEN)) {
            throw CsiFailure.aborted("starting_token \"%s\" is none that was given".formatted(token));
        }
        String after = token.isEmpty() ? "" : token.substring(TOKEN.length());
        List<T> rest = all.stream().filter(item -> id.apply(item).compareTo(after) > 0).sorted(Comparator.comparing(id)).toList();
        int count = most == 0 ? rest.size() : Math.min(rest.size(), most);
        return new Page<>(rest.subList(0, count), count < rest.size() ? TOKEN + id.apply(rest.get(count - 1)) : "");
    }
}
