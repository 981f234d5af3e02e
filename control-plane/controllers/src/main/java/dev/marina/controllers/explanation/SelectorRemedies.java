package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.PodState;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A Service whose selector takes no pod: what a selector takes that differs in one label, asked of the pods that there are.
///
/// @param pods that whoever asks may see
record SelectorRemedies(Stored stored, Document service, Map<String, String> selector, List<Pod> pods) {

    private static final int MOST = 3;
    private static final String BELOW = "/spec/selector/";

    /// @param kept how much of the selector stays: another value, another key, a label less
    private record Candidate(Map<String, String> selector, Remedy remedy, int kept) {}

    private record Taken(Candidate candidate, long ready, long all) {}

    List<Remedy> find() {
        return candidates().map(this::taken).filter(each -> each.all > 0)
                .sorted(Comparator.comparingLong(Taken::ready).reversed().thenComparingInt(each -> each.candidate.kept)
                        .thenComparing(Comparator.comparingLong(Taken::all).reversed()))
                .limit(MOST).map(each -> each.candidate.remedy.field("pods", Long.toString(each.all)).field("ready", Long.toString(each.ready))).toList();
    }

    private Taken taken(Candidate candidate) {
        List<Pod> taken = pods.stream().filter(pod -> LabelSelection.takes(candidate.selector, pod.getMetadata().getLabels())).toList();
        return new Taken(candidate, taken.stream().filter(PodState::ready).count(), taken.size());
    }

    private Stream<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        selector.forEach((key, wanted) -> {
            values(key).filter(value -> !value.equals(wanted)).forEach(value -> all.add(value(key, value)));
            keys(wanted).filter(other -> !selector.containsKey(other)).forEach(other -> all.add(key(key, other, wanted)));
            if (selector.size() > 1) {
                all.add(less(key, wanted));
            }
        });
        return all.stream();
    }

    private Stream<String> values(String key) {
        return pods.stream().map(pod -> pod.getMetadata().getLabels().get(key)).filter(value -> value != null).distinct().sorted();
    }

    private Stream<String> keys(String value) {
        return pods.stream().flatMap(pod -> pod.getMetadata().getLabels().entrySet().stream()).filter(label -> label.getValue().equals(value))
                .map(Map.Entry::getKey).distinct().sorted();
    }

    private Candidate value(String key, String value) {
        Map<String, String> changed = new TreeMap<>(selector);
        changed.put(key, value);
        Remedy remedy = Remedy.of(stored, service, "selectorValue", "select %s=%s instead of %s".formatted(key, value, selector.get(key)));
        return new Candidate(changed, remedy.field("key", key).field("from", selector.get(key)).field("to", value).put(BELOW + Remedy.part(key),
                TextNode.valueOf(value)), 0);
    }

    private Candidate key(String key, String other, String value) {
        Map<String, String> changed = new TreeMap<>(selector);
        changed.remove(key);
        changed.put(other, value);
        Remedy remedy = Remedy.of(stored, service, "selectorKey", "select %s=%s instead of %s=%s".formatted(other, value, key, value));
        return new Candidate(changed, remedy.field("from", key).field("to", other).field("value", value).remove(BELOW + Remedy.part(key))
                .put(BELOW + Remedy.part(other), TextNode.valueOf(value)), 1);
    }

    private Candidate less(String key, String value) {
        Map<String, String> changed = new TreeMap<>(selector);
        changed.remove(key);
        Remedy remedy = Remedy.of(stored, service, "selectorLess", "do not ask for %s=%s".formatted(key, value));
        return new Candidate(changed, remedy.field("key", key).field("value", value).remove(BELOW + Remedy.part(key)), 2);
    }
}
