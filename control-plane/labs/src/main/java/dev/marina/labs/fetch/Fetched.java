package dev.marina.labs.fetch;

/// What a pod said that it has fetched.
sealed interface Fetched {

    /// @param archive a zip in Base64
    record Labs(String commit, String archive) implements Fetched {}

    record Failed(String why) implements Fetched {}

    /// What stands in the log of a pod that has ended. Whatever else a repository makes `git` say stands before it.
    static Fetched of(String log) {
        int begin = log.lastIndexOf("\n==> labs ");
        int from = begin >= 0 ? begin + 1 : log.startsWith("==> labs ") ? 0 : -1;
        int end = log.lastIndexOf("\n==> end");
        if (from >= 0 && end > from) {
            String[] parts = log.substring(from + "==> labs ".length(), end).split("\n", 2);
            if (parts.length == 2 && parts[0].matches("[0-9a-f]{40,64}")) {
                return new Labs(parts[0], parts[1].replace("\n", "").strip());
            }
        }
        int failed = log.lastIndexOf("==> failed ");
        return new Failed(failed >= 0
                ? cut(log.substring(failed + "==> failed ".length()).strip())
                : "the pod ended without saying what it has fetched");
    }

    private static String cut(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
