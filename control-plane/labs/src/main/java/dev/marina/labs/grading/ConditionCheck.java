package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.cel.StateExpression;
import dev.marina.apiserver.endpoint.LabelSelector;
import dev.marina.labs.content.Act;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Sentence;
import dev.marina.labs.content.Subject;
import dev.marina.labs.content.Texts;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Looks at what conditions are about, in one run. Knows nothing of what was before.
///
/// @param access what somebody may do
/// @param start the version of the cluster with which the run began, or began again: older events do not count
/// @param asked what was answered to conditions that somebody has to be asked about
/// @param visible what the lab may look at
/// @param effort that is left
public record ConditionCheck(Kinds kinds, Access access, Filling filling, ResourceVersion start, Map<Condition, Sight> asked, Visible visible, Effort effort) {

    private static final int MOST_OBJECTS = 500;
    private static final int LONGEST_VALUE = 300;
    private static final int LONGEST_SENTENCE = 800;
    private static final int MOST_SHOWN = 10;
    private static final GroupResource EVENTS = new GroupResource("", "events");
    /// Who may look at these may know what somebody may do.
    private static final GroupResource BINDINGS = new GroupResource("rbac.authorization.k8s.io", "rolebindings");

    /// Of a lab of the installation.
    public ConditionCheck(Kinds kinds, Access access, Filling filling, ResourceVersion start, Map<Condition, Sight> asked) {
        this(kinds, access, filling, start, asked, Visible.EVERYTHING, Effort.unbounded());
    }

    public Sight check(Condition condition, ClusterState state) {
        if (effort.spent()) {
            return Sight.of(false, Words.TOO_DEAR);
        }
        return switch (condition.what()) {
            case What.Of(Subject subject, Optional<StateExpression> is) -> object(condition, subject.filled(filling), is, state);
            case What.Count count -> count(condition, count, state);
            case What.Told told -> told(told, state);
            case What.Permits permits -> permits(permits, state);
            case What.Printed _, What.Answers _, What.Reached _, What.Uses _ -> asked.getOrDefault(condition, Sight.of(false, Words.NOT_ASKED));
        };
    }

    /// The objects that a condition is about, as they are; a few of many. None where it is about rights, or somebody has to be asked.
    public List<Stored> looked(Condition condition, ClusterState state) {
        return condition.subject().map(subject -> subject.filled(filling)).flatMap(subject -> kinds.find(subject.kind()).map(kind -> subject.name().isEmpty()
                ? selected(subject, kind, state)
                : stored(subject, kind, state).stream().toList()))
                .orElse(List.of()).stream().limit(MOST_SHOWN).toList();
    }

    /// An object that is not there is `null` to the expression.
    boolean holds(StateExpression expression, JsonNode object) {
        return value(expression, object).filter(JsonNode::asBoolean).isPresent();
    }

    Optional<JsonNode> value(StateExpression expression, JsonNode object) {
        StateExpression.Result result = expression.evaluate(object, filling.values(), effort.mostOfAnExpression());
        effort.spend(result.cost());
        return result instanceof StateExpression.Result.Value(JsonNode json, long _) ? Optional.of(json) : Optional.empty();
    }

    String namespace(Subject subject) {
        return subject.namespace().isEmpty() ? filling.values().get(Filling.NAMESPACE) : subject.namespace();
    }

    private Sight object(Condition condition, Subject subject, Optional<StateExpression> is, ClusterState state) {
        Optional<ServedKind> kind = kinds.find(subject.kind());
        if (kind.isEmpty()) {
            return Sight.of(false, Words.noType(subject));
        }
        if (!sees(subject, kind.get())) {
            return Sight.of(false, Words.notVisible(subject, kind.get().namespaced() ? namespace(subject) : ""));
        }
        JsonNode object = find(subject, kind.get(), state);
        if (object.isMissingNode()) {
            return Sight.of(false, Words.noObject(subject, kind.get().namespaced() ? namespace(subject) : ""));
        }
        boolean holds = is.map(expression -> holds(expression, object)).orElse(true);
        return new Sight(holds, object, holds ? 1 : 0, 1, see(condition, object));
    }

    JsonNode find(Subject subject, ServedKind kind, ClusterState state) {
        return stored(subject, kind, state).filter(stored -> effort.reads(stored.bytes().length))
                .<JsonNode>map(stored -> Document.parse(stored.bytes()).root()).orElse(MissingNode.getInstance());
    }

    private boolean sees(Subject subject, ServedKind kind) {
        return visible.includes(kind.resource().groupResource(), kind.namespaced() ? namespace(subject) : "", subject.name());
    }

    private Optional<Stored> stored(Subject subject, ServedKind kind, ClusterState state) {
        String namespace = kind.namespaced() ? namespace(subject) : "";
        return sees(subject, kind)
                ? state.find(new ObjectKey(state.image().cluster(), kind.resource().groupResource(), namespace, subject.name()))
                : Optional.empty();
    }

    /// Those that the selector takes and that are not about to go.
    public List<Stored> selected(Subject subject, ServedKind kind, ClusterImage image) {
        return selected(subject, kind, new ClusterState(image, Map.of()));
    }

    List<Stored> selected(Subject subject, ServedKind kind, ClusterState state) {
        if (!sees(subject, kind)) {
            return List.of();
        }
        LabelSelector selector = LabelSelector.parse(subject.selector());
        List<Stored> there = state.list(kind.resource().groupResource(), kind.namespaced() ? namespace(subject) : "", MOST_OBJECTS);
        return !effort.passes(there.size())
                ? List.of()
                : there.stream()
                        .filter(stored -> !stored.fields().terminating() && selector.matches(stored.fields().labels())).toList();
    }

    private Sight count(Condition condition, What.Count count, ClusterState state) {
        Subject subject = count.subject().filled(filling);
        Optional<ServedKind> kind = kinds.find(subject.kind());
        if (kind.isEmpty()) {
            return Sight.of(false, Words.noType(subject));
        }
        if (!sees(subject, kind.get())) {
            return Sight.of(false, Words.notVisible(subject, kind.get().namespaced() ? namespace(subject) : ""));
        }
        List<String> names = selected(subject, kind.get(), state).stream()
                .filter(stored -> count.where()
                        .map(where -> effort.reads(stored.bytes().length) && holds(where, Document.parse(stored.bytes()).root())).orElse(true))
                .map(stored -> stored.key().name()).toList();
        if (effort.spent()) {
            return Sight.of(false, Words.TOO_DEAR);
        }
        int least = number(count.atLeast(), 0);
        int most = number(count.atMost(), Integer.MAX_VALUE);
        boolean holds = names.size() >= least && names.size() <= most;
        return new Sight(holds, MissingNode.getInstance(), names.size(), least, words(condition, subject, names, least, most));
    }

    private Texts words(Condition condition, Subject subject, List<String> names, int least, int most) {
        if (condition.see().isEmpty()) {
            return Words.count(subject.kind().kind(), names, least, most);
        }
        ObjectNode counted = Document.mapper().createObjectNode().put("count", names.size());
        names.forEach(counted.putArray("names")::add);
        return see(condition, counted);
    }

    private int number(String template, int otherwise) {
        return template.isEmpty() ? otherwise : Integer.parseInt(filling.text(template));
    }

    private Texts see(Condition condition, JsonNode object) {
        return condition.see().map(see -> new Texts(sentence(see.en(), object), sentence(see.zh(), object))).orElse(Texts.NONE);
    }

    private String sentence(Sentence sentence, JsonNode object) {
        return cut(filling.text(sentence.with(expression -> value(expression, object)
                .map(json -> cut(json.isValueNode() ? json.asText() : json.toString(), LONGEST_VALUE)).orElse("–"))), LONGEST_SENTENCE);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    /// By roles and bindings as they are now, also where it is asked how it was a moment ago.
    private Sight permits(What.Permits asked, ClusterState state) {
        String own = filling.values().get(Filling.NAMESPACE);
        String user = asked.account().isEmpty() ? filling.text(asked.user()) : "system:serviceaccount:%s:%s".formatted(own, filling.text(asked.account()));
        List<String> groups = asked.account().isEmpty()
                ? asked.groups().stream().map(filling::text).toList()
                : List.of("system:serviceaccounts", "system:serviceaccounts:" + own);
        String namespace = asked.namespace().isEmpty() ? own : asked.namespace().equals("*") ? "" : filling.text(asked.namespace());
        boolean told = Stream.concat(asked.allowed().stream(), asked.denied().stream()).map(Act::namespace).map(filling::text)
                .map(where -> where.isEmpty() ? namespace : where).allMatch(where -> visible.includes(BINDINGS, where, ""));
        if (!told) {
            return Sight.of(false, Words.rightsNotVisible(namespace));
        }
        if (!effort.decides(asked.allowed().size() + asked.denied().size())) {
            return Sight.of(false, Words.TOO_DEAR);
        }
        Predicate<Act> may = act -> access.allows(state.image(), user, groups, act.namespace().isEmpty() ? namespace : act.namespace(), act);
        List<Act> missing = asked.allowed().stream().map(act -> act.filled(filling)).filter(may.negate()).toList();
        List<Act> excess = asked.denied().stream().map(act -> act.filled(filling)).filter(may).toList();
        int all = asked.allowed().size() + asked.denied().size();
        int wrong = missing.size() + excess.size();
        return new Sight(wrong == 0, MissingNode.getInstance(), all - wrong, all, Words.permits(user, namespace, missing, excess));
    }

    private Sight told(What.Told wanted, ClusterState state) {
        String name = filling.text(wanted.name());
        String message = filling.text(wanted.message());
        for (Stored stored : state.list(EVENTS, filling.values().get(Filling.NAMESPACE), MOST_OBJECTS)) {
            if (stored.version().compareTo(start) <= 0) {
                continue;
            }
            if (!effort.reads(stored.bytes().length)) {
                return Sight.of(false, Words.TOO_DEAR);
            }
            Document event = Document.parse(stored.bytes());
            boolean about = wanted.kind().isEmpty() || event.text("involvedObject", "kind").equals(wanted.kind());
            if (about && event.text("reason").equals(wanted.reason()) && event.text("involvedObject", "name").startsWith(name)
                    && event.text("message").contains(message)) {
                return Sight.of(true, Words.told(event.text("involvedObject", "kind") + " " + event.text("involvedObject", "name"), event.text("message")));
            }
        }
        return Sight.of(false, Words.notTold(new What.Told(wanted.reason(), wanted.kind(), name, message)));
    }
}
