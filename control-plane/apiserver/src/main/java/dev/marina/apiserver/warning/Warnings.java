package dev.marina.apiserver.warning;

import dev.marina.api.Document;
import dev.marina.apiserver.validation.Names;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects warnings in upstream's words, each once. More than an answer has room for are not collected: whoever looks further asks whether it is [#full].
public final class Warnings {

    /// The header ends at 4,096 letters, and no warning has so few.
    private static final int MOST = 200;

    private final Set<String> found = new LinkedHashSet<>();
    private int told;

    public List<String> found() {
        return List.copyOf(found);
    }

    public boolean full() {
        return told >= MOST;
    }

    public void add(String text) {
        if (!full()) {
            told++;
            found.add(text);
        }
    }

    /// @param field its path
    public void add(String field, String text) {
        add(field + ": " + text);
    }

    /// Of what makes pods, whose names begin with its own.
    public void podNames(String name) {
        label("this is used in Pod names and hostnames", name);
    }

    public void hostname(String name) {
        label("this is used in the Pod's hostname", name);
    }

    /// Whether anything but the status is new: of the rest nobody is told again.
    public static boolean concern(Document object, Optional<Document> stored) {
        return stored.filter(before -> before.at("metadata", "generation").equals(object.at("metadata", "generation"))).isEmpty();
    }

    private void label(String use, String name) {
        List<String> wrong = Names.dnsLabel(name);
        if (!wrong.isEmpty()) {
            add("metadata.name", use + ", which can result in surprising behavior; a DNS label is recommended: [" + String.join(" ", wrong) + "]");
        }
    }
}
