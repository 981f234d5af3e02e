package dev.marina.controllers.addon;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is to be applied so that a cluster has what an add-on consists of.
///
/// @param makePasswords whether its passwords are to be made up
record AddOnPlan(boolean makePasswords, List<Part> apply, List<Finding> findings) {

    static final String OTHER_DATA = "OtherData";

    /// @param json the serialised form of an object
    static AddOnPlan of(AddOnWorld world, Function<HasMetadata, Document> json) {
        AddOn addOn = world.addOn();
        if (world.secret().isEmpty()) {
            return new AddOnPlan(true, List.of(), List.of());
        }
        String secret = Passwords.secret(addOn);
        if (!world.own(world.secret().get())) {
            return new AddOnPlan(false, List.of(), List.of(Part.taken(Types.SECRETS, secret, "add-on")));
        }
        Optional<Passwords> passwords = world.passwords();
        if (passwords.isEmpty()) {
            return new AddOnPlan(false, List.of(), List.of(new Finding(Finding.REFUSED,
                    "Secret %s lacks a password; delete it, and it is made anew with others".formatted(secret))));
        }
        List<Finding> findings = new ArrayList<>();
        List<Part> apply = new ArrayList<>();
        wanted(world, passwords.get()).forEach((place, object) -> {
            Optional<Finding> taken = taken(world, place);
            if (taken.isPresent()) {
                findings.add(taken.get());
            } else {
                Part.of(place.type(), json.apply(object), Optional.ofNullable(world.present().get(place))).ifPresent(apply::add);
            }
        });
        // Where its data lies in somebody else's claim, no server is to be started upon it.
        boolean misplaced = taken(world, new Place(Types.CLAIMS, AddOnParts.dataClaim(addOn))).isPresent();
        return new AddOnPlan(false, apply.stream().filter(part -> !misplaced || !part.type().equals(Types.STATEFUL_SETS)).toList(), List.copyOf(findings));
    }

    /// In the order in which they are made: nobody is let in before it is said who may.
    private static Map<Place, HasMetadata> wanted(AddOnWorld world, Passwords passwords) {
        AddOnParts parts = new AddOnParts(world.addOn(), world.server());
        Map<Place, HasMetadata> wanted = new LinkedHashMap<>();
        put(wanted, Types.NETWORK_POLICIES, parts.policy(List.copyOf(world.applications().keySet())));
        put(wanted, Types.CLAIMS, parts.data());
        if (world.backups()) {
            put(wanted, Types.CLAIMS, parts.backups());
        }
        put(wanted, Types.SERVICES, parts.service());
        put(wanted, Types.STATEFUL_SETS, parts.statefulSet(world.passwordsUid()));
        put(wanted, Types.SECRETS, parts.credentials(passwords));
        return wanted;
    }

    private static void put(Map<Place, HasMetadata> wanted, ResourceType<?> type, HasMetadata object) {
        wanted.put(new Place(type, object.getMetadata().getName()), object);
    }

    /// Claims may have no owner; their labels say whose they are, and what made what they hold.
    private static Optional<Finding> taken(AddOnWorld world, Place place) {
        Document present = world.present().get(place);
        if (present == null) {
            return Optional.empty();
        }
        if (!place.type().equals(Types.CLAIMS)) {
            return Place.controls(world.addOn(), present) ? Optional.empty() : Optional.of(Part.taken(place.type(), place.name(), "add-on"));
        }
        Map<String, String> labels = present.labels();
        boolean own = world.addOn().getMetadata().getName().equals(labels.get(AddOn.LABEL)) && AddOnParts.MANAGER.equals(labels.get(AddOnParts.MANAGED_BY));
        if (!own) {
            return Optional.of(Part.taken(place.type(), place.name(), "add-on"));
        }
        String type = labels.getOrDefault(AddOnParts.TYPE, "");
        return type.equals(world.server().type())
                ? Optional.empty()
                : Optional.of(new Finding(OTHER_DATA, "PersistentVolumeClaim %s holds what %s has left; delete it, or give the add-on another name"
                        .formatted(place.name(), type.isEmpty() ? "somebody" : type)));
    }
}
