package dev.marina.controllers.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The versions of the template of a stateful set or a daemon set, kept as ControllerRevisions: each is a patch that brings the
/// owner back to it. The highest number is the present one; who goes back to an old one finds it with a new number.
///
/// @param list by number, the oldest first
public record Revisions(Turn turn, HasMetadata owner, ResourceType<?> type, List<ControllerRevision> list) {

    private static final JsonMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LONGEST_OWNER_NAME = 223;

    public static Revisions of(Turn turn, HasMetadata owner, ResourceType<?> type) {
        List<ControllerRevision> list = turn.snapshot().controlledBy(Types.CONTROLLER_REVISIONS, owner.getMetadata().getUid()).stream()
                .sorted(Comparator.comparingLong((ControllerRevision revision) -> revision.getRevision())
                        .thenComparing(revision -> revision.getMetadata().getCreationTimestamp() == null ? "" : revision.getMetadata().getCreationTimestamp())
                        .thenComparing(revision -> revision.getMetadata().getName()))
                .toList();
        return new Revisions(turn, owner, type, list);
    }

    public Optional<ControllerRevision> named(String name) {
        return list.stream().filter(revision -> revision.getMetadata().getName().equals(name)).findFirst();
    }

    /// What was made or found, and how often a name was taken by another template so far.
    public record Current(ControllerRevision revision, int collisions) {}

    /// The revision of the owner's present template, made or brought to the top unless it is there.
    ///
    /// @param hashLabel the label that bears the hash
    public Current ensure(PodTemplateSpec template, int collisions, String hashLabel) {
        String data = data(template);
        Optional<ControllerRevision> equal = list.reversed().stream().filter(revision -> sorted(revision.getData()).equals(data)).findFirst();
        long next = list.isEmpty() ? 1 : list.getLast().getRevision() + 1;
        if (equal.isPresent()) {
            boolean newest = list.getLast() == equal.get();
            return new Current(newest
                    ? equal.get()
                    : turn.writes().update(Types.CONTROLLER_REVISIONS,
                            new ControllerRevisionBuilder(equal.get()).withRevision(next).build()),
                    collisions);
        }
        for (int tried = collisions;; tried++) {
            ControllerRevision wanted = fresh(template, data, next, tried, hashLabel);
            try {
                return new Current(turn.writes().create(Types.CONTROLLER_REVISIONS, wanted), tried);
            } catch (StatusException e) {
                if (!e.is("AlreadyExists")) {
                    throw e;
                }
            }
        }
    }

    private ControllerRevision fresh(PodTemplateSpec template, String data, long number, int collisions, String hashLabel) {
        String hash = hash(data, collisions);
        String name = owner.getMetadata().getName();
        Map<String, String> labels = new HashMap<>(
                template.getMetadata() == null || template.getMetadata().getLabels() == null ? Map.of() : template.getMetadata().getLabels());
        labels.put(hashLabel, hash);
        return new ControllerRevisionBuilder()
                .withNewMetadata().withNamespace(owner.getMetadata().getNamespace())
                .withName((name.length() > LONGEST_OWNER_NAME ? name.substring(0, LONGEST_OWNER_NAME) : name) + "-" + hash)
                .withLabels(labels).withAnnotations(owner.getMetadata().getAnnotations())
                .withOwnerReferences(Owners.controllerReference(type, owner)).endMetadata()
                .withData(Document.parse(data.getBytes(StandardCharsets.UTF_8)).root()).withRevision(number).build();
    }

    /// Deletes the oldest beyond the limit; those that are named live.
    public void trim(Set<String> live, Integer limit) {
        List<ControllerRevision> spare = new ArrayList<>(list);
        spare.removeIf(revision -> live.contains(revision.getMetadata().getName()));
        int keep = limit == null ? 10 : limit;
        spare.stream().limit(Math.max(0, spare.size() - keep)).forEach(revision -> turn.writes().delete(Types.CONTROLLER_REVISIONS, revision));
    }

    /// The template that a revision holds.
    public PodTemplateSpec template(ControllerRevision revision) {
        JsonNode data = SORTED.valueToTree(revision.getData());
        ObjectNode template = data.path("spec").path("template") instanceof ObjectNode object ? object.deepCopy() : SORTED.createObjectNode();
        template.remove("$patch");
        return turn.snapshot().decoder().read(Document.of(template), PodTemplateSpec.class);
    }

    private String data(PodTemplateSpec template) {
        ObjectNode root = SORTED.createObjectNode();
        ObjectNode whole = turn.snapshot().decoder().write(template).root().deepCopy();
        root.putObject("spec").set("template", whole.put("$patch", "replace"));
        return sorted(root);
    }

    private static String sorted(Object data) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(SORTED.valueToTree(data), Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a revision could not be written", e);
        }
    }

    /// 32-bit FNV-1 over data and collisions in upstream's safe alphabet. HashControllerRevision in pkg/controller/history
    static String hash(String data, int collisions) {
        int hash = 0x811c9dc5;
        for (byte b : (data + collisions).getBytes(StandardCharsets.UTF_8)) {
            hash = hash * 0x01000193 ^ b & 0xff;
        }
        StringBuilder safe = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            safe.append(ALPHABET.charAt(digit % ALPHABET.length()));
        }
        return safe.toString();
    }
}
