package dev.marina.net.policy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The chains of one node, each shared by all pods that are allowed the same, and what of them the kernel has yet to be told. One
/// thread at a time.
final class Chains {

    static final String CLOSED = "closed";

    private final int mostClauses;
    private final Groups groups;
    private final Map<Chain, Use> all = new LinkedHashMap<>();
    private final Set<Chain> changed = new LinkedHashSet<>();
    private int lastName;
    private int clauses;
    private boolean crowded;

    private static final class Use {
        private final String name;
        private int users;
        private boolean told;

        private Use(String name) {
            this.name = name;
        }
    }

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
        Use use = all.get(chain);
        if (use == null) {
            if (clauses + alternatives.size() > mostClauses) {
                crowded = true;
                return CLOSED;
            }
            clauses += alternatives.size();
            use = new Use("c" + ++lastName);
            all.put(chain, use);
            alternatives.forEach(clause -> clause.group().ifPresent(groups::retain));
        }
        use.users++;
        changed.add(chain);
        return use.name;
    }

    /// @param name that [#retain] gave
    void release(Direction direction, List<Clause> alternatives, String name) {
        if (!name.equals(CLOSED)) {
            Chain chain = new Chain(direction, alternatives);
            all.get(chain).users--;
            changed.add(chain);
        }
    }

    /// Commands that make the chains that are new.
    String appear() {
        StringBuilder commands = new StringBuilder();
        for (Chain chain : changed) {
            Use use = all.get(chain);
            if (use.users > 0 && !use.told) {
                commands.append(declare(chain, use));
            }
        }
        return commands.toString();
    }

    /// Commands that remove the chains to which nothing leads any more. Their sets are let go.
    String disappear() {
        StringBuilder commands = new StringBuilder();
        for (Chain chain : changed) {
            Use use = all.get(chain);
            if (use.users == 0) {
                if (use.told) {
                    commands.append("delete chain ").append(PolicyTable.NAME).append(' ').append(use.name).append('\n');
                }
                all.remove(chain);
                clauses -= chain.clauses().size();
                chain.clauses().forEach(clause -> clause.group().ifPresent(groups::release));
            }
        }
        changed.clear();
        return commands.toString();
    }

    /// Commands for all chains, into a table that has none.
    String all() {
        StringBuilder commands = new StringBuilder();
        all.forEach((chain, use) -> commands.append(declare(chain, use)));
        changed.clear();
        return commands.toString();
    }

    private String declare(Chain chain, Use use) {
        use.told = true;
        StringBuilder commands = new StringBuilder("add chain %s %s\n".formatted(PolicyTable.NAME, use.name));
        chain.rules(groups::name).lines().forEach(rule -> commands.append("add rule %s %s %s\n".formatted(PolicyTable.NAME, use.name, rule)));
        return commands.toString();
    }
}
