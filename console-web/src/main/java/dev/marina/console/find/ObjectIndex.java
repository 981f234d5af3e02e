package dev.marina.console.find;

import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The names of a cluster's objects, for a moment, to find one by a part of its name.
///
/// @param complete whether there are no more than are here
public record ObjectIndex(List<Entry> entries, boolean complete) {

    static final int MOST_OF_KIND = 2_000;
    static final int MOST = 20_000;
    private static final int PAGE = 500;

    /// @param kind as people read it
    /// @param list its path below the cluster's API
    public record Source(String kind, String list, java.util.function.BiFunction<String, String, String> page) {}

    /// @param href of its page
    public record Entry(String kind, String namespace, String name, String href) {}

    /// Asks for the names that this person may list; kinds that they may not are left out. Blocks.
    public static ObjectIndex load(ClusterApi api, List<Source> sources) throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean complete = true;
        for (Source source : sources) {
            try {
                complete &= load(api, source, entries);
            } catch (Refusal refusal) {
                if (refusal.status() >= 500) {
                    complete = false;
                }
            }
        }
        return new ObjectIndex(List.copyOf(entries), complete);
    }

    private static boolean load(ClusterApi api, Source source, List<Entry> entries) throws IOException {
        TableSource table = api.table(source.list(), "");
        int before = entries.size();
        String token = "";
        do {
            TableSource.Page page = table.list(token, PAGE, row -> {
                if (entries.size() < MOST) {
                    entries.add(new Entry(source.kind(), row.namespace(), row.name(), source.page().apply(row.namespace(), row.name())));
                }
            });
            token = page.continueToken();
        } while (!token.isEmpty() && entries.size() - before < MOST_OF_KIND && entries.size() < MOST);
        return token.isEmpty() && entries.size() < MOST;
    }

    /// The best first: names that begin with what is sought, then short ones.
    ///
    /// @param sought words that kind, namespace and name together must contain
    public List<Entry> find(String sought, int most) {
        List<String> words = List.of(sought.toLowerCase(Locale.ROOT).trim().split("\\s+"));
        return entries.stream().filter(entry -> {
            String text = "%s %s/%s".formatted(entry.kind(), entry.namespace(), entry.name()).toLowerCase(Locale.ROOT);
            return words.stream().allMatch(text::contains);
        }).sorted(Comparator.<Entry>comparingInt(entry -> entry.name().toLowerCase(Locale.ROOT).startsWith(words.getFirst()) ? 0 : 1)
                .thenComparingInt(entry -> entry.name().length()).thenComparing(Entry::name)).limit(most).toList();
    }
}
