package dev.marina.console.find;

import java.util.ArrayList;
import java.util.List;

/// The way to a page, as its address says it.
public record Crumbs(List<Crumb> crumbs) {

    private static final int MOST = 12;

    /// @param text as it stands in the address, or a key among the texts where `translated`
    /// @param href "" for the page itself
    public record Crumb(String text, boolean translated, String href) {}

    /// @param path without its leading slash
    public static Crumbs of(String path) {
        String[] parts = path.split("/");
        if (parts.length < 3 || !parts[0].equals("clusters") || parts.length > MOST) {
            return new Crumbs(List.of());
        }
        String cluster = "/clusters/%s/%s".formatted(parts[1], parts[2]);
        List<Crumb> crumbs = new ArrayList<>();
        crumbs.add(new Crumb("clusters.title", true, "/clusters"));
        crumbs.add(new Crumb(parts[1], false, "/clusters"));
        crumbs.add(new Crumb(parts[2], false, cluster));
        if (parts.length >= 7 && parts[3].equals("k")) {
            String list = "%s/k/%s/%s/%s".formatted(cluster, parts[4], parts[5], parts[6]);
            crumbs.add(new Crumb("kind." + parts[6], true, list));
            object(crumbs, parts, 7, list);
        } else if (parts.length == 6 && parts[3].equals("pods")) {
            String list = cluster + "/k/core/v1/pods";
            crumbs.add(new Crumb("kind.pods", true, list));
            object(crumbs, parts, 4, list);
        } else if (parts.length == 4) {
            crumbs.add(new Crumb("crumb." + parts[3], true, ""));
        }
        Crumb last = crumbs.removeLast();
        crumbs.add(new Crumb(last.text(), last.translated(), ""));
        return new Crumbs(List.copyOf(crumbs));
    }

    private static void object(List<Crumb> crumbs, String[] parts, int from, String list) {
        if (parts.length < from + 2) {
            return;
        }
        if (!parts[from].equals("-")) {
            crumbs.add(new Crumb(parts[from], false, list + "?namespace=" + parts[from]));
        }
        crumbs.add(new Crumb(parts[from + 1], false, ""));
    }
}
