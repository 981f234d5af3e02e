package dev.marina.labs.content;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of one run, and texts filled with them. Every value follows from the seed and its own name: one more value changes no other.
public record Filling(Map<String, String> values) {

    public static final String NAMESPACE = "namespace";

    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-zA-Z0-9-]+)}");

    public static Filling of(Map<String, ValueRule> rules, long seed, String namespace) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(NAMESPACE, namespace);
        new TreeMap<>(rules).forEach((name, rule) -> values.put(name, rule.pick(new Random(seed * 31 + name.hashCode()))));
        // whatever a lab calls its values: where a run takes place is not the lab's to say
        values.put(NAMESPACE, namespace);
        return new Filling(values);
    }

    /// What has no value stays as it stands; the reader of labs lets no such place through.
    public String text(String template) {
        return PLACE.matcher(template).replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    public Texts texts(Texts templates) {
        return templates.each(this::text);
    }

    /// Names that a template asks for.
    static Set<String> asked(String template) {
        Set<String> names = new TreeSet<>();
        PLACE.matcher(template).results().forEach(found -> names.add(found.group(1)));
        return names;
    }
}
