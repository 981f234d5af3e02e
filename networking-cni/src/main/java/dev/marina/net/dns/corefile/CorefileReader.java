package dev.marina.net.dns.corefile;

import dev.marina.net.dns.corefile.ServerBlock.CacheTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a Corefile, or says where it is wrong.
public final class CorefileReader {

    static final int BLOCKS = 128;
    private static final int PER_BLOCK = 100;
    private static final int PORT = 53;
    private static final long LONGEST_CACHE = 3600;
    private static final long USUAL_MISSING = 1800;
    /// Nothing of them is to be seen from a pod: the node says how it is, what it is measured by, and when it reads the file again.
    private static final Set<String> WITHOUT_EFFECT = Set.of("errors", "health", "log", "loop", "loadbalance", "metadata", "prometheus", "ready", "reload");
    private static final String KEPT_TO = "forward, hosts, rewrite, cache, kubernetes; errors, health, log, loop, loadbalance, prometheus, ready, reload";

    private final ForwardTargets targets;

    public CorefileReader(ForwardTargets targets) {
        this.targets = targets;
    }

    public Corefile read(String text) throws CorefileFault {
        if (text.length() > Corefile.LONGEST) {
            throw new CorefileFault(0, "it is longer than %d characters, the most that are read".formatted(Corefile.LONGEST));
        }
        Map<String, ServerBlock> blocks = new LinkedHashMap<>();
        for (Directive directive : Directive.read(text)) {
            for (String zone : zones(directive)) {
                if (blocks.putIfAbsent(zone, block(zone, directive)) != null) {
                    throw new CorefileFault(directive.line(), "zone '%s' has a server block already".formatted(zone));
                }
                if (blocks.size() > BLOCKS) {
                    throw new CorefileFault(directive.line(), "more than %d zones have server blocks".formatted(BLOCKS));
                }
            }
        }
        if (blocks.isEmpty()) {
            throw new CorefileFault(0, "it has no server block; '.:53 { … }' is one");
        }
        return new Corefile(List.copyOf(blocks.values()));
    }

    private static List<String> zones(Directive directive) throws CorefileFault {
        String first = directive.name();
        if (first.equals("import") || first.startsWith("(")) {
            throw new CorefileFault(directive.line(), "'%s': there are no snippets and imports; write the plugins into the server block".formatted(first));
        }
        if (directive.block().isEmpty()) {
            throw new CorefileFault(directive.line(), "'%s' stands outside of a server block such as '.:53 { … }'".formatted(first));
        }
        List<String> zones = new ArrayList<>();
        for (String word : directive.words()) {
            for (String key : word.split(",")) {
                if (!key.isEmpty()) {
                    zones.add(zone(key, directive.line()));
                }
            }
        }
        return zones;
    }

    /// `example.org`, `example.org:53`, `dns://example.org:53`.
    private static String zone(String key, int line) throws CorefileFault {
        String rest = key.startsWith("dns://") ? key.substring("dns://".length()) : key;
        int colon = rest.lastIndexOf(':');
        if (rest.contains("://") || colon >= 0 && !rest.substring(colon + 1).equals(String.valueOf(PORT))) {
            throw new CorefileFault(line, "'%s': the name server answers plain DNS at port %d only".formatted(key, PORT));
        }
        return Words.domain(colon < 0 ? rest : rest.substring(0, colon), line);
    }

    private ServerBlock block(String zone, Directive directive) throws CorefileFault {
        List<Rewrite> rewrites = new ArrayList<>();
        List<Forward> forwards = new ArrayList<>();
        Map<String, Directive> once = new HashMap<>();
        for (Directive plugin : directive.inner()) {
            switch (plugin.name()) {
                case "rewrite" -> rewrites.add(RewriteReading.read(plugin));
                case "forward" -> forwards.add(ForwardReading.read(plugin, targets));
                case "hosts", "kubernetes", "cache" -> {
                    if (once.putIfAbsent(plugin.name(), plugin) != null) {
                        throw new CorefileFault(plugin.line(), "'%s' stands twice in the server block of '%s'".formatted(plugin.name(), zone));
                    }
                }
                default -> {
                    if (!WITHOUT_EFFECT.contains(plugin.name())) {
                        throw new CorefileFault(plugin.line(), "plugin '%s' is not kept to; these are: %s".formatted(plugin.name(), KEPT_TO));
                    }
                }
            }
        }
        if (rewrites.size() > PER_BLOCK || forwards.size() > PER_BLOCK) {
            throw new CorefileFault(directive.line(), "more than %d rules of one plugin in one server block".formatted(PER_BLOCK));
        }
        if (rewrites.stream().mapToLong(RewriteReading::work).sum() > RewriteReading.MOST_WORK) {
            throw new CorefileFault(directive.line(), "the patterns of the server block of '%s' come to more than %d characters with what they repeat"
                    .formatted(zone, RewriteReading.MOST_WORK));
        }
        return new ServerBlock(zone, rewrites,
                once.containsKey("hosts") ? Optional.of(HostsReading.read(once.get("hosts"), zone)) : Optional.empty(),
                once.containsKey("kubernetes") ? Optional.of(ClusterNamesReading.read(once.get("kubernetes"), zone)) : Optional.empty(),
                forwards, once.containsKey("cache") ? Optional.of(cache(once.get("cache"))) : Optional.empty());
    }

    /// `cache [TTL] [ZONES...]`. What the cluster itself knows is never kept: it is known as quickly.
    private static CacheTimes cache(Directive plugin) throws CorefileFault {
        long found = LONGEST_CACHE;
        long missing = USUAL_MISSING;
        if (!plugin.arguments().isEmpty()) {
            found = Words.number(plugin.arguments().getFirst(), 0, Long.MAX_VALUE, plugin.line(), "cache takes a number of seconds");
            missing = found;
        }
        if (plugin.arguments().size() > 1) {
            throw new CorefileFault(plugin.line(), "cache is for all names of its server block; give the zone a block of its own");
        }
        for (Directive option : plugin.inner()) {
            switch (option.name()) {
                case "success" -> found = second(option, found);
                case "denial" -> missing = second(option, missing);
                case "disable" -> {
                    boolean all = option.arguments().size() == 1;
                    found = all && option.arguments().getFirst().equals("success") ? 0 : found;
                    missing = all && option.arguments().getFirst().equals("denial") ? 0 : missing;
                    if (option.arguments().isEmpty() || !Set.of("success", "denial").contains(option.arguments().getFirst())) {
                        throw new CorefileFault(option.line(), "disable takes success or denial, and zones");
                    }
                    for (String zone : option.arguments().subList(1, option.arguments().size())) {
                        if (!Words.domain(zone, option.line()).equals(ClusterNamesReading.DOMAIN)) {
                            throw new CorefileFault(option.line(), "disable is for all names of the block or for cluster.local, which is never kept");
                        }
                    }
                }
                default -> throw new CorefileFault(option.line(), "cache does not keep to '%s'; success, denial and disable it does".formatted(option.name()));
            }
        }
        return new CacheTimes(Duration.ofSeconds(Math.min(found, LONGEST_CACHE)), Duration.ofSeconds(Math.min(missing, LONGEST_CACHE)));
    }

    /// `success CAPACITY [TTL]`: how much is kept the node says.
    private static long second(Directive option, long otherwise) throws CorefileFault {
        if (option.arguments().isEmpty()) {
            throw new CorefileFault(option.line(), "%s takes a capacity and a number of seconds".formatted(option.name()));
        }
        return option.arguments().size() < 2
                ? otherwise
                : Words.number(option.arguments().get(1), 0, Long.MAX_VALUE, option.line(), option.name() + " takes a capacity and a number of seconds");
    }
}
