package dev.marina.controllers.release;

import dev.marina.api.Document;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// An object that a chart wants made at some moment, and not kept. https://helm.sh/docs/topics/charts_hooks/
///
/// @param events such as `pre-install`
/// @param policies when it is deleted; before the next of its name unless it says otherwise
record Hook(Document object, Set<String> events, int weight, Set<String> policies) {

    static final String BEFORE_CREATION = "before-hook-creation";
    private static final String EVENTS = "helm.sh/hook";
    private static final String WEIGHT = "helm.sh/hook-weight";
    private static final String POLICIES = "helm.sh/hook-delete-policy";
    /// As Helm has it: by weight, then by name. helm.sh/helm/v3 pkg/action/hooks.go, hookByWeight
    private static final Comparator<Hook> ORDER = Comparator.comparingInt(Hook::weight).thenComparing(hook -> hook.object.name());

    static boolean is(Document object) {
        return !words(object, EVENTS).isEmpty();
    }

    static Hook of(Document object) {
        Set<String> policies = words(object, POLICIES);
        return new Hook(object, words(object, EVENTS), number(object), policies.isEmpty() ? Set.of(BEFORE_CREATION) : policies);
    }

    /// Those of one event, in the order in which they run.
    static List<Hook> of(List<Document> objects, String event) {
        return objects.stream().filter(Hook::is).map(Hook::of).filter(hook -> hook.events.contains(event)).sorted(ORDER).toList();
    }

    /// What is no number is none.
    private static int number(Document object) {
        String text = object.annotations().getOrDefault(WEIGHT, "0").strip();
        return text.matches("[+-]?[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static Set<String> words(Document object, String annotation) {
        return Arrays.stream(object.annotations().getOrDefault(annotation, "").split(",")).map(String::strip).filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean deletedAfter(boolean good) {
        return policies.contains(good ? "hook-succeeded" : "hook-failed");
    }
}
