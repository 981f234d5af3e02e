package dev.marina.net.policy;

import java.util.List;
import java.util.Optional;

/// The chains of one node, each shared by all pods that are allowed the same, and what of them the kernel has yet to be told. One
/// thread at a time.
final class Chains {

    static final String CLOSED = "closed";

    private final int mostClauses;
    private final Groups groups;
    private final Referred<Chain, Referred.Use> uses = new Referred<>("chain", "c");
    private int clauses;
    private boolean crowded;

    Chains(int mostClauses, Groups groups) {
        this.mostClauses = mostClauses;
        this.groups = groups;
    }

    int clauses() {
        return clauses;
    }

    /// There is room again.
    void reopen() {
        crowded = false;
    }

    /// Whether some chain found no place.
    boolean crowded() {
        return crowded;
    }

    /// The chain's name; that of the one that allows nothing if there is no place for it.
    String retain(Direction direction, List<Clause> alternatives) {
        if (alternatives.isEmpty()) {
            return CLOSED;
        }
        Chain chain = new Chain(direction, alternatives);
        Optional<Referred.Use> use = uses.find(chain);
        if (use.isEmpty() && clauses + alternatives.size() > mostClauses) {
            crowded = true;
            return CLOSED;
        }
        String name = use.orElseGet(() -> make(chain)).name();
        uses.retain(chain);
        return name;
    }

    private Referred.Use make(Chain chain) {
        clauses += chain.clauses().size();
        chain.clauses().forEach(clause -> clause.group().ifPresent(groups::retain));
        return uses.add(chain, new Referred.Use());
    }

    /// @param name that [#retain] gave
    void release(Direction direction, List<Clause> alternatives, String name) {
        if (!name.equals(CLOSED)) {
            uses.release(new Chain(direction, alternatives));
        }
    }

    /// Commands that make the chains that are new.
    String appear() {
        return uses.appear((chain, use) -> use.told ? "" : declare(chain, use));
    }

    /// Commands that remove the chains to which nothing leads any more. Their sets are let go.
    String disappear() {
        return uses.disappear((chain, _) -> {
            clauses -= chain.clauses().size();
            chain.clauses().forEach(clause -> clause.group().ifPresent(groups::release));
        });
    }

    /// Commands for all chains, into a table that has none.
    String all() {
        return uses.all(this::declare);
    }

    private String declare(Chain chain, Referred.Use use) {
        use.told = true;
        StringBuilder commands = new StringBuilder("add chain %s %s\n".formatted(PolicyTable.NAME, use.name()));
        chain.rules(groups::name).lines().forEach(rule -> commands.append("add rule %s %s %s\n".formatted(PolicyTable.NAME, use.name(), rule)));
        return commands.toString();
    }
}
