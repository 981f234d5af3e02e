package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.parts.Covering;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.model.Application.Applied;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Applies what a revision consists of, and takes away what an earlier one did and this one does not. Nothing is applied while something has the name of an
/// object and is somebody else's.
final class Applying {

    private static final String OWNER = "application";

    private final Progress progress;
    private final List<Manifest> manifests;
    private final Map<Manifest, Progress.Place> places = new LinkedHashMap<>();
    private final List<String> unserved = new ArrayList<>();
    private final List<Manifest> changed = new ArrayList<>();

    Applying(Progress progress, List<Manifest> manifests) {
        this.progress = progress;
        this.manifests = manifests;
        manifests.forEach(manifest -> progress.place(manifest.object()).ifPresentOrElse(place -> places.put(manifest, place),
                () -> unserved.add("%s %s: nobody serves %s".formatted(manifest.object().kind(), manifest.object().name(), manifest.object().apiVersion()))));
    }

    /// Whose names are taken, in words.
    List<String> taken() {
        return places.entrySet().stream().flatMap(entry -> progress.find(entry.getValue()).filter(present -> !progress.own(present))
                .map(present -> "%s %s %s; it is left as it is".formatted(entry.getKey().object().kind(), entry.getKey().object().name(),
                        Progress.whose(present)))
                .stream()).toList();
    }

    /// Kinds that nobody serves, in words: they may come with definitions among the objects themselves.
    List<String> unserved() {
        return List.copyOf(unserved);
    }

    /// What is there, and what will be: written down before anything is applied, so that nothing is forgotten.
    List<Applied> inventory(List<Applied> before) {
        Map<String, Applied> all = new LinkedHashMap<>();
        places.forEach((manifest, place) -> {
            Applied entry = manifest.entry(place.namespace());
            all.put(key(entry), entry);
        });
        before.forEach(entry -> all.merge(key(entry), entry,
                (now, known) -> ReleaseReport.LEAVING.equals(known.state()) ? now : now.seen(known.state(), known.message())));
        return List.copyOf(all.values());
    }

    static String key(Applied entry) {
        String group = entry.apiVersion().contains("/") ? entry.apiVersion().substring(0, entry.apiVersion().indexOf('/')) : "";
        return "%s/%s/%s/%s".formatted(group, entry.kind(), Objects.requireNonNullElse(entry.namespace(), ""), entry.name());
    }

    /// What was refused, in words.
    List<String> apply() {
        return apply(manifests);
    }

    /// The same of some of them.
    List<String> apply(List<Manifest> some) {
        List<String> refused = new ArrayList<>();
        for (Manifest manifest : some) {
            Progress.Place place = places.get(manifest);
            if (place != null) {
                apply(manifest, place).map(Finding::message).ifPresent(refused::add);
            }
        }
        return refused;
    }

    /// What is not there any more, and what does not say any more what was applied.
    List<Manifest> drifted() {
        return manifests.stream().filter(places::containsKey).filter(manifest -> {
            Optional<Document> present = progress.find(places.get(manifest));
            return present.isEmpty()
                    || !present.get().terminating() && !Covering.covers(present.get().root(), manifest.kept(progress.application()).root());
        }).toList();
    }

    /// Of what was applied, what has become another one by it.
    List<Manifest> changed() {
        return List.copyOf(changed);
    }

    /// What was not there is not taken from anybody who has made it meanwhile.
    private Optional<Finding> apply(Manifest manifest, Progress.Place place) {
        Document wanted = Manifest.marked(manifest.object(), progress.application());
        Document placed = place.namespace().isEmpty() ? wanted.without("metadata", "namespace") : wanted.with(place.namespace(), "metadata", "namespace");
        Optional<Document> before = progress.find(place);
        String what = "%s %s".formatted(placed.kind(), placed.name());
        try {
            return Part.attempt(OWNER, what, () -> {
                Document now = progress.asker().apply(progress.turn().writes().call(), place.resource(), placed, before.isPresent());
                if (before.filter(present -> present.resourceVersion().equals(now.resourceVersion())).isEmpty()) {
                    changed.add(manifest);
                }
            });
        } catch (StatusException e) {
            if (e.is("NotFound") || e.is("RequestEntityTooLarge")) {
                return Optional.of(new Finding(Finding.REFUSED, "%s was refused: %s".formatted(what, e.getMessage())));
            }
            throw e;
        }
    }

    /// What is left of the inventory when what is not wanted any more has been asked to go.
    List<Applied> pruned(List<Applied> inventory) {
        List<String> wanted = places.entrySet().stream().map(entry -> key(entry.getKey().entry(entry.getValue().namespace()))).toList();
        List<Applied> left = new ArrayList<>();
        for (Applied entry : inventory) {
            if (wanted.contains(key(entry))) {
                left.add(entry);
            } else if (!Boolean.TRUE.equals(entry.keep()) && progress.find(entry).filter(progress::own).isPresent()) {
                Progress.Place place = progress.place(entry).orElseThrow();
                progress.find(place).filter(present -> !present.terminating()).ifPresent(present -> progress.delete(progress.asker(), place, present));
                left.add(entry.seen(ReleaseReport.LEAVING, "it is not wanted any more"));
            }
        }
        return left;
    }
}
