package dev.marina.console.map;

/// What one object has to do with another; each has words in both directions.
enum Relation {
    OWNS, SELECTS, ENDPOINT, UNREADY_ENDPOINT, ROUTES, USES, READS, RUNS_ON, APPLIES;

    String key() {
        return "map.relation." + css();
    }

    String backKey() {
        return "map.relation-back." + css();
    }

    String css() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
