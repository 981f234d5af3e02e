package dev.marina.controllers.addon;

import dev.marina.api.Document;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Add-ons as people write them, and the world around one.
final class AddOns {

    static final Decoder DECODER = new Decoder();
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String PASSWORDS_UID = "uid-of-passwords";

    private AddOns() {}

    /// @param spec as JSON with single quotes; what the API fills in is filled in
    static AddOn of(String name, String spec) {
        Document written = Document.parse("{'spec':%s}".formatted(spec).replace('\'', '"').getBytes(StandardCharsets.UTF_8)).edited(root -> {
            var filled = root.withObjectProperty("spec");
            fill(filled, "type", "postgresql");
            fill(filled, "size", "small");
            fill(filled, "storage", "1Gi");
            fill(filled, "deletion", "Retain");
            var backup = filled.withObjectProperty("backup");
            fill(backup, "storage", "1Gi");
            if (!backup.has("keep")) {
                backup.put("keep", 3);
            }
        });
        AddOn addOn = DECODER.read(written, AddOn.class);
        addOn.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).build());
        return addOn;
    }

    private static void fill(com.fasterxml.jackson.databind.node.ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    /// With the passwords that it has, answering.
    static World world(AddOn addOn, Passwords passwords) {
        Secret secret = new SecretBuilder(passwords.in(null, addOn)).editMetadata().withUid(PASSWORDS_UID).endMetadata().build();
        return new World(addOn, Optional.of(secret), Map.of(), new TreeMap<>(), List.of(server(true)), Map.of());
    }

    static Passwords passwords() {
        return new Passwords("admin-1", "a-1", "b-1", "a", "", "", "");
    }

    static Pod server(boolean ready) {
        return new PodBuilder().withNewMetadata().withName("db-0").withCreationTimestamp("2026-01-01T00:00:00Z").endMetadata().withNewSpec().endSpec()
                .withNewStatus().withPhase("Running").addNewCondition().withType("Ready").withStatus(ready ? "True" : "False").endCondition().endStatus()
                .build();
    }

    /// An [AddOnWorld] under construction.
    record World(AddOn addOn, Optional<Secret> secret, Map<Place, Document> present, Map<String, Optional<Deployment>> applications, List<Pod> pods,
            Map<String, JobSeen> jobs) {

        AddOnWorld seen() {
            return new AddOnWorld(addOn, AddOnServer.of(addOn.getSpec().type()).orElseThrow(), secret, present, applications, pods, jobs);
        }

        World of(AddOn other) {
            return new World(other, secret, present, applications, pods, jobs);
        }

        World passwords(Passwords now) {
            return new World(addOn, Optional.of(new SecretBuilder(now.in(secret.orElseThrow(), addOn)).build()), present, applications, pods, jobs);
        }

        World without() {
            return new World(addOn, Optional.empty(), present, applications, pods, jobs);
        }

        World secret(Secret other) {
            return new World(addOn, Optional.of(other), present, applications, pods, jobs);
        }

        World present(String kind, String name, Document object) {
            Map<Place, Document> more = new LinkedHashMap<>(present);
            more.put(new Place(Types.ALL.stream().filter(type -> type.kind().equals(kind)).findFirst().orElseThrow(), name), object);
            return new World(addOn, secret, more, applications, pods, jobs);
        }

        World bound(String application, Deployment deployment) {
            Map<String, Optional<Deployment>> more = new TreeMap<>(applications);
            more.put(application, Optional.ofNullable(deployment));
            return new World(addOn, secret, present, more, pods, jobs);
        }

        World pods(List<Pod> now) {
            return new World(addOn, secret, present, applications, now, jobs);
        }

        World job(String name, JobSeen job) {
            Map<String, JobSeen> more = new LinkedHashMap<>(jobs);
            more.put(name, job);
            return new World(addOn, secret, present, applications, pods, more);
        }
    }
}
