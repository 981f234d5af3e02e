package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Nftables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// As much of nftables as policies use: carries out commands as one transaction, refuses what the kernel refuses, and says what
/// becomes of a packet. Knows nothing of how the commands were made.
final class KernelTable implements Nftables {

    /// The first packet of a connection.
    record Packet(String hook, Ipv4 source, Ipv4 destination, String protocol, int port) {}

    private enum Verdict {
        ACCEPT, DROP, RETURN, NEXT
    }

    private static final class Content {
        private final Map<String, Map<String, String>> containers = new LinkedHashMap<>();
        private final Map<String, List<String>> chains = new LinkedHashMap<>();

        private Content copy() {
            Content copy = new Content();
            containers.forEach((name, elements) -> copy.containers.put(name, new LinkedHashMap<>(elements)));
            chains.forEach((name, rules) -> copy.chains.put(name, new ArrayList<>(rules)));
            return copy;
        }
    }

    private Content content = new Content();
    private final List<String> applied = new ArrayList<>();
    private boolean refusing;

    List<String> applied() {
        return applied;
    }

    void refuse(boolean all) {
        refusing = all;
    }

    int elements() {
        return content.containers.values().stream().mapToInt(Map::size).sum();
    }

    int chains() {
        return content.chains.size();
    }

    @Override
    public void apply(String commands) {
        if (refusing) {
            throw new IllegalStateException("refused");
        }
        Content next = content.copy();
        statements(commands).forEach(statement -> carryOut(next, statement));
        content = next;
        applied.add(commands);
    }

    @Override
    public String query(String command, boolean json) {
        if (command.equals("list maps ip")) {
            return content.containers.containsKey("to_pods") ? "table ip policies {\n\tmap to_pods {\n" : "";
        }
        String map = command.substring(command.lastIndexOf(' ') + 1);
        return "elements = { " + String.join(", ", content.containers.get(map).entrySet().stream().map(e -> e.getKey() + " : " + e.getValue()).toList()) + " }";
    }

    @Override
    public void close() {
        // nothing is open
    }

    /// Lines, those with an open brace joined with what follows.
    private static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        int depth = 0;
        for (String line : text.split("\n")) {
            depth += count(line, '{') - count(line, '}');
            statement.append(line).append('\n');
            if (depth == 0 && !statement.toString().isBlank()) {
                statements.add(statement.toString().strip());
                statement.setLength(0);
            }
        }
        check(depth == 0, text);
        return statements;
    }

    private static int count(String line, char wanted) {
        return (int) line.chars().filter(c -> c == wanted).count();
    }

    private static void check(boolean holds, String statement) {
        if (!holds) {
            throw new IllegalArgumentException("the kernel refuses: " + statement);
        }
    }

    private void carryOut(Content to, String statement) {
        String[] words = statement.split("\\s+");
        if (statement.startsWith("table ip policies {")) {
            block(to, statement);
        } else if (statement.startsWith("delete table")) {
            to.containers.clear();
            to.chains.clear();
        } else if (!statement.equals("table ip policies")) {
            check(words[2].equals("ip") && words[3].equals("policies"), statement);
            String name = words[4];
            switch (words[0] + " " + words[1]) {
                case "add set" -> check(to.containers.putIfAbsent(name, new LinkedHashMap<>()) == null, statement);
                case "delete set" -> {
                    check(to.chains.values().stream().flatMap(List::stream).noneMatch(rule -> Arrays.asList(rule.split(" ")).contains("@" + name)), statement);
                    check(to.containers.remove(name) != null, statement);
                }
                case "add chain" -> check(to.chains.putIfAbsent(name, new ArrayList<>()) == null, statement);
                case "delete chain" -> {
                    check(to.containers.values().stream().noneMatch(elements -> elements.containsValue("jump " + name)), statement);
                    check(to.chains.remove(name) != null, statement);
                }
                case "flush chain" -> to.chains.get(name).clear();
                case "add rule" -> rule(to, name, statement.substring(statement.indexOf(name + " ") + name.length() + 1));
                case "add element" -> elements(statement).forEach((key, value) -> {
                    check(value.isEmpty() || to.chains.containsKey(value.replace("jump ", "")), statement);
                    String before = to.containers.get(name).put(key, value);
                    check(before == null || before.equals(value), statement);
                });
                case "delete element" -> elements(statement).keySet().forEach(key -> check(to.containers.get(name).remove(key) != null, statement));
                default -> check(false, statement);
            }
        }
    }

    private static void rule(Content to, String chain, String rule) {
        for (String word : rule.split(" ")) {
            check(!word.startsWith("@") || to.containers.containsKey(word.substring(1)), rule);
        }
        check(to.chains.containsKey(chain), rule);
        to.chains.get(chain).add(rule.replace("{ ", "{").replace(" }", "}").replace(", ", ","));
    }

    private static void block(Content to, String block) {
        String chain = null;
        for (String line : block.split("\n")) {
            String[] words = line.strip().split(" ");
            switch (words[0]) {
                case "map", "set" -> to.containers.put(words[1], new LinkedHashMap<>());
                case "chain" -> {
                    chain = words[1];
                    to.chains.put(chain, new ArrayList<>());
                }
                case "table", "type" -> {
                }
                case "}" -> chain = null;
                default -> rule(to, chain, line.strip());
            }
        }
    }

    private static Map<String, String> elements(String statement) {
        Map<String, String> elements = new LinkedHashMap<>();
        for (String element : statement.substring(statement.indexOf('{') + 1, statement.lastIndexOf('}')).split(",")) {
            String[] parts = element.strip().split(" : ");
            elements.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return elements;
    }

    boolean passes(Packet packet) {
        return run(packet.hook(), packet) != Verdict.DROP;
    }

    private Verdict run(String chain, Packet packet) {
        for (String rule : content.chains.get(chain)) {
            Verdict verdict = apply(rule, packet);
            if (verdict != Verdict.NEXT) {
                return verdict;
            }
        }
        return Verdict.RETURN;
    }

    private Verdict apply(String rule, Packet packet) {
        String rest = rule;
        while (true) {
            String[] next = rest.split(" ", 2);
            if (next.length == 1) {
                return Verdict.valueOf(next[0].toUpperCase(Locale.ROOT));
            }
            if (rest.startsWith("ct ")) {
                return Verdict.NEXT; // only first packets come here, and marks are of no consequence for them
            }
            if (rest.startsWith("goto ")) {
                return run(rest.substring("goto ".length()), packet);
            }
            StringBuilder key = new StringBuilder();
            while (true) {
                String field = words(rest, 2);
                key.append(switch (field) {
                    case "ip saddr" -> packet.source();
                    case "ip daddr" -> packet.destination();
                    case "meta l4proto" -> packet.protocol();
                    case "th dport" -> packet.port();
                    case "tcp dport", "udp dport", "sctp dport" -> field.startsWith(packet.protocol()) ? packet.port() : "none";
                    default -> throw new IllegalArgumentException(rule);
                });
                rest = rest.substring(field.length() + 1);
                if (!rest.startsWith(". ")) {
                    break;
                }
                key.append(" . ");
                rest = rest.substring(2);
            }
            String[] test = rest.split(" ", 2);
            if (test[0].equals("vmap")) {
                String target = content.containers.get(test[1].substring(1)).get(key.toString());
                Verdict verdict = target == null ? Verdict.NEXT : run(target.replace("jump ", ""), packet);
                return verdict == Verdict.RETURN ? Verdict.NEXT : verdict;
            }
            if (!holds(test[0], key.toString())) {
                return Verdict.NEXT;
            }
            rest = test[1];
        }
    }

    private static String words(String text, int count) {
        int end = -1;
        for (int i = 0; i < count; i++) {
            end = text.indexOf(' ', end + 1);
        }
        return text.substring(0, end);
    }

    private boolean holds(String test, String value) {
        if (test.startsWith("@")) {
            return content.containers.get(test.substring(1)).containsKey(value);
        }
        return Arrays.stream(test.replace("{", "").replace("}", "").split(",")).anyMatch(range -> {
            String[] ends = range.split("-");
            return ends[0].equals(value) || ends.length == 2 && !value.equals("none") && number(ends[0]) <= number(value) && number(value) <= number(ends[1]);
        });
    }

    private static long number(String text) {
        return text.contains(".") ? Integer.toUnsignedLong(Ipv4.parse(text).bits()) : Long.parseLong(text);
    }

    /// For failure messages.
    @Override
    public String toString() {
        Map<String, Object> all = new HashMap<>(content.containers);
        all.putAll(content.chains);
        return all.toString();
    }
}
