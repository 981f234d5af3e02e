package dev.marina.labs.content;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody may do or not: `list pods`, `get deployments.apps`, `get pods/log`, `get secrets NAME`, `list pods in NAMESPACE`.
///
/// @param group "" for the core group
/// @param subresource "" for the object itself
/// @param name "" for any; a template
/// @param namespace "" for the one of which the whole condition is; a template
public record Act(String verb, String resource, String group, String subresource, String name, String namespace) {

    private static final Pattern FORM = Pattern.compile("([a-z*]+) ([a-z]+)(\\.[a-z0-9.-]+)?(/[a-z]+)?( (?!in(?: |$))\\S+)?(?: in( \\S+))?");

    /// Empty where the text is none.
    static Optional<Act> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Act(form.group(1), form.group(2), rest(form.group(3)), rest(form.group(4)), rest(form.group(5)),
                        rest(form.group(6))))
                : Optional.empty();
    }

    private static String rest(String found) {
        return found == null ? "" : found.substring(1);
    }

    public Act filled(Filling filling) {
        return new Act(verb, resource, group, subresource, filling.text(name), filling.text(namespace));
    }

    @Override
    public String toString() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (subresource.isEmpty() ? "" : "/" + subresource)
                + (name.isEmpty() ? "" : " " + name)
                + (namespace.isEmpty() ? "" : " in " + namespace);
    }
}
